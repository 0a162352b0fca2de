import { type MailEvent, mailEventOf, SesEvent } from '../../events/mail/mail-event.ts'
import { createLinks } from '../../functions/adapters/links.ts'
import { composeMime, type Envelope, type SendOutcome } from '../../functions/adapters/mail.ts'
import { onlyWherePermitted, openSendingPermit } from '../../functions/adapters/sending-permit.ts'
import type { Key, Table, Write } from '../../functions/adapters/table.ts'
import type { StartWorkflow } from '../../functions/adapters/workflows.ts'
import { recordMailEvent } from '../../functions/campaigns/events/record-mail-event.ts'
import { FreezeStep, freezeShard } from '../../functions/campaigns/launch/freeze-shard.ts'
import { CampaignRun, planCampaign } from '../../functions/campaigns/launch/plan-campaign.ts'
import { SealRun, sealAudience } from '../../functions/campaigns/launch/seal-audience.ts'
import { sendPages } from '../../functions/campaigns/sending/send-pages.ts'
import { SendStep } from '../../functions/campaigns/sending/send-step.ts'
import { invitationWriter, type Writer } from '../../functions/campaigns/sending/write-invitation.ts'
import { startDueCampaigns } from '../../functions/campaigns/series/start-due-campaigns.ts'
import { holdCampaign, Rounds, settleRound } from '../../functions/campaigns/settling/settle-campaign.ts'
import { SettleStep, settleShard } from '../../functions/campaigns/settling/settle-shard.ts'
import { DUE_CAMPAIGNS } from '../../shared/campaigns/campaign.ts'
import type { NewId } from '../../shared/ids.ts'
import { type Instant, instantOf } from '../../shared/units.ts'
import { MemoryStore, tableOn } from '../bench/memory-table.ts'
import { NOON, SITE, stateIn } from '../campaigns/network.ts'
import { Died, type Effect, type Fault, type How, mulberry } from './faults.ts'
import { campaignWorkflow, Ended, walkWorkflow } from './walk-workflow.ts'

/** One run of a function: a Lambda from its call to its end. */
type Life = { what: string; by: Effect['by']; dead: boolean; end: () => void }

/** A mail that the provider took. */
export type Taken = {
  to: string
  tags: Record<string, string>
  raw: Uint8Array
  at: Instant
  number: number
  /** How often the row had been claimed by then. */
  claimsThen: number
}

/**
 * `indexLag`: seconds by which the indexes of the table are behind it. `pauses`: at most so many seconds lie between two
 * tasks of an execution, in which others have their turn. `meanwhile`: what somebody else does just before an effect.
 * `silent`: the mail provider tells nothing of any mail. `perSecond`: the mails that it takes. `write`: instead of the real mails.
 */
export type Luck = {
  fault?: Fault | undefined
  seed?: number
  indexLag?: number
  pauses?: number
  meanwhile?: Meanwhile
  silent?: boolean
  perSecond?: number
  write?: Writer
}
type Meanwhile = { at: number; act: () => Promise<unknown> }

export type World = ReturnType<typeof openWorld>

const links = createLinks(async () => 'a secret of at least thirty-two letters')
const FROM = { name: SITE.networkName, address: 'hello@example.org' }

/** A mail is written once for all worlds in which it would be the same. */
const written = new Map<string, Promise<Envelope | undefined>>()

/**
 * The network's campaign functions on a table in memory, with a clock of their own, a mail provider, the executions of the
 * real workflow file, the minute's tick and the events that come back. Everything that these functions do to the world goes
 * through here, is counted, and can be made to go wrong.
 */
