import type { Usage } from '../../local/usage.ts'
import { PRICES } from './prices.ts'

/** Dollars for one campaign, by what they are paid for, and all of it as a share of what SES asks for the mails. */
export type CostFigure = { dollars: Record<string, number>; ses: number; share: number }

/**
 * What the campaign used on the embedded cloud, from the start of its workflow until the last event about its mails is
 * recorded, scaled up. Durations are those of threads that share two cores with all else, so the two functions that run
 * for every mail are priced at what they take on AWS: a sender hands over eight mails a second (shared/campaigns/workers.ts),
 * an event is recorded in 25 ms (one read and one write, both a few milliseconds away).
 */
export const costOf = (usage: Usage, mails: number, recipients: number): CostFigure => {
  const scale = recipients / mails
  const units = (kind: 'readUnits' | 'writeUnits') =>
    sum(Object.values(usage.services.DynamoDB ?? {}).map((operation) => operation[kind] ?? 0))
  const functions = Object.entries(usage.functions)
  const invocations = sum(functions.map(([, { invocations }]) => invocations))
  const observed = sum(functions.map(([name, { invocations }]) => (isForEveryMail(name) ? 0 : invocations)))
  const gigabyteSeconds = functions.map(([name, { invocations, milliseconds, memory = 0 }]) => {
    const seconds = name.includes('SendPage')
      ? mails * SECONDS_A_MAIL
      : name.includes('RecordMailEvent')
        ? invocations * SECONDS_AN_EVENT
        : milliseconds / 1000
    return (seconds * memory) / 1024
  })
  const used = {
    'DynamoDB writes': units('writeUnits') * PRICES.writeUnit,
    'DynamoDB reads': units('readUnits') * PRICES.readUnit,
    'Lambda time': sum(gigabyteSeconds) * PRICES.lambdaGigabyteSecond,
    'Lambda requests': invocations * PRICES.lambdaRequest,
    transitions: sum(Object.values(usage.machines).map(({ transitions }) => transitions)) * PRICES.transition,
    'events on the bus': sum(Object.values(usage.events).map(({ events }) => events)) * PRICES.busEvent,
    logs: ((observed * LOG_BYTES) / 1e9) * PRICES.logGigabyte,
    traces: observed * TRACED * PRICES.trace,
  }
  const dollars = Object.fromEntries(Object.entries(used).map(([name, paid]) => [name, paid * scale]))
  const ses = recipients * PRICES.mail
  return { dollars, ses, share: sum(Object.values(dollars)) / ses }
}

const SECONDS_A_MAIL = 1 / 8
const SECONDS_AN_EVENT = 0.025
/** The lines that Lambda itself writes about an invocation; functions that run for every mail have none, and no traces. */
const LOG_BYTES = 700
const isForEveryMail = (name: string) => name.includes('SendPage') || name.includes('RecordMailEvent')
/** X-Ray samples every twentieth of the others. */
const TRACED = 0.05

const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0)
