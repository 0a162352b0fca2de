import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { highsSolver } from '../../../functions/adapters/integer-programme.ts'
import { attackQuestion } from '../../../functions/results/gate/attack-question.ts'
import type { GateProblem, PublishedForm } from '../../../shared/results/gate/problem.ts'
import reference from '../reference/f_roster.json' with { type: 'json' }

// The data are not ours to hand on: they lie beside the project, or nowhere.
const STUDENTS = new URL('../../../../shared/reference/stats/students_survey.csv', import.meta.url)
type Student = Record<string, string>

describe.skipIf(!existsSync(STUDENTS))('students whose tables of smoking by four demographics are told exactly', () => {
  const students: Student[] = existsSync(STUDENTS) ? parse(readFileSync(STUDENTS), { columns: true }) : []
  const solve = highsSolver()

  for (const { rows, published, threshold, disclosed_ids } of reference.cases)
    it(`${rows}, ${published}: ${disclosed_ids.length} are given away`, async () => {
      const some = students.slice(0, Number(rows.match(/\d+/)?.[0]))
      const { problem, idsOf } = twoWayTables(some, threshold)
      const attack = await attackQuestion({ solve }, problem)
      const ids = attack.outcome === 'exposed' ? attack.exposed.flatMap(({ profile }) => idsOf(profile)) : []
      expect(attack.outcome).toBe(disclosed_ids.length > 0 ? 'exposed' : 'nobody')
      expect(ids.sort((a, b) => a - b)).toEqual(disclosed_ids)
    })
})

/** All cells of all tables by one demographic, but for those from 1 up to below the threshold; groups and their totals are known. */
const twoWayTables = (students: readonly Student[], threshold: number) => {
  const { demographics, levels } = reference
  const keys = [...new Set(students.map((student) => demographics.map((d) => student[d]).join('|')))]
  const profileOf = (student: Student) => keys.indexOf(demographics.map((d) => student[d]).join('|'))
  const of = (profile: number) => students.filter((student) => profileOf(student) === profile)
  const counts = keys.map((_, p) => levels.map((level) => of(p).filter(({ Smoke }) => Smoke === level).length))
  const published = demographics.flatMap((_, d) =>
    [...new Set(keys.map((key) => key.split('|')[d]))].flatMap((group) =>
      levels.flatMap((level, answer): PublishedForm[] => {
        const profiles = keys.flatMap((key, p) => (key.split('|')[d] === group ? [p] : []))
        const count = profiles.reduce((all, p) => all + (counts[p]?.[answer] ?? 0), 0)
        if (count > 0 && count < threshold) return []
        const terms = [{ profiles, answers: [answer], weight: 1 }]
        return [{ name: `${group}: ${level}`, terms, low: count, high: count }]
      }),
    ),
  )
  const problem: GateProblem = {
    profiles: keys.map((key, p) => ({ key, size: of(p).length })),
    answers: levels.length,
    counts,
    published,
  }
  return { problem, idsOf: (profile: number) => of(profile).map(({ id }) => Number(id)) }
}
