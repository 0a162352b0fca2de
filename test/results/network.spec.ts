import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CitySlug } from '../../shared/ids.ts'
import type { QuestionReport } from '../../shared/results/document.ts'
import { checkWitness } from '../../shared/results/gate/witness.ts'
import type { ReportInputs } from '../../shared/results/inputs.ts'
import { type CityInputs, networkInputs } from '../../shared/results/network/network.ts'
import { report } from '../../shared/results/report.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import { candidatesOf } from '../../shared/results/tables/candidates.ts'
import { isTabled } from '../../shared/results/tables/counted.ts'
import { prepare } from '../../shared/results/tables/prepare.ts'
import { gate, gave, isShown } from './attack.ts'
import { asked, inputsFrom, marginsOfTwo, type Person, peopleOf, SAFE, weighable } from './people.ts'

type Town = { name: string; people: Person[]; inputs: ReportInputs; released: QuestionReport[] }

const town = async (name: string, people: Person[], over: Partial<ReportInputs> = {}): Promise<Town> => {
  const inputs = inputsFrom(people, over)
  return { name, people, inputs, released: (await report(inputs, gate)).questions }
}

const asCity = ({ name, inputs, released }: Town): CityInputs => ({
  city: CitySlug.parse(name),
  name,
  inputs,
  released: {
    seal: `seal of ${name}`,
    questions: released.flatMap((one) => ('tables' in one ? [{ id: one.id, tables: one.tables }] : [])),
  },
})

const network = (...towns: Town[]) => networkInputs(towns.map(asCity))

const answersTo = (people: readonly Person[], point: string, cell: Record<string, string> = {}): Person[] =>
  people.map((person) => ({ cell: { ...person.cell, ...cell }, answers: { ...person.answers, [SAFE]: point } }))

describe('the report of a network', () => {
  it('has the cities as one more demographic, and nothing by neighbourhood', async () => {
    const { inputs } = network(await town('denver', peopleOf(60, 1)), await town('fresno', peopleOf(80, 2)))
    const made = await report(inputs, gate)
    const safe = made.questions[0]
    if (!safe || !('tables' in safe)) throw new Error('there are no tables')
    expect(safe.tables.map(({ by }) => by)).toEqual(['everybody', 'city', 'gender', 'race', 'ageBand'])
    expect(made.answered).toEqual({ kind: 'exact', count: 140 })
    const [, byCity] = safe.tables
    expect(byCity && isShown(byCity) && byCity.rows.map(({ group, base }) => [group, base])).toEqual([
      [
        { kind: 'group', key: 'denver', label: 'denver' },
        { kind: 'exact', count: 60 },
      ],
      [
        { kind: 'group', key: 'fresno', label: 'fresno' },
        { kind: 'exact', count: 80 },
      ],
    ])
  })

  it('takes cities with fewer than 20 answers together, and names them', async () => {
    const towns = [
      await town('denver', peopleOf(90, 1)),
      await town('elko', peopleOf(12, 2)),
      await town('ely', peopleOf(11, 3)),
    ]
    const { inputs, leftOut } = network(...towns)
    expect(leftOut).toEqual([])
    const rows = groupingRows(inputs)
    expect(rows).toEqual([
      ['denver', 90],
      ['elko+ely', 23],
    ])
  })

  it('leaves cities out that would be fewer than 20 even together: the rest of the network would be them', async () => {
    const towns = [
      await town('denver', peopleOf(90, 1)),
      await town('fresno', peopleOf(50, 4)),
      await town('ely', peopleOf(11, 3)),
    ]
    const { inputs, leftOut } = network(...towns)
    expect(leftOut).toEqual(['ely'])
    expect(prepare(inputs).responses).toBe(140)
  })

  it('asks for the protection of its strictest city', async () => {
    const strict = { ...POLICIES.standard, group: 25, cell: 7 }
    const { inputs } = network(
      await town('denver', peopleOf(60, 1)),
      await town('fresno', peopleOf(80, 2), { policy: strict }),
    )
    expect(inputs.policy).toEqual(strict)
  })

  it('holds only what was asked alike in all its cities', async () => {
    const other = asked.map((one) => (one.id === SAFE ? { ...one, contentHash: 'another wording' } : one))
    const { inputs } = network(
      await town('denver', peopleOf(60, 1)),
      await town('fresno', peopleOf(80, 2), { questionnaire: other }),
    )
    expect(inputs.questionnaire.map(({ id }) => id)).not.toContain(SAFE)
    expect(inputs.questionnaire.length).toBe(asked.length - 2)
  })
})

