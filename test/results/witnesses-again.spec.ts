import { describe, expect, it } from 'vitest'
import { CitySlug } from '../../shared/ids.ts'
import { cellFrom, cellKey } from '../../shared/results/counting/cell.ts'
import { chose } from '../../shared/results/counting/contribution.ts'
import type { ReportTable } from '../../shared/results/document.ts'
import { searchLocally } from '../../shared/results/gate/local-search.ts'
import type { Witness } from '../../shared/results/gate/problem.ts'
import type { CubeRows, ReportInputs } from '../../shared/results/inputs.ts'
import { networkInputs } from '../../shared/results/network/network.ts'
import { finishedReport } from '../../shared/results/report.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import { candidatesOf } from '../../shared/results/tables/candidates.ts'
import { answerKeys, isTabled, type TabledQuestion } from '../../shared/results/tables/counted.ts'
import { type Prepared, prepare } from '../../shared/results/tables/prepare.ts'
import { isShown } from './attack.ts'
import { asked, HELP, inputsFrom, marginsOfTwo, peopleOf, weighable } from './people.ts'

/** The cube if people had answered this question, or this option of it, as a data set of the gate says. */
const answeredAs = (
  { inputs, profiles }: Prepared,
  question: TabledQuestion,
  option: string | undefined,
  witness: Witness,
): CubeRows => {
  const keys = option === undefined ? answerKeys(question) : [option]
  const left = witness.map((row) => row.flatMap((count, answer) => Array<number>(count).fill(answer)))
  return inputs.cube.map(([cell, adds], c) => {
    const theirs = left[profiles.ofCell[c] ?? 0]?.splice(0, adds.n) ?? []
    const others = Object.entries(adds).filter(([name]) => !keys.some((key) => name === chose(question.id, key)))
    const own = keys.map(
      (key, answer) => [chose(question.id, key), theirs.filter((one) => one === answer).length] as const,
    )
    return [cell, Object.fromEntries([...others, ...own.filter(([, count]) => count > 0)])]
  })
}

/** Every data set that the search finds for the finest tables, with all that would be published then. */
const again = (inputs: ReportInputs, question: TabledQuestion) => {
  const prepared = prepare(inputs)
  const [finest] = candidatesOf(prepared, question)
  const shown = finest?.tables.filter(isShown) ?? []
  const options = question.kind === 'multiple' ? question.options.map(({ key }) => key) : [undefined]
  const parts = options.filter(
    (key) => key === undefined || shown.some(({ answers }) => answers.some((one) => 'key' in one && one.key === key)),
  )
  const cubes = (finest?.problems() ?? []).flatMap((problem, part) =>
    searchLocally(problem).witnesses.map((witness) => answeredAs(prepared, question, parts[part], witness)),
  )
  return { published: published(prepared, question), cubes }
}

const published = (prepared: Prepared, question: TabledQuestion) => {
  const [finest] = candidatesOf(prepared, question)
  const proven = new Map(finest && [[question.id, { verdict: 'proven' as const, ...finest }]])
  return finishedReport(prepared, proven, []).questions.find(({ id }) => id === question.id)
}

const SURVEYS: Record<string, ReportInputs> = {
  'a few people': inputsFrom(peopleOf(50, 16, 0)),
  'people who skip much': inputsFrom(peopleOf(60, 3, 0.4)),
  'a small city': inputsFrom(peopleOf(110, 5)),
  'a city that is weighted': inputsFrom(weighable(160, 7, 0.4), { margins: marginsOfTwo }),
  'a larger one that is weighted': inputsFrom(weighable(300, 9), { margins: marginsOfTwo }),
  'sensitive matters': inputsFrom(peopleOf(200, 11), { policy: POLICIES.sensitive, level: 'sensitive' }),
}

describe('every data set by which the gate proves a question', () => {
  for (const [name, inputs] of Object.entries(SURVEYS))
    it(`gives the very same report, with ranges, tests and what is merged, had people answered so: ${name}`, () => {
      const questions = asked.filter(isTabled)
      let replayed = 0
      for (const question of questions) {
        const { published: truth, cubes } = again(inputs, question)
        for (const cube of cubes) expect(published(prepare({ ...inputs, cube }), question)).toEqual(truth)
        replayed += cubes.length
      }
      expect(replayed).toBeGreaterThan(0)
    })

  it('of a network leaves the reports of its cities as they were, also in which answers they do not show', () => {
    const help = asked.find((one) => one.id === HELP)
    if (!help || !isTabled(help)) throw new Error('the question is missing')
    const tablesOf = (inputs: ReportInputs): ReportTable[] => [
      ...([...candidatesOf(prepare(inputs), help)][0]?.tables ?? []),
    ]
    const cities = [60, 80].map((n, k) => {
      const inputs = inputsFrom(peopleOf(n, 100 + n + k))
      const city = CitySlug.parse(`city${k}`)
      return {
        city,
        name: city,
        inputs,
        released: { seal: `seal ${k}`, questions: [{ id: HELP, tables: tablesOf(inputs) }] },
      }
    })
    const hidden = cities.flatMap(({ released }) => released.questions[0]?.tables.filter(isShown) ?? [])
    expect(hidden.some(({ notShown }) => notShown.length > 0)).toBe(true)

    const { inputs } = networkInputs(cities)
    const { cubes } = again(inputs, help)
    expect(cubes.length).toBeGreaterThan(3)
    for (const cube of cubes)
      for (const one of cities) {
        const own = new Map(
          cube.flatMap(([cell, adds]) => {
            const { city, ...rest } = cellFrom(cell)
            return city === one.city ? [[cellKey(rest), adds] as const] : []
          }),
        )
        const rows = one.inputs.cube.map(([cell]): CubeRows[number] => [cell, own.get(cell) ?? {}])
        expect(tablesOf({ ...one.inputs, cube: rows })).toEqual(one.released.questions[0]?.tables)
      }
  })
})
