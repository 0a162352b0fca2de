import { closeChain, type Pass, type Search, type Steps } from './chain.ts'
import { type Exchange, findExchange, type Givers } from './exchanges.ts'

/** People of how many profiles are exchanged at most; how many exchanges are looked at together; how many of them are followed. */
const LARGEST = 5
const TOGETHER = 16
const FOLLOWED = 4
const ARRANGEMENTS = 24

/**
 * Lets others have given the answer in place of people of a profile, in one data set: those who leave take the answers of those who
 * join, and a chain of further moves puts right what is not yet as published.
 */
export const exchangeAnswers = (search: Search, given: Givers, profile: number, pass: Pass, steps: Steps): boolean => {
  let together: Arrangement[] = []
  const follow = (): boolean => {
    const best = together.sort((a, b) => a.wrong - b.wrong).slice(0, FOLLOWED)
    together = []
    return best.some((arrangement) => closes(search, arrangement, pass, steps))
  }
  const found = findExchange(given, profile, LARGEST, steps, (exchange) => {
    const arrangements = arrangementsOf(search, given.answer, exchange)
    steps.left -= arrangements.length * STEPS_EACH
    const [best] = arrangements.sort((a, b) => a.wrong - b.wrong)
    if (best) together.push(best)
    return (best?.wrong === 0 || together.length === TOGETHER) && follow()
  })
  return found === 'used' || follow()
}

/** Making and taking back the moves of one costs about as much as looking at so many candidates of a chain. */
const STEPS_EACH = 5

type Arrangement = { moves: readonly number[]; wrong: number }

/** In which ways those who leave can take the answers of those who join, and how much each leaves wrong. */
const arrangementsOf = (search: Search, answer: number, { leaving, joining }: Exchange): Arrangement[] => {
  const { data, moves } = search
  const numbered = (profile: number, from: number, to: number) => (profile * moves.answers + from) * moves.answers + to
  const found: Arrangement[] = []
  for (const answers of answersOf(search, answer, joining))
    for (const taken of orders(answers)) {
      if (found.length >= ARRANGEMENTS) return found
      const chain = [
        ...leaving.map((profile, k) => numbered(profile, answer, taken[k] ?? (answer === 0 ? 1 : 0))),
        ...joining.map((profile, k) => numbered(profile, answers[k] ?? 0, answer)),
      ]
      if (makeAll(search, chain)) found.push({ moves: chain, wrong: data.distance() })
      takeBackAll(search)
    }
  return found
}

const closes = (search: Search, { moves }: Arrangement, pass: Pass, steps: Steps): boolean => {
  const own = { left: Math.min(steps.left, pass.each) }
  const granted = own.left
  const done = makeAll(search, moves) && closeChain(search, pass, own)
  steps.left -= granted - own.left
  if (!done) takeBackAll(search)
  return done
}

const makeAll = ({ data }: Search, moves: readonly number[]): boolean =>
  moves.every((move) => {
    const can = data.can(move)
    if (can) data.make(move)
    return can
  })

const takeBackAll = ({ data }: Search) => {
  while (data.made.length > 0) data.takeBack()
}

/** What each of those who join gives up: one of the answers that people of the profile gave. */
function* answersOf(
  { data, moves }: Search,
  answer: number,
  [first, ...others]: readonly number[],
): Generator<number[]> {
  if (first === undefined) return yield []
  for (let own = 0; own < moves.answers; own++)
    if (own !== answer && data.count(first, own) > 0)
      for (const rest of answersOf({ data, moves } as Search, answer, others)) yield [own, ...rest]
}

/** Every order of these answers once. */
function* orders(answers: readonly number[]): Generator<number[]> {
  if (answers.length === 0) return yield []
  for (const [k, first] of answers.entries())
    if (answers.indexOf(first) === k) for (const rest of orders(answers.toSpliced(k, 1))) yield [first, ...rest]
}