describe('the network without the cities that have published', () => {
  it('is nobody, or a group that holds the thresholds, for every question and whatever people answered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 5, max: 80 }), fc.nat()), { minLength: 2, maxLength: 4 }),
        async (sizes) => {
          const towns = await Promise.all(sizes.map(([n, seed], k) => town(`city${k}`, peopleOf(n, seed))))
          const { inputs, leftOut } = network(...towns)
          const { questions } = await report(inputs, gate)
          const taken = towns.filter(({ name }) => !leftOut.includes(CitySlug.parse(name)))
          expect(questions.flatMap((question) => smallRemainders(question, taken))).toEqual([])
        },
      ),
      { seed: 3, numRuns: 12 },
    )
  }, 120_000)

  it('is shown coarser where it would be too few: one city tells five levels, the network must not', async () => {
    // Denver shows all five levels. In Fresno nobody is at level 1 or 2, but together with Denver's five are many.
    const spread = ['1', '2', '3', '4', '5'].flatMap((point) => answersTo(peopleOf(12, Number(point)), point))
    const happy = ['3', '4', '5'].flatMap((point) => answersTo(peopleOf(10, 10 + Number(point)), point))
    const levels = async (...towns: Town[]) => {
      const [safe] = (await report(network(...towns).inputs, gate)).questions
      const total = safe && 'tables' in safe ? safe.tables[0] : undefined
      return total && isShown(total) ? total.answers.length : 0
    }
    const denver = await town('denver', spread)
    expect(await levels(denver, await town('fresno', happy))).toBe(2)
    expect(await levels(denver, await town('fresno', spread))).toBe(5)
    const unpublished = { ...(await town('fresno', happy)), released: [] }
    expect(await levels({ ...denver, released: [] }, unpublished)).toBe(5)
  })

  it('is looked at group by group: one city has all but a few of a group', async () => {
    const women = ['1', '3', '5'].flatMap((point) => answersTo(peopleOf(12, Number(point)), point, { gender: 'woman' }))
    const men = ['1', '3', '5'].flatMap((point) =>
      answersTo(peopleOf(12, 20 + Number(point)), point, { gender: 'man' }),
    )
    const fewWomen = answersTo(peopleOf(4, 40), '5', { gender: 'woman' })
    const denver = await town('denver', [...women, ...men])
    const fresno = await town('fresno', [...fewWomen, ...men, ...men])
    const [safe] = (await report(network(denver, fresno).inputs, gate)).questions
    if (!safe || !('tables' in safe)) throw new Error('there are no tables')
    const gender = safe.tables.find(({ by }) => by === 'gender')
    // Of 40 women in the network Denver tells of 36: what is left are four who all answered 5.
    expect(
      gender && isShown(gender) && gender.rows.every(({ shares }) => shares.every(({ kind }) => kind === 'quarter')),
    ).toBe(true)
    const alone = (await report(networkInputs([denver, fresno].map(withoutRelease)).inputs, gate)).questions[0]
    const before = alone && 'tables' in alone ? alone.tables.find(({ by }) => by === 'gender') : undefined
    expect(
      before && isShown(before) && before.rows.some(({ shares }) => shares.some(({ kind }) => kind === 'share')),
    ).toBe(true)
  })
})

