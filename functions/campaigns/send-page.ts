import * as z from 'zod'
import type { Campaign, CampaignIn, PauseReason } from '../../shared/campaigns/campaign.ts'
import { pause } from '../../shared/campaigns/decide.ts'
import {
  afterAttempt,
  cancelled,
  claimed,
  failed,
  ledgerRows,
  observed,
  pendingAgain,
  Recipient,
  sendingFrom,
  skipped,
} from '../../shared/campaigns/ledger.ts'
import { reach, topicOf } from '../../shared/campaigns/reach.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import { type Clock, plusSeconds } from '../../shared/units.ts'
import type { Links } from '../adapters/links.ts'
import type { MailTransport, SendOutcome } from '../adapters/mail.ts'
import { isSuppressed } from '../adapters/suppressions.ts'
import type { Table } from '../adapters/table.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { moveRecipient, settleRecipient } from './ledger.ts'
import { CampaignRun } from './plan-campaign.ts'
import type { Writer } from './write-invitation.ts'

export const SendStep = CampaignRun.extend({
  shard: z.number().int().nonnegative(),
  workers: z.number().int().positive(),
  /** 1 at full pace; doubled by every "too fast" of the mail provider, halved by every page without one. */
  slowdown: z.number().min(1),
  after: z.string().optional(),
})
export type SendStep = z.output<typeof SendStep>

/** `next`: go on with the next page, wait `seconds` first, or leave this shard. */
export type SendPage = SendStep & { next: 'more' | 'wait' | 'done' | 'stop'; seconds: number }

export type SendPageNeeds = {
  table: Table
  now: Clock
  links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'>
  mail: Pick<MailTransport, 'send' | 'quota'>
  /** Waits; the pace is kept with it. */
  rest: (milliseconds: number) => Promise<void>
  newClaim: () => string
  /** The mail for one recipient, ready to leave. */
  write: Writer
}

/** Mails at most 50 recipients of one ledger shard, one after the other. */
export const sendPage = async (needs: SendPageNeeds, step: SendStep): Promise<SendPage> => {
  const campaign = current(await readCampaign(needs.table, step.campaignId), step)
  if (!campaign) return answer(step, 'stop')
  const page = await pendingPage(needs.table, step)
  const { perSecond } = await needs.mail.quota()
  const interval = (1000 * step.workers * step.slowdown) / (OWN_SHARE * perSecond)
  const until = plusSeconds(needs.now(), MOST_SECONDS)
  const trouble = { uncertain: 0, unwritable: 0 }

  for (const row of page.pending) {
    if (needs.now() >= until) return answer(step, 'more')
    const begun = Date.parse(needs.now())
    const did = await mailOne(needs, step, row)
    switch (did.did) {
      case 'stop':
        return answer(step, 'stop')
      case 'passed-over':
        continue
      case 'unwritable':
        if (++trouble.unwritable < TOO_MANY_IN_A_ROW) continue
        await pauseCampaign(needs, step, 'unwritable')
        return answer(step, 'stop')
      case 'attempted':
        break
    }
    trouble.unwritable = 0
    const { attempt } = did
    trouble.uncertain = attempt.outcome === 'uncertain' ? trouble.uncertain + 1 : 0
    if (trouble.uncertain >= TOO_MANY_IN_A_ROW) {
      await pauseCampaign(needs, step, 'doubtful-sends')
      return answer(step, 'stop')
    }
    if (attempt.outcome === 'paused') {
      await pauseCampaign(needs, step, attempt.reason)
      return answer(step, 'stop')
    }
    if (attempt.outcome === 'not-sent') {
      const slowdown = attempt.reason === 'rate' ? Math.min(step.slowdown * 2, MOST_SLOWDOWN) : step.slowdown
      return answer({ ...step, slowdown }, 'wait', attempt.reason === 'rate' ? 2 * slowdown : 30)
    }
    const spent = Date.parse(needs.now()) - begun
    if (spent >= 0 && spent < interval) await needs.rest(interval - spent)
  }
  const slowdown = Math.max(1, step.slowdown / 2)
  return page.next ? answer({ ...step, slowdown, after: page.next }, 'more') : answer(step, 'done')
}

type Did = { did: 'stop' | 'passed-over' | 'unwritable' } | { did: 'attempted'; attempt: SendOutcome }

