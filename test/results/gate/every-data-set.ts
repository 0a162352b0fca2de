import type { Person, Table } from './simulated.ts'

/** Every way in which these people could have answered. */
export function* everyDataSet(people: readonly Person[], answers: number): Generator<Person[]> {
  for (let n = 0; n < answers ** people.length; n++)
    yield people.map(({ groups }, index) => ({ groups, answer: Math.floor(n / answers ** index) % answers }))
}

/** The numbers that tables of this form would show. */
export const toldBy = (tables: readonly Table[], people: readonly Person[]): string =>
  JSON.stringify(
    tables.map(({ rows, rung }) =>
      rows.map((row) => rung.map((group) => row.filter((index) => group.includes(people[index]?.answer ?? -1)).length)),
    ),
  )

/** For each person the answers that they could have given, among these data sets. */
export const possibleAnswers = (sets: readonly (readonly Person[])[]): Set<number>[] =>
  (sets[0] ?? []).map((_, index) => new Set(sets.map((people) => people[index]?.answer ?? -1)))
