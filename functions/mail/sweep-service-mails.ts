import * as z from 'zod'
import { MailId, MemberId } from '../../shared/ids.ts'
import { MAIL_DUE_SHARDS, mailDueKey } from '../../shared/mail/service-mail.ts'
import { plusSeconds } from '../../shared/units.ts'
import type { MailTransport } from '../adapters/mail.ts'
import { type SendServiceMailNeeds, type SentServiceMail, sendServiceMail } from './send-service-mail.ts'

type Needs = SendServiceMailNeeds & {
  mail: Pick<MailTransport, 'prepare' | 'send' | 'quota'>
  /** Waits; the pace is kept with it. */
  rest: (milliseconds: number) => Promise<void>
  /** Hears of each mail that failed; it does not hold up the others. */
  failed: (mailId: MailId, fault: unknown) => void
}

/** `paused`: the provider takes no mail from us, and why. `heldBack`: mails wait, but this environment may not send. */
export type Sweep = {
  did: Partial<Record<SentServiceMail['outcome'], number>>
  failed: number
  paused?: string
  heldBack?: boolean
}

/**
 * Sends what is due and has not left: mails that nobody sits and waits for, those that the relay lost, and those that
 * were refused for a while; and settles what dead workers left behind.
 */
export const sweepServiceMails = async (needs: Needs): Promise<Sweep> => {
  const sweep: Sweep = { did: {}, failed: 0 }
  if ((await needs.sending()).outcome === 'may-not') return { ...sweep, heldBack: await somethingWaits(needs) }
  let interval: number | undefined
  const until = plusSeconds(needs.now(), MOST_SECONDS)
  for (let shard = 0; shard < MAIL_DUE_SHARDS; shard++) {
    let after: string | undefined
    do {
      const page = await needs.table.query(Due, {
        pk: mailDueKey(shard),
        index: 'due',
        upTo: needs.now(),
        limit: PAGE,
        ...(after && { after }),
      })
      for (const id of page.items) {
        if (needs.now() >= until) return sweep
        interval ??= await intervalOf(needs.mail)
        const begun = Date.parse(needs.now())
        try {
          const sent = await sendServiceMail(needs, id)
          sweep.did[sent.outcome] = (sweep.did[sent.outcome] ?? 0) + 1
          if (sent.outcome === 'waiting' && sent.paused) return { ...sweep, paused: sent.reason }
        } catch (fault) {
          sweep.failed++
          needs.failed(id.mailId, fault)
        }
        const spent = Date.parse(needs.now()) - begun
        if (spent >= 0 && spent < interval) await needs.rest(interval - spent)
      }
      after = page.next
    } while (after)
  }
  return sweep
}

const somethingWaits = async ({ table, now }: Pick<Needs, 'table' | 'now'>): Promise<boolean> => {
  for (let shard = 0; shard < MAIL_DUE_SHARDS; shard++) {
    const { items } = await table.query(Due, { pk: mailDueKey(shard), index: 'due', upTo: now(), limit: 1 })
    if (items.length > 0) return true
  }
  return false
}

/** Most sweeps find nothing to send, and need not ask how fast they may. */
const intervalOf = async (mail: Needs['mail']) => 1000 / (OWN_SHARE * (await mail.quota()).perSecond)

const Due = z.object({ memberId: MemberId, mailId: MailId })

const PAGE = 100
/** The fifth of the rate that campaigns leave. */
const OWN_SHARE = 0.2
/** Well inside the function's fourteen minutes. */
const MOST_SECONDS = 12 * 60
