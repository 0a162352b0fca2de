import { highsSolver } from '../../functions/adapters/integer-programme.ts'
import { gateQuestion } from '../../functions/results/gate/gate-question.ts'
import { proveQuestion } from '../../shared/results/report.ts'
import { isTabled } from '../../shared/results/tables/counted.ts'
import { prepare } from '../../shared/results/tables/prepare.ts'
import { rakedWeight, release, STANDARD, survey } from '../results/gate/simulated.ts'
import { inputsOf, questionnaire, respondents } from './survey-city.ts'

export type GateFigure = {
  answers: number
  questions: number
  profiles: number
  /** Median and largest of the questions. */
  seconds: { median: number; most: number }
  /** Profiles whose people all gave the same answer, of all questions, and the part that the local search proved. */
  alike: number
  bySearch: number
  proven: number
}

/** Above 1,000 answers a question has 30 seconds, up to there two. */
const SIZES = [
  { answers: 40, questions: 8 },
  { answers: 100, questions: 8 },
  { answers: 400, questions: 8 },
  { answers: 1000, questions: 8 },
  { answers: 5000, questions: 3 },
  { answers: 50_000, questions: 3 },
]

/**
 * The gate on simulated surveys: five demographics with 26 categories, five points, three in a hundred skip the question; the
 * city's total weighted from 100 answers on, the reader knowing the rules. Each question is proven on its own, as in a task.
 */
export async function* measureGate(): AsyncGenerator<GateFigure> {
  const solve = highsSolver()
  for (const { answers, questions } of SIZES) {
    const figure: GateFigure = {
      answers,
      questions,
      profiles: 0,
      seconds: { median: 0, most: 0 },
      alike: 0,
      bySearch: 0,
      proven: 0,
    }
    const seconds: number[] = []
    for (let seed = 1; seed <= questions; seed++) {
      const weight = answers >= 100 ? rakedWeight : undefined
      const { problem } = release(survey(answers, seed * 7919, 0.03), STANDARD, { weight, rulesKnown: true })
      const began = performance.now()
      const verdict = await gateQuestion({ solve }, problem)
      seconds.push((performance.now() - began) / 1000)
      figure.profiles = Math.max(figure.profiles, problem.profiles.length)
      if (verdict.outcome === 'refused') continue
      figure.proven++
      figure.alike += verdict.alike
      figure.bySearch += verdict.bySearch
    }
    seconds.sort((a, b) => a - b)
    figure.seconds = { median: seconds[questions >> 1] ?? 0, most: seconds.at(-1) ?? 0 }
    yield figure
  }
}

export type WalkFigure = {
  answers: number
  questions: number
  seconds: GateFigure['seconds']
  /** Questions with any table, and those whose finest one was proven. */
  shown: number
  asCounted: number
}

/**
 * The whole walk of a question, from its finest tables to the first that are proven: the twenty questions of a report by six
 * demographics with weighted totals, as the engine puts them to the gate. Three in a hundred skip each question.
 */
export async function* measureWalk(): AsyncGenerator<WalkFigure> {
  const solve = highsSolver()
  const tabled = questionnaire.filter(isTabled)
  for (const { answers, surveys, each } of WALKS) {
    const figure: WalkFigure = { answers, questions: 0, seconds: { median: 0, most: 0 }, shown: 0, asCounted: 0 }
    const seconds: number[] = []
    for (let seed = 1; seed <= surveys; seed++) {
      const prepared = prepare(inputsOf(respondents(answers, seed)))
      for (const question of tabled.filter((_, nth) => nth % each === 0)) {
        const began = performance.now()
        const { verdict, rung } = await proveQuestion(
          prepared,
          question,
          async (problem) => (await gateQuestion({ solve }, problem)).outcome,
        )
        seconds.push((performance.now() - began) / 1000)
        if (verdict !== 'refused') figure.shown++
        if (rung === 'as counted') figure.asCounted++
      }
    }
    seconds.sort((a, b) => a - b)
    figure.questions = seconds.length
    figure.seconds = { median: seconds[seconds.length >> 1] ?? 0, most: seconds.at(-1) ?? 0 }
    yield figure
  }
}

/** Of the largest every third question: all twenty take minutes. */
const WALKS = [
  { answers: 40, surveys: 4, each: 1 },
  { answers: 100, surveys: 4, each: 1 },
  { answers: 400, surveys: 4, each: 1 },
  { answers: 1000, surveys: 3, each: 1 },
  { answers: 5000, surveys: 1, each: 1 },
  { answers: 50_000, surveys: 1, each: 3 },
]
