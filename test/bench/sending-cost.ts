import type { Usage } from '../../local/usage.ts'
import { ON_AWS, PRICES } from './prices.ts'

/** Dollars for one campaign, by what they are paid for, and all of it as a share of what SES asks for the mails. */
export type CostFigure = { dollars: Record<string, number>; ses: number; share: number }

/** What a campaign used on the embedded cloud, from the start of its workflow until the last event about it is recorded. */
export type Used = { usage: Usage; mails: number }

/**
 * Two campaigns of different size tell what each mail costs and what each campaign costs besides; the line through them is
 * followed to `recipients`. Two things follow the clock and not the number of mails, and are reckoned for the pace of AWS:
 * the runs of the task that sends, with their two steps of the workflow each, and the seconds of the two functions that run
 * for every mail: their processor time as measured, at the share of a vCPU that their memory buys, their requests one
 * after the other, and no mail sooner than the pace lets it go.
 */
export const costOf = (smaller: Used, larger: Used, recipients: number): CostFigure => {
  const scaled = (figure: (usage: Usage) => number) => {
    const [one, other] = [figure(smaller.usage), figure(larger.usage)]
    return Math.max(0, other + ((other - one) / (larger.mails - smaller.mails)) * (recipients - larger.mails))
  }
  const runs = recipients / (ON_AWS.mailsPerSecond * ON_AWS.runSeconds)
  const vcpuSeconds = (name: string) => scaled((usage) => (one(usage, name)?.cpuMilliseconds ?? 0) / 1000) / recipients
  const atItsShare = (name: string) =>
    vcpuSeconds(name) * (ON_AWS.megabytesOfVcpu / (one(larger.usage, name)?.memory ?? ON_AWS.megabytesOfVcpu))
  const secondsAMail = Math.max(
    1 / ON_AWS.mailsPerSecond,
    atItsShare(SENDER) + REQUESTS_A_MAIL * ON_AWS.tableSeconds + ON_AWS.mailSeconds,
  )
  const secondsAnEvent = atItsShare(RECORDER) + ON_AWS.tableSeconds
  const events = scaled((usage) => one(usage, RECORDER)?.invocations ?? 0)
  const gigabytes = (name: string) => (one(larger.usage, name)?.memory ?? 0) / 1024
  const others = (figure: (fn: Usage['functions'][string]) => number) =>
    scaled((usage) => sum(Object.entries(usage.functions).map(([name, fn]) => (isForEveryMail(name) ? 0 : figure(fn)))))
  const used = {
    'DynamoDB writes': scaled((usage) => units(usage, 'writeUnits')) * PRICES.writeUnit,
    'DynamoDB reads': scaled((usage) => units(usage, 'readUnits')) * PRICES.readUnit,
    'Lambda time':
      (recipients * secondsAMail * gigabytes(SENDER) +
        events * secondsAnEvent * gigabytes(RECORDER) +
        others(({ milliseconds, memory = 0 }) => (milliseconds / 1000) * (memory / 1024))) *
      PRICES.lambdaGigabyteSecond,
    'Lambda requests': (runs + events + others(({ invocations }) => invocations)) * PRICES.lambdaRequest,
    transitions:
      (STEPS_A_RUN * runs +
        scaled((usage) => transitions(usage) - STEPS_A_RUN * (one(usage, SENDER)?.invocations ?? 0))) *
      PRICES.transition,
    'events on the bus':
      scaled((usage) => sum(Object.values(usage.events).map(({ events }) => events))) * PRICES.busEvent,
    logs: ((others(({ invocations }) => invocations) * LOG_BYTES) / 1e9) * PRICES.logGigabyte,
    traces: others(({ invocations }) => invocations) * TRACED * PRICES.trace,
  }
  const ses = recipients * PRICES.mail
  return { dollars: used, ses, share: sum(Object.values(used)) / ses }
}

const SENDER = 'SendPage'
const RECORDER = 'RecordMailEvent'
/**
 * One after the other: the mark, while the campaign is looked at; and for two dozen together the claim, what is known of
 * them in two requests, and the outcome of the last.
 */
const REQUESTS_A_MAIL = 1 + 4 / 24
/** The task, and the choice of what comes after it. */
const STEPS_A_RUN = 2
/** The lines that Lambda itself writes about an invocation; functions that run for every mail have none, and no traces. */
const LOG_BYTES = 700
/** X-Ray samples every twentieth of the others. */
const TRACED = 0.05

const isForEveryMail = (name: string) => name.includes(SENDER) || name.includes(RECORDER)
const one = ({ functions }: Usage, part: string) => Object.entries(functions).find(([name]) => name.includes(part))?.[1]
const units = (usage: Usage, kind: 'readUnits' | 'writeUnits') =>
  sum(Object.values(usage.services.DynamoDB ?? {}).map((operation) => operation[kind] ?? 0))
const transitions = ({ machines }: Usage) => sum(Object.values(machines).map(({ transitions }) => transitions))
const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0)
