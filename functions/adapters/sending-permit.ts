import * as z from 'zod'
import type { Actor } from '../../shared/identity/actor.ts'
import { SENDING_PERMIT, type Sending, SendingPermit, sending } from '../../shared/mail/sending-permit.ts'
import type { Clock } from '../../shared/units.ts'
import type { MailTransport } from './mail.ts'
import type { Table, Write, WriteOutcome } from './table.ts'

export type MaySend = () => Promise<boolean>
export type SendingStanding = Exclude<Sending, { outcome: 'claim' }>

export type SendingPermits = {
  /** Asked before anything is sent; claims a table that nobody has sent from. Remembered for at most 30 seconds. */
  maySend: MaySend
  /** The same, with the instant since which it is so. */
  standing(): Promise<SendingStanding>
  /** For those who only show it: nothing is written. Remembered as long. */
  shown(): Promise<Sending>
  /** What founding the network writes with it. */
  founding(): Promise<Write[]>
  /** Lets this environment send, together with what tells of it; refused when another one was let in between. */
  allow(by: Actor, ...telling: Write[]): Promise<WriteOutcome>
}

type Needs = {
  table: Pick<Table, 'get' | 'write'>
  now: Clock
  environmentId: string
  /** Milliseconds that pass whatever the clock says. */
  elapsed?: () => number
}

export const openSendingPermit = ({
  table,
  now,
  environmentId,
  elapsed = () => performance.now(),
}: Needs): SendingPermits => {
  const own = (by: SendingPermit['by']): SendingPermit => ({ environmentId, allowedAt: now(), by })

  const read = async () => {
    const [permit, founder] = await Promise.all([
      table.get(SendingPermit, SENDING_PERMIT),
      table.get(z.object({}), FOUNDER),
    ])
    return { permit, sending: sending(environmentId, { permit, founded: founder !== undefined }) }
  }

  const ask = async (): Promise<SendingStanding> => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const { permit, sending: found } = await read()
      if (found.outcome === 'may') return found
      if (found.outcome === 'claim') {
        const claim = own('network')
        const { outcome } = await table.write({ put: { ...SENDING_PERMIT, ...claim }, if: { exists: false } })
        if (outcome === 'written') return { outcome: 'may', since: claim.allowedAt }
        continue
      }
      if (found.since || !permit) return found
      const at = now()
      const noted = await table.write({
        update: SENDING_PERMIT,
        set: { found: { environmentId, at } },
        if: { equals: { environmentId: permit.environmentId } },
      })
      if (noted.outcome === 'written') return { ...found, since: at }
    }
    throw new Error('the permit to send changed under every attempt to read it')
  }

  const standing = remembered(ask, elapsed)
  const shown = remembered(async () => (await read()).sending, elapsed)
  return {
    standing: standing.answer,
    maySend: async () => (await standing.answer()).outcome === 'may',
    shown: shown.answer,

    async founding() {
      const { permit } = await read()
      return permit ? [] : [{ put: { ...SENDING_PERMIT, ...own('network') }, if: { exists: false } }]
    },

    async allow(by, ...telling) {
      const { permit } = await read()
      const written = await table.write(
        {
          put: { ...SENDING_PERMIT, ...own(by.userId) },
          if: permit ? { equals: { environmentId: permit.environmentId } } : { exists: false },
        },
        ...telling,
      )
      standing.forget()
      shown.forget()
      return written
    },
  }
}

/** Takes the mail only where this environment may send: what forgets to ask is refused here. */
export const onlyWherePermitted = <T extends Pick<MailTransport, 'send'>>(transport: T, maySend: MaySend): T => ({
  ...transport,
  send: async (envelope) =>
    (await maySend()) ? transport.send(envelope) : { outcome: 'paused', reason: 'other-environment' },
})

const remembered = <T>(ask: () => Promise<T>, elapsed: () => number) => {
  let known: { answer: T; until: number } | undefined
  return {
    async answer(): Promise<T> {
      if (known && elapsed() < known.until) return known.answer
      const asked = elapsed()
      const answer = await ask()
      known = { answer, until: asked + REMEMBERED_MS }
      return answer
    },
    forget() {
      known = undefined
    },
  }
}

const REMEMBERED_MS = 30_000
const MOST_ATTEMPTS = 4
/** Written when the first staff member has signed in. */
const FOUNDER = { pk: 'NETWORK', sk: 'FIRST-STAFF' } as const
