import { randomUUID } from 'node:crypto'
import type { AcceptInvocation } from './async-invocations.ts'
import type { Clock } from './clock.ts'
import { type Matches, readPattern } from './event-pattern.ts'
import { readSchedule, type Schedule } from './schedule.ts'
import { account, type Blueprint, functionNameOf, region } from './template.ts'
import type { UsageCounters } from './usage.ts'

/** The default bus: rules with patterns and rules with schedules, to functions and state machines. */
export type Emit = (event: {
  source: string
  'detail-type': string
  detail: unknown
  resources?: string[]
  time?: string
}) => void

type Rule = Blueprint['rules'][number]
type Target = Rule['Targets'][number]
type Parts = {
  clock: Clock
  accept: AcceptInvocation
  startExecution: (machineArn: string, input: unknown) => unknown
  usage: UsageCounters
}

const hour = 60 * 60_000

export function createEventBus(rules: Rule[], parts: Parts) {
  const enabled = rules.filter((rule) => rule.State === 'ENABLED')
  const patterns: { rule: Rule; matches: Matches }[] = []
  const schedules: { rule: Rule; schedule: Schedule; frequent: boolean; cancel: () => void }[] = []
  for (const rule of enabled) {
    try {
      for (const target of rule.Targets) checkTarget(target)
      if (rule.EventPattern) patterns.push({ rule, matches: readPattern(rule.EventPattern) })
      if (rule.ScheduleExpression) {
        const schedule = readSchedule(rule.ScheduleExpression)
        const first = schedule.next(0) ?? 0
        const frequent = (schedule.next(first) ?? Number.POSITIVE_INFINITY) - first < hour
        schedules.push({ rule, schedule, frequent, cancel: () => {} })
      }
    } catch (error) {
      throw new Error(`${rule.id} (AWS::Events::Rule): ${(error as Error).message}`)
    }
  }

  // While the clock is advanced, what fires each few minutes fires once an hour: it asks "what is due and not done?",
  // and a year has half a million minutes.
  let coarse = false

  function fire(rule: Rule) {
    deliver(
      rule,
      envelope({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {}, resources: [rule.arn] }),
    )
  }

  function arm(one: (typeof schedules)[number]) {
    one.cancel()
    const after = coarse && one.frequent ? parts.clock.now() + hour - 1 : parts.clock.now()
    const next = one.schedule.next(after)
    if (next === undefined) return
    one.cancel = parts.clock.at(next, () => {
      arm(one)
      fire(one.rule)
    })
  }

  const envelope = (event: Parameters<Emit>[0]) => ({
    version: '0',
    id: randomUUID(),
    account,
    region,
    resources: [],
    // EventBridge gives whole seconds.
    time: new Date(parts.clock.now()).toISOString().replace(/\.\d+Z/, 'Z'),
    ...event,
  })

  function deliver(rule: Rule, event: ReturnType<typeof envelope>) {
    for (const target of rule.Targets) {
      const input = targetInput(target, event, rule)
      if (target.Arn.startsWith('arn:aws:lambda:')) parts.accept(functionNameOf(target.Arn), input)
      else parts.startExecution(target.Arn, input)
    }
  }

  const emit: Emit = (event) => {
    // As it would be after its way over the wire.
    const sent = envelope(JSON.parse(JSON.stringify(event)))
    const heard = patterns.filter(({ matches }) => matches(sent))
    const targets = heard.reduce((sum, { rule }) => sum + rule.Targets.length, 0)
    parts.usage.emitted(sent.source, targets)
    for (const { rule } of heard) deliver(rule, sent)
  }

  return {
    emit,
    start() {
      for (const one of schedules) arm(one)
    },
    /** Between these two the frequent rules fire once an hour, and once at the end. */
    beginAdvance() {
      coarse = true
      for (const one of schedules) if (one.frequent) arm(one)
    },
    endAdvance() {
      coarse = false
      for (const one of schedules)
        if (one.frequent) {
          arm(one)
          fire(one.rule)
        }
    },
  }
}

function checkTarget({ Arn }: Target) {
  if (!Arn.startsWith('arn:aws:lambda:') && !Arn.startsWith('arn:aws:states:'))
    throw new Error(`the embedded cloud delivers to functions and state machines, not to ${Arn}`)
}

function targetInput(target: Target, event: object, rule: Rule): unknown {
  if (target.Input !== undefined) return JSON.parse(target.Input)
  if (!target.InputTransformer) return event
  const { InputPathsMap, InputTemplate } = target.InputTransformer
  const values: Record<string, unknown> = {
    'aws.events.event.json': event,
    'aws.events.event': event,
    'aws.events.rule-arn': rule.arn,
    'aws.events.rule-name': rule.name,
    'aws.events.event.ingestion-time': (event as { time?: string }).time,
  }
  for (const [name, path] of Object.entries(InputPathsMap)) values[name] = follow(path, event)
  let quotes = 0
  const filled = InputTemplate.replace(/\\.|"|<([\w.-]+)>/g, (whole, name?: string) => {
    if (whole === '"') quotes++
    if (!name) return whole
    const value = values[name] ?? ''
    if (quotes % 2 === 0) return JSON.stringify(value)
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1)
  })
  return JSON.parse(filled)
}

/** A plain path: `$.detail.mail.messageId`. */
function follow(path: string, event: unknown): unknown {
  let value = event
  for (const key of path.split('.').slice(1)) value = (value as Record<string, unknown> | undefined)?.[key]
  return value
}