/** Claim, look again, write, mark, send, record: a crash between any two leaves a row that says what may have happened. */
const mailOne = async (
  needs: SendPageNeeds,
  step: SendStep,
  pending: Extract<Recipient, { state: 'PENDING' }>,
): Promise<Did> => {
  const { table, now } = needs
  const claim = claimed(pending, needs.newClaim(), now())
  if (!(await moveRecipient(table, pending, claim))) return { did: 'passed-over' }

  const [read, member] = await Promise.all([
    readCampaign(table, step.campaignId),
    table.get(Member, profileKey(claim.memberId)).catch(unreadable),
  ])
  const campaign = current(read, step)
  if (!campaign) {
    const ended = read?.state === 'cancelled' || read?.state === 'closed'
    await moveRecipient(table, claim, ended ? cancelled(claim, now()) : pendingAgain(claim))
    return { did: 'stop' }
  }
  if (member === 'unreadable') {
    await moveRecipient(table, claim, failed(claim, 'unreadable-profile', now()))
    return { did: 'passed-over' }
  }
  const reached = reach(
    member,
    { city: campaign.city, topic: topicOf(campaign) },
    member !== undefined && (await isSuppressed(needs, member.email)),
  )
  if (reached.outcome === 'skipped' || !member) {
    const reason = reached.outcome === 'skipped' ? reached.reason : 'no-longer-a-member'
    await moveRecipient(table, claim, skipped(claim, reason, now()))
    return { did: 'passed-over' }
  }

  const envelope = await needs.write(campaign, member, claim)
  if (!envelope) {
    await moveRecipient(table, claim, failed(claim, 'unwritable', now()))
    return { did: 'unwritable' }
  }
  const sending = sendingFrom(claim, now())
  if (!(await moveRecipient(table, claim, sending))) return { did: 'passed-over' }
  const attempt = await needs.mail.send(envelope)
  const recorded = await moveRecipient(table, sending, afterAttempt(sending, attempt, now()))
  // An event may have told more in between; then only a proof may still be added.
  if (!recorded && attempt.outcome === 'accepted')
    await settleRecipient(table, sending, (row) =>
      observed(row, { kind: 'sent', messageId: attempt.messageId, at: now() }),
    )
  return { did: 'attempted', attempt }
}

/** Reads on until it has met pending rows, so that pages which were sent before cost reads only. */
const pendingPage = async (table: Table, step: SendStep) => {
  let after = step.after
  for (let pages = 0; ; pages++) {
    const page = await table.query(Recipient, {
      ...ledgerRows(step.campaignId, step.shard),
      limit: MOST_ROWS,
      ...(after && { after }),
    })
    const pending = page.items.filter((row) => row.state === 'PENDING')
    if (pending.length > 0 || !page.next || pages >= MOST_PAGES_READ) return { pending, next: page.next }
    after = page.next
  }
}

const current = (campaign: Campaign | undefined, run: CampaignRun): CampaignIn<'sending'> | undefined =>
  campaign?.state === 'sending' && campaign.revision === run.revision ? campaign : undefined

const pauseCampaign = async (needs: Pick<SendPageNeeds, 'table' | 'now'>, run: CampaignRun, reason: PauseReason) => {
  const campaign = current(await readCampaign(needs.table, run.campaignId), run)
  if (!campaign) return
  const resumesAt = reason === 'daily-quota' ? plusSeconds(needs.now(), ASK_AGAIN_SECONDS) : undefined
  const decided = pause(campaign, reason, resumesAt)
  if (decided.outcome === 'changed') await needs.table.write(changeOf(campaign, decided.campaign))
}

const unreadable = (fault: unknown): 'unreadable' => {
  if (fault instanceof Error && fault.name === 'CorruptItem') return 'unreadable'
  throw fault
}

const answer = (step: SendStep, next: SendPage['next'], seconds = 0): SendPage => ({ ...step, next, seconds })

const MOST_ROWS = 50
const MOST_PAGES_READ = 20
/** Well inside the function's 60 seconds, one slow send included. */
const MOST_SECONDS = 40
/** A fifth of the rate is kept for service mail. */
const OWN_SHARE = 0.8
const MOST_SLOWDOWN = 16
const TOO_MANY_IN_A_ROW = 3
const ASK_AGAIN_SECONDS = 60 * 60