export const openWorld = ({
  fault,
  seed = 1,
  indexLag = 0,
  pauses = 0,
  meanwhile,
  silent = false,
  perSecond = 10,
  write: writer,
}: Luck = {}) => {
  const store = new MemoryStore()
  const table = tableOn(store)
  const chance = mulberry(seed)
  const effects: Effect[] = []
  const taken: Taken[] = []
  /** What stands in the logs and in the histories of executions. */
  const spoken: string[] = []
  const executions = new Map<string, 'running' | 'over' | 'failed' | 'ended'>()
  const watchers: ((taken: Taken) => void | Promise<void>)[] = []
  const undelivered: MailEvent[] = []
  /** How often the row of a member was claimed, and how often before they left. */
  const claims = new Map<string, number>()
  const left = new Map<string, number>()
  /** What it came to, counted where it is done. */
  const did = { rowsAdded: 0, rowsMoved: 0, tasksCalled: 0 }
  let millis = Date.parse(NOON)
  const now = () => instantOf(millis)
  const pass = (milliseconds: number) => {
    millis += milliseconds
  }

  // What happens when.
  const agenda: { at: number; order: number; act: () => Promise<void> }[] = []
  let order = 0
  const later = (seconds: number, act: () => Promise<void>) => {
    agenda.push({ at: millis + seconds * 1000, order: order++, act })
  }

  /** `go` does it; the rest is what a fault makes of it. */
  const effect = async <T>(
    life: Life,
    about: Omit<Effect, 'by'>,
    go: () => Promise<T>,
    otherwise: Partial<Record<How, () => Promise<T>>> = {},
  ): Promise<T> => {
    if (life.dead) throw new Died()
    const number = effects.push({ ...about, by: life.by }) - 1
    if (meanwhile?.at === number) await meanwhile.act()
    const how = fault?.at === number ? fault.how : undefined
    if (how === undefined) return go()
    const special = otherwise[how]
    if (special) return special()
    if (how === 'dies-after' || how === 'ends-after' || how === 'reply-lost') await go()
    if (how === 'ends-before' || how === 'ends-after') life.end()
    if (how.startsWith('dies') || how.startsWith('ends')) life.dead = true
    throw life.dead ? new Died() : new Error(how)
  }

  const lagging = new MemoryStore()
  const unseen: { at: number; key: Key; json: Promise<string | undefined> }[] = []
  const remember = (write: Write) => {
    const { pk, sk } = keyOf(write)
    unseen.push({ at: millis + indexLag * 1000, key: { pk, sk }, json: store.get({ pk, sk }) })
  }
  const behind: Table['query'] = async (schema, query) => {
    while (unseen[0] && unseen[0].at <= millis) {
      const [{ key, json }] = unseen.splice(0, 1) as [(typeof unseen)[number]]
      const item = await json
      await lagging.write([item === undefined ? { delete: key } : { put: JSON.parse(item) }])
    }
    return tableOn(lagging).query(schema, query)
  }

  const noteRows = (written: readonly Write[]) => {
    for (const write of written) {
      const [member] = rowIn(write)
      if (member === undefined) continue
      if ('put' in write && write.put.step === 0) did.rowsAdded++
      else did.rowsMoved++
      if (stateIn(write)?.state === 'CLAIMED') claims.set(member, (claims.get(member) ?? 0) + 1)
    }
  }

  const tableOf = (life: Life): Table => {
    const alive = <T>(read: () => Promise<T>) => (life.dead ? Promise.reject(new Died()) : read())
    return {
      get: (...asked) => alive(() => table.get(...asked)),
      getMany: (...asked) => alive(() => table.getMany(...asked)),
      query: (schema, query) =>
        alive(() => (query.index && indexLag ? behind(schema, query) : table.query(schema, query))),
      count: (...queries) => alive(() => table.count(...queries)),
      writeEach: (...writes) => {
        const go = async (some = writes) => {
          pass(4)
          const outcomes = await table.writeEach(...some)
          const written = some.filter((_, at) => outcomes[at] === 'written')
          noteRows(written)
          if (indexLag) for (const write of written) remember(write)
          return outcomes
        }
        const withHalf = (half: Write[]) => async () => {
          await go(half)
          life.dead = true
          throw new Died()
        }
        const each = writes.length > 1
        const about = { kind: 'write' as const, what: whatOf(writes), alone: true, each, member: memberIn(writes) }
        return effect(life, about, go, {
          'asked-again': () => go().then(() => go()),
          'dies-with-first': withHalf(writes.slice(0, Math.ceil(writes.length / 2))),
          'dies-with-last': withHalf(writes.slice(Math.floor(writes.length / 2))),
        })
      },
      write: (...writes) => {
        const go = async () => {
          pass(4)
          const outcome = await table.write(...writes)
          if (outcome.outcome === 'written') noteRows(writes)
          if (indexLag) for (const write of writes) remember(write)
          return outcome
        }
        const about = {
          kind: 'write' as const,
          what: whatOf(writes),
          alone: writes.length === 1,
          member: memberIn(writes),
        }
        return effect(life, about, go, {
          'asked-again': async () => {
            const first = await go()
            // A transaction carries a token by which the table knows it again.
            return writes.length > 1 ? first : go()
          },
        })
      },
    }
  }

  const accept = async ({ to, tags, raw }: Envelope): Promise<SendOutcome> => {
    const claimsThen = claims.get(tags.memberId ?? '') ?? 0
    const mail = { to, tags, raw, at: now(), number: taken.length + 1, claimsThen }
    taken.push(mail)
    const messageId = `m-${mail.number}`
    for (const told of silent ? [] : toldOf(mail, messageId)) {
      const event = mailEventOf(SesEvent.parse(told))
      if (event) later(chance() * 120, () => deliver(event))
    }
    for (const watch of watchers) await watch(mail)
    return { outcome: 'accepted', messageId }
  }

  const mailOf = (life: Life) => ({
    prepare: (mail: Parameters<typeof composeMime>[0]) => composeMime(mail, FROM),
    quota: async () => ({ perSecond, perDay: 50_000, sentLastDay: taken.length }),
    send: (envelope: Envelope): Promise<SendOutcome> => {
      pass(60)
      const go = () => accept(envelope)
      const about = { kind: 'send' as const, what: `mail ${envelope.tags.round ?? 0}`, member: envelope.tags.memberId }
      return effect<SendOutcome>(life, about, go, {
        // The real client never throws; it says that nobody knows.
        'reply-lost': async () => {
          await go()
          return { outcome: 'uncertain', reason: 'TimeoutError' }
        },
        reset: async () => ({ outcome: 'uncertain', reason: 'ECONNRESET' }),
        throttled: async () => ({ outcome: 'not-sent', reason: 'rate' }),
        unreachable: async () => ({ outcome: 'not-sent', reason: 'unreachable' }),
        'daily-quota': async () => ({ outcome: 'paused', reason: 'daily-quota' }),
        rejected: async () => ({ outcome: 'rejected', reason: 'MessageRejected' }),
        overtaken: async () => {
          const before = agenda.length
          const answer = await go()
          for (const { act } of agenda.splice(before)) await act()
          return answer
        },
      })
    },
  })

  const startOf =
    (life: Life): StartWorkflow =>
    (name, input) => {
      const go = async () => {
        const known = executions.get(name)
        if (known === undefined) execute(name, input)
        // A second start of one that runs is answered as the first.
        return {
          outcome: known === undefined || known === 'running' ? ('started' as const) : ('already-started' as const),
        }
      }
      return effect(life, { kind: 'start', what: name }, go, {
        'asked-again': () => go().then(go),
      })
    }

  const needsOf = (life: Life) => {
    const guarded = tableOf(life)
    const { maySend } = openSendingPermit({ table: guarded, now, environmentId: 'here', elapsed: () => millis })
    const mail = mailOf(life)
    return {
      table: guarded,
      now,
      links,
      site: SITE,
      maySend,
      mail,
      newId,
      startWorkflow: startOf(life),
      startPlan: startReport,
      startReport,
    }
  }
  const startReport: StartWorkflow = async () => ({ outcome: 'started' })
  let ids = 0
  const newId: NewId = (schema, prefix) => schema.parse(`${prefix}_${String(++ids).padStart(26, '0')}`)

  const senderOf = (life: Life) => {
    const needs = needsOf(life)
    const write = invitationWriter({ ...needs, from: FROM })
    return {
      ...needs,
      mail: onlyWherePermitted(needs.mail, needs.maySend),
      rest: async (milliseconds: number) => pass(milliseconds),
      chance,
      write: writer ?? writtenOnce(write),
    }
  }

  /** Runs a function from its call to its end, in the form in which its answer leaves it. */
  const run = async (life: Life, act: (life: Life) => Promise<unknown>): Promise<unknown> => {
    try {
      const answer = await act(life)
      if (life.dead) throw new Died()
      const text = JSON.stringify(answer ?? null)
      spoken.push(text)
      return JSON.parse(text)
    } catch (error) {
      spoken.push(`${error}`)
      throw error
    }
  }
  const lifeOf = (what: string, by: Effect['by'] = 'other', end = () => {}): Life => ({ what, by, dead: false, end })

  /** Something that calls a function: more than once when it is told to. */
  const call = (kind: 'task' | 'event' | 'tick', what: string, by: Effect['by'], go: () => Promise<unknown>) =>
    effect<unknown>({ what, by, dead: false, end: () => {} }, { kind, what }, go, {
      twice: async () => {
        await go().catch(() => {})
        return go()
      },
      lost: async () => undefined,
    })

  const HANDLERS: Record<string, (life: Life, input: unknown) => Promise<unknown>> = {
    PlanCampaign: (life, input) => planCampaign(needsOf(life), CampaignRun.parse(input)),
    FreezeShard: (life, input) => freezeShard(needsOf(life), FreezeStep.parse(input)),
    SealAudience: (life, input) => sealAudience(needsOf(life), SealRun.parse(input)),
    SendPage: (life, input) => sendPages(senderOf(life), SendStep.parse(input)),
    SettleShard: (life, input) => settleShard(needsOf(life), SettleStep.parse(input)),
    SettleCampaign: (life, input) => {
      const { fault: held, rounds, ...about } = CampaignRun.loose().parse(input)
      if (held) return holdCampaign(needsOf(life), about)
      return settleRound(needsOf(life), about, Rounds.parse(rounds ?? { pending: 0, stalled: 0 }))
    },
  }

  const execute = (name: string, input: unknown) => {
    let ended = false
    const runTask = async (task: string, taskInput: unknown) => {
      if (ended) throw new Ended()
      spoken.push(JSON.stringify(taskInput))
      did.tasksCalled++
      const handler = HANDLERS[task]
      if (!handler) throw new Error(`nothing is known of the task ${task}`)
      pass(20)
      try {
        return await call('task', task, 'execution', () =>
          run(
            lifeOf(task, 'execution', () => {
              ended = true
            }),
            (life) => handler(life, taskInput),
          ),
        )
      } catch (error) {
        throw ended ? new Ended() : error
      }
    }
    const walk = walkWorkflow(campaignWorkflow, input, { runTask, chance, pause: () => pauses * chance() })
    executions.set(name, 'running')
    const goOn = async () => {
      try {
        const { done, value } = await walk.next()
        if (done) executions.set(name, 'over')
        else later(Number(value), goOn)
      } catch {
        executions.set(name, ended ? 'ended' : 'failed')
      }
    }
    later(0, goOn)
  }

  /** As EventBridge calls a function: twice more after a fault, then it is kept for people to look at. */
  const deliver = async (event: MailEvent, attempt = 0): Promise<void> => {
    const act = (life: Life) => recordMailEvent(needsOf(life), event)
    try {
      await call('event', event.kind, 'other', () => run(lifeOf('record-mail-event'), act))
    } catch {
      if (attempt < 2) later(60 * (attempt + 1), () => deliver(event, attempt + 1))
      else undelivered.push(event)
    }
  }

  let lastTick = 0
  /** The next minute in which something is due. */
  const nextTick = async (): Promise<number> => {
    const [first] = (await store.query({ pk: DUE_CAMPAIGNS, index: 'due', limit: 1 })).items
    if (!first) return Number.POSITIVE_INFINITY
    const at = Math.max(Date.parse(JSON.parse(first).dueAt), millis, lastTick + 1)
    return Math.ceil(at / MINUTE) * MINUTE
  }
  const tick = async () => {
    lastTick = millis
    const act = (life: Life) => startDueCampaigns(needsOf(life))
    await call('tick', 'tick', 'other', () => run(lifeOf('start-due-campaigns'), act)).catch(() => {})
  }

  /** Lets everything happen up to then. */
  const live = async (until: Instant) => {
    const end = Date.parse(until)
    for (let steps = 0; ; steps++) {
      if (steps > MOST_STEPS) throw new Error('the network never comes to rest')
      const tickAt = await nextTick()
      const next = agenda.reduce<(typeof agenda)[number] | undefined>(
        (first, one) => (!first || one.at < first.at || (one.at === first.at && one.order < first.order) ? one : first),
        undefined,
      )
      const at = Math.min(tickAt, next?.at ?? Number.POSITIVE_INFINITY)
      if (at > end) break
      millis = Math.max(millis, at)
      if (next && next.at <= tickAt) {
        agenda.splice(agenda.indexOf(next), 1)
        await next.act()
      } else await tick()
    }
    millis = Math.max(millis, end)
  }

  /** Somebody at a page: presses again when it fails. */
  const staff = async (what: string, act: (needs: ReturnType<typeof needsOf>) => Promise<unknown>) => {
    for (let tries = 1; ; tries++)
      try {
        return await run(lifeOf(what), (life) => act(needsOf(life)))
      } catch (error) {
        if (tries === 3) throw error
        pass(15_000)
      }
  }

  return {
    store,
    table,
    links,
    now,
    effects,
    taken,
    spoken,
    executions,
    undelivered,
    claims,
    left,
    did,
    /** Mails go out that take no place within the attention limit, as those about a call. */
    unlimited: false,
    /** The first effect that is of interest. */
    marked: 0,
    newId,
    /** What a worker of its own gets. */
    sender: () => senderOf(lifeOf('send-page')),
    agenda,
    live,
    later,
    /** One task of the workflow alone. */
    task: (name: string, input: unknown) =>
      run(lifeOf(name, 'execution'), async (life) => HANDLERS[name]?.(life, input)),
    /** Starts an execution beside those that the network starts. */
    execute,
    staff,
    /** Stands in the table before anything begins, also in its indexes. */
    begin: async (...writes: Write[]) => {
      for (const write of writes) {
        await table.write(write)
        await lagging.write([write])
      }
    },
    onTaken: (watch: (mail: Taken) => void | Promise<void>) => void watchers.push(watch),
  }
}

