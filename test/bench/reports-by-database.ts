import { cellKey } from '../../shared/results/counting/cell.ts'
import { bandOf } from '../../shared/results/questionnaire.ts'
import { answerKeys, isTabled } from '../../shared/results/tables/counted.ts'
import type { Prepared } from '../../shared/results/tables/prepare.ts'
import { DEMOGRAPHICS, type Respondent } from './survey-city.ts'

/**
 * The weighted total and the tables by each demographic of every question, counted by DuckDB from a row for each person with weight and
 * demographics, and a row for each person and answer; the weights are given. In processor time of the whole process: it
 * counts in several threads. Nothing where its native library is missing.
 */
export const tablesByDatabase = async (
  people: readonly Respondent[],
  prepared: Prepared,
): Promise<{ milliseconds: number; cells: number; agrees: boolean } | undefined> => {
  const duckdb = await import('@duckdb/node-api').catch(() => undefined)
  if (!duckdb) return undefined
  const connection = await (await duckdb.DuckDBInstance.create(':memory:')).connect()
  await connection.run(
    `create table person (id integer, weight integer, ${DEMOGRAPHICS.map((d) => `${d} varchar`).join(', ')})`,
  )
  await connection.run('create table answer (id integer, question integer, answer integer)')
  await fill(connection, people, prepared)

  const sqls = [
    'select question, answer, sum(weight) from answer join person using (id) group by all',
    ...DEMOGRAPHICS.map(
      (d) => `select question, ${d}, answer, count(*) from answer join person using (id) group by all`,
    ),
  ]
  const before = process.cpuUsage()
  const results = []
  for (const sql of sqls) results.push((await connection.runAndReadAll(sql)).getRows())
  const { user, system } = process.cpuUsage(before)
  return {
    milliseconds: (user + system) / 1000,
    cells: results.reduce((all, rows) => all + rows.length, 0),
    agrees: sameTotals(results[0] ?? [], prepared),
  }
}

type Connection = Awaited<
  ReturnType<Awaited<ReturnType<typeof import('@duckdb/node-api').DuckDBInstance.create>>['connect']>
>

const fill = async (connection: Connection, people: readonly Respondent[], prepared: Prepared) => {
  const { profiles, inputs } = prepared
  const placeOf = new Map(inputs.cube.map(([cell], c) => [cell, c]))
  const person = await connection.createAppender('person')
  const answer = await connection.createAppender('answer')
  for (const [id, { cell, answers }] of people.entries()) {
    const profile = profiles.ofCell[placeOf.get(cellKey(cell)) ?? 0] ?? 0
    person.appendInteger(id)
    person.appendInteger(profiles.weights?.[profile] ?? 1)
    for (const d of DEMOGRAPHICS) person.appendVarchar(cell[d] ?? '')
    person.endRow()
    for (const [number, question] of inputs.questionnaire.entries()) {
      const given = answers[question.id]
      if (!isTabled(question) || given === undefined) continue
      const keys =
        question.kind === 'number' ? [`b${bandOf(Number(given), question.bands)}`] : [given].flat().map(String)
      for (const key of keys) {
        answer.appendInteger(id)
        answer.appendInteger(number)
        answer.appendInteger(answerKeys(question).indexOf(key))
        answer.endRow()
      }
    }
  }
  person.closeSync()
  answer.closeSync()
}

/** The weighted sums of all answers are those that the engine's percentages are made from. */
const sameTotals = (rows: readonly unknown[][], { inputs, counted, profiles }: Prepared): boolean => {
  const sums = new Map(rows.map(([question, answer, sum]) => [`${question} ${answer}`, Number(sum)]))
  return inputs.questionnaire.every((question, number) => {
    const own = counted.get(question.id)
    return (
      !own ||
      Array.from({ length: own.answers }, (_, answer) => answer).every((answer) => {
        let sum = 0
        for (let p = 0; p < profiles.count; p++)
          sum += (profiles.weights?.[p] ?? 1) * (own.people[p * own.columns + answer] ?? 0)
        return sum === (sums.get(`${number} ${answer}`) ?? 0)
      })
    )
  })
}
