import type { ReportInputs } from '../../shared/results/inputs.ts'
import { finishedReport, type ProvenQuestion } from '../../shared/results/report.ts'
import { candidatesOf } from '../../shared/results/tables/candidates.ts'
import { isTabled } from '../../shared/results/tables/counted.ts'
import { prepare } from '../../shared/results/tables/prepare.ts'
import { tablesByDatabase } from './reports-by-database.ts'
import { DEMOGRAPHICS, inputsOf, questionnaire, respondents, timesMore } from './survey-city.ts'

const CITY = 50_000
const RUNS = 9

/**
 * A full report (20 questions, 6 demographics, weights, ranges, tests) of one city, without the gate: in processor time of this
 * thread, because other work on the machine is no part of it. Then the same cells with 100,000 and 1,000,000 answers; and
 * the same tables from the rows of a database.
 */
export const measureReports = async () => {
  const people = respondents(CITY, 5)
  const inputs = inputsOf(people)
  const [fewer, more] = [timesMore(inputs, 100_000 / CITY), timesMore(inputs, 1_000_000 / CITY)]
  const runs = Array.from({ length: RUNS }, () => ({
    city: cpuMilliseconds(() => wholeReport(inputs)),
    fewer: cpuMilliseconds(() => wholeReport(fewer)),
    more: cpuMilliseconds(() => wholeReport(more)),
    problems: cpuMilliseconds(() => problemsOf(inputs)),
  }))
  const middle = (of: (run: (typeof runs)[number]) => number) => median(runs.slice(2).map(of))
  const database = await tablesByDatabase(people, prepare(inputs))
  return {
    people: CITY,
    cells: inputs.cube.length,
    questions: questionnaire.length - DEMOGRAPHICS.length,
    milliseconds: middle(({ city }) => city),
    problems: middle(({ problems }) => problems),
    growth: middle(({ fewer: few, more: many }) => many / few),
    ...(database && { database: { ...database, ratio: database.milliseconds / middle(({ city }) => city) } }),
  }
}

const wholeReport = (inputs: ReportInputs) => {
  const prepared = prepare(inputs)
  const proven = new Map(
    inputs.questionnaire.filter(isTabled).flatMap((question): [typeof question.id, ProvenQuestion][] => {
      const [finest] = candidatesOf(prepared, question)
      return finest ? [[question.id, { verdict: 'proven', rung: finest.rung, tables: finest.tables }]] : []
    }),
  )
  return finishedReport(prepared, proven, [])
}

/** What the gate is asked about the finest tables of all questions. */
const problemsOf = (inputs: ReportInputs) => {
  const prepared = prepare(inputs)
  for (const question of inputs.questionnaire.filter(isTabled)) {
    const [finest] = candidatesOf(prepared, question)
    finest?.problems()
  }
}

const cpuMilliseconds = (work: () => unknown): number => {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