const MINUTE = 60_000
const MOST_STEPS = 20_000

const writtenOnce =
  (write: Writer): Writer =>
  (campaign, member, row, call) => {
    const { sendId, shard, round, invites } = row
    const key = JSON.stringify([campaign, member, sendId, shard, round, invites, call])
    const known = written.get(key) ?? write(campaign, member, row, call)
    written.set(key, known)
    return known
  }

/** What SES tells of a mail, in its own form: as it was asked to, not that it took it. */
const toldOf = ({ to, tags, at }: Taken, messageId: string) => {
  const mail = {
    messageId,
    timestamp: at,
    destination: [to],
    tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
  }
  const told = (eventType: string, more: object = {}) => ({ source: 'aws.ses', detail: { eventType, mail, ...more } })
  const delivery = told('Delivery', { delivery: { timestamp: at, recipients: [to] } })
  if (to.startsWith('bounce'))
    return [
      told('Bounce', { bounce: { bounceType: 'Permanent', timestamp: at, bouncedRecipients: [{ emailAddress: to }] } }),
    ]
  if (to.startsWith('complaint'))
    return [delivery, told('Complaint', { complaint: { timestamp: at, complainedRecipients: [{ emailAddress: to }] } })]
  return [delivery]
}

const whatOf = (writes: readonly Write[]): string =>
  writes
    .map((write) => {
      const { pk, sk } = keyOf(write)
      const moved = stateIn(write)?.state
      const state = typeof moved === 'string' ? ` ${moved}` : ''
      return pk.startsWith('AUDIT') ? 'AUDIT' : `${pk.split('#')[0]} ${sk.split('#')[0]}${state}`
    })
    .join(' + ')

const keyOf = (write: Write): Key => {
  if ('put' in write) return write.put
  if ('update' in write) return write.update
  return 'delete' in write ? write.delete : write.check
}

const memberIn = (writes: readonly Write[]): string | undefined => {
  const marked = writes.filter((write) => stateIn(write)?.state === 'SENDING')
  return [...marked, ...writes].flatMap(rowIn)[0]
}

/** Whose row of the ledger it is. */
const rowIn = (write: Write): string[] => {
  const { sk } = keyOf(write)
  return sk.startsWith('RCPT#') ? [sk.slice('RCPT#'.length)] : []
}
