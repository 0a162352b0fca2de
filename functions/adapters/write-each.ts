import { setTimeout as pause } from 'node:timers/promises'
import type { Statement } from './statements.ts'
import type { Write, WriteOutcome } from './writes.ts'

type Outcome = WriteOutcome['outcome']
type Needs = {
  /** `undefined` for what cannot go together with others. */
  statementOf: (write: Write) => Statement | undefined
  /** Answers in the order of the statements. */
  execute: (statements: readonly Statement[]) => Promise<readonly { Error?: { Code?: string | undefined } }[]>
  alone: (write: Write) => Promise<Outcome>
}

/** What can be said in one request goes in one, the rest beside it. */
export const writeEach = (writes: readonly Write[], { statementOf, execute, alone }: Needs): Promise<Outcome[]> => {
  const statements = writes.map((write) => (writes.length > 1 ? statementOf(write) : undefined))
  const together = executeEach(
    execute,
    statements.filter((statement) => statement !== undefined),
  )
  let place = 0
  return Promise.all(
    writes.map(async (write, at) => {
      if (!statements[at]) return alone(write)
      const own = place++
      return (await together)[own] ?? 'refused'
    }),
  )
}

/** What DynamoDB had no room for is asked again; what it wrote before it said so is refused then, as by anybody else. */
const executeEach = async (execute: Needs['execute'], statements: readonly Statement[]): Promise<Outcome[]> => {
  const outcomes = statements.map((): Outcome => 'written')
  let left = [...statements.keys()]
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt > MOST_RETRIES) throw new Error('the table does not take all of a batch')
    if (attempt > 0) await pause(Math.random() * 25 * 2 ** attempt)
    const asked = left
    const answers = await execute(asked.flatMap((at) => statements[at] ?? []))
    if (answers.length !== asked.length) throw new Error('the table does not answer all of a batch')
    left = []
    for (const [n, at] of asked.entries()) {
      const code = answers[n]?.Error?.Code
      if (code === 'ConditionalCheckFailed' || code === 'DuplicateItem') outcomes[at] = 'refused'
      else if (code && PASSING.has(code)) left.push(at)
      else if (code) throw new Error(`a write of a batch failed: ${code}`)
    }
  }
  return outcomes
}

export const MOST_RETRIES = 6

/** The codes with which DynamoDB asks for patience. */
export const PASSING = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'InternalServerError',
])
