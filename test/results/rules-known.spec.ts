import { describe, expect, it } from 'vitest'
import { withoutInsiders } from '../../shared/results/gate/insiders.ts'
import { proveQuestion } from '../../shared/results/report.ts'
import type { Policy } from '../../shared/results/settings/policy.ts'
import { candidatesOf } from '../../shared/results/tables/candidates.ts'
import { isTabled } from '../../shared/results/tables/counted.ts'
import { prepare } from '../../shared/results/tables/prepare.ts'
import { gate } from './attack.ts'
import { asked, CARE, chanceFrom, inputsFrom, marginsOfTwo, peopleOf, SAFE, weighable } from './people.ts'

const questionOf = (id: string, among = asked) => {
  const found = among.find((one) => one.id === id)
  if (!found || !isTabled(found)) throw new Error('the question is missing')
  return found
}

/** The thresholds at a scale on which every data set can be looked at. */
const SMALL: Policy = {
  group: 3,
  residual: 2,
  cell: 1,
  base: 3,
  quotations: 1,
  bands: true,
  neverCrossed: [],
}

/** Of the finest tables, which follow from the rules alone. That the gate has refused finer ones is not looked at. */
describe('a reader who knows the rules, the roster, and how coarse tables became', () => {
  const ROSTERS = {
    'two groups crossed with two': ['ww', 'ww', 'wb', 'mw', 'mb', 'mb'],
    'somebody alone in a group': ['ww', 'ww', 'ww', 'wb', 'mw', 'mw'],
    'one demographic': ['w', 'w', 'w', 'm', 'm', 'm'],
  }
  const cellOf = ([gender, race]: string) => ({
    gender: gender === 'w' ? 'woman' : 'man',
    ...(race && { race: race === 'w' ? 'white' : 'black' }),
  })

  for (const [name, roster] of Object.entries(ROSTERS))
    it(`is certain of nobody's answer, in any of all data sets: ${name}`, async () => {
      const looks = new Map<string, { possible: Set<number>[]; proven: boolean }>()
      for (let code = 0; code < 4 ** roster.length; code++) {
        // Three bands, and no answer.
        const given = roster.map((_, k) => Math.floor(code / 4 ** k) % 4)
        const people = roster.map((who, k) => {
          const answer = given[k] ?? 3
          return { cell: cellOf(who), answers: answer === 3 ? {} : { [CARE]: [0, 3, 9][answer] ?? 0 } }
        })
        const prepared = prepare(inputsFrom(people, { policy: SMALL, questionnaire: OF_THREE_BANDS }))
        const [finest] = candidatesOf(prepared, questionOf(CARE, OF_THREE_BANDS))
        const look = JSON.stringify(finest?.tables)
        const own = looks.get(look) ?? { possible: roster.map(() => new Set<number>()), proven: false }
        looks.set(look, own)
        for (const [k, answer] of given.entries()) own.possible[k]?.add(answer)
        const isShown = finest?.tables.some(({ kind }) => kind === 'shown')
        if (isShown && !own.proven)
          for (const problem of finest?.problems() ?? []) own.proven = (await gate(problem)) === 'proven'
      }
      const proven = [...looks].filter(([, one]) => one.proven)
      const certain = proven.filter(([, { possible }]) => possible.some((answers) => answers.size === 1))
      expect(certain.map(([look]) => look).slice(0, 1)).toEqual([])
      expect(proven.length).toBeGreaterThan(20)
    }, 240_000)
})

const OF_THREE_BANDS = asked.map((one) => (one.kind === 'number' ? { ...one, bands: [0, 5] } : one))

describe('those who took part and tell each other what they answered', () => {
  it('are certain of nobody else, one by one and three together, weighted or not', async () => {
    const chance = chanceFrom(17)
    for (const inputs of [
      inputsFrom(peopleOf(45, 5)),
      inputsFrom(peopleOf(110, 6)),
      inputsFrom(weighable(160, 7), { margins: marginsOfTwo }),
    ]) {
      const prepared = prepare(inputs)
      const problems: Parameters<typeof gate>[0][] = []
      const { verdict } = await proveQuestion(prepared, questionOf(SAFE), async (problem) => {
        problems.push(problem)
        return gate(problem)
      })
      const problem = problems.at(-1)
      if (verdict !== 'proven' || !problem) throw new Error('nothing was proven')
      const everybody = problem.counts.flatMap((row, profile) =>
        row.flatMap((count, answer) => Array.from({ length: count }, () => ({ profile, answer }))),
      )
      const anybody = () => everybody.splice(Math.floor(chance() * everybody.length), 1)
      for (let trial = 0; trial < 8; trial++) {
        expect(await gate(withoutInsiders(problem, anybody()))).toBe('proven')
        expect(await gate(withoutInsiders(problem, [...anybody(), ...anybody(), ...anybody()]))).toBe('proven')
      }
    }
  }, 60_000)
})