describe('releases over the same people', () => {
  it('are attacked together: the problem holds all tables of both, weighted totals too, and all of it is true', async () => {
    const towns = [
      await town('denver', weighable(420, 1), { margins: marginsOfTwo }),
      await town('fresno', peopleOf(70, 2)),
    ]
    const denver = towns[0]?.released[0]
    expect(denver && 'tables' in denver && denver.tables[0]).toMatchObject({ weighted: true })
    const prepared = prepare(network(...towns).inputs)
    for (const question of prepared.inputs.questionnaire) {
      if (!isTabled(question)) continue
      const [candidate] = candidatesOf(prepared, question)
      for (const problem of candidate?.problems() ?? []) expect(checkWitness(problem, problem.counts)).toBe(true)
      const [problem] = candidate?.problems() ?? []
      expect(problem?.published.some(({ name }) => /^seal of by everybody|^seal of/.test(name))).toBe(true)
    }
  })

  it('cannot be made when somebody came, went or answered otherwise in between', async () => {
    const people = peopleOf(80, 6, 0)
    const denver = asCity(await town('denver', people))
    const fresno = asCity(await town('fresno', peopleOf(60, 7)))
    const now = async (changed: Person[]) =>
      report(
        {
          ...networkInputs([{ ...denver }, fresno]).inputs,
          cube: networkInputs([{ ...denver, inputs: inputsFrom(changed) }, fresno]).inputs.cube,
        },
        gate,
      )
    await expect(now([...people, ...peopleOf(1, 8)])).rejects.toThrow('not about the same people')
    await expect(now(people.slice(1))).rejects.toThrow('not about the same people')
    // Of so few only totals are told, which have no exact base.
    const few = asCity(await town('ely', peopleOf(25, 8, 0)))
    const fewer = networkInputs([{ ...few, inputs: inputsFrom(peopleOf(24, 8, 0)) }, fresno]).inputs.cube
    await expect(report({ ...networkInputs([few, fresno]).inputs, cube: fewer }, gate)).rejects.toThrow(
      'the same people',
    )
    const [first, ...rest] = people
    const other = first?.answers[SAFE] === '1' ? '5' : '1'
    const flipped = rest.map((person, k) =>
      k < 9 ? { ...person, answers: { ...person.answers, [SAFE]: other } } : person,
    )
    await expect(now(first ? [first, ...flipped] : [])).rejects.toThrow('does not agree with the cube')
  })
})

const withoutRelease = (one: Town): CityInputs => {
  const { city, name, inputs } = asCity(one)
  return { city, name, inputs }
}

const groupingRows = (inputs: ReportInputs) => {
  const grouping = prepare(inputs).groupings.get('city')
  return grouping?.outcome === 'grouped'
    ? grouping.groups.map((group) => [group.kind === 'group' ? group.key : group.labels.join('+'), group.base])
    : []
}

/** A total of the network less the totals that cities tell in the same or finer answers, counted from the people themselves. */
const smallRemainders = (question: QuestionReport, towns: readonly Town[]): string[] => {
  if (!('tables' in question)) return []
  const [total] = question.tables
  if (!total || !isShown(total) || total.rows.some(({ shares }) => shares.some(({ kind }) => kind === 'quarter')))
    return []
  return total.answers.flatMap((answer) => {
    const rest = towns.filter(({ released }) => {
      const own = released.find(({ id }) => id === question.id)
      const theirs = own && 'tables' in own ? own.tables[0] : undefined
      if (
        !theirs ||
        !isShown(theirs) ||
        theirs.rows.some(({ shares }) => shares.some(({ kind }) => kind === 'quarter'))
      )
        return true
      if (question.kind === 'multiple')
        return !theirs.answers.some((one) => JSON.stringify(one) === JSON.stringify(answer))
      // Whether each of theirs is within one of ours: asked of everybody's answers.
      const everybody = towns.flatMap(({ people }) => people)
      return !theirs.answers.every((finer) =>
        total.answers.some((ours) => everybody.filter(gave(question, finer)).every(gave(question, ours))),
      )
    })
    const left = rest
      .flatMap(({ people }) => people)
      .filter(({ answers }) => question.kind === 'multiple' || answers[question.id] !== undefined)
    const those = left.filter(gave(question, answer)).length
    const tooSmall = rest.length > 0 && rest.length < towns.length && those < POLICIES.standard.cell
    return tooSmall ? [`${question.title} ${JSON.stringify(answer)}: ${those} of ${left.length}`] : []
  })
}
