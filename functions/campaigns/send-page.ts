import * as z from 'zod'
import { Call, callKey } from '../../shared/calls/call.ts'
import {
  type Campaign,
  type CampaignIn,
  campaignKey,
  type PauseReason,
  purposeFor,
  purposeOf,
  roundOf,
} from '../../shared/campaigns/campaign.ts'
import { pause } from '../../shared/campaigns/decide.ts'
import { figuresKey } from '../../shared/campaigns/figures.ts'
import { isReady, ledgerRows, Recipient } from '../../shared/campaigns/ledger.ts'
import { quietUntil } from '../../shared/campaigns/quiet-hours.ts'
import { isUrgent } from '../../shared/campaigns/recheck.ts'
import { CLASS_OF } from '../../shared/campaigns/round.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import { MAIL_RULES } from '../../shared/mail/mail-class.ts'
import { type Instant, plusSeconds } from '../../shared/units.ts'
import type { MailTransport, SendOutcome } from '../adapters/mail.ts'
import type { Table } from '../adapters/table.ts'
import { breaks } from './break-circuit.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { type MailRecipientNeeds, mailRecipient } from './mail-recipient.ts'
import { faster, intervalOf, roomToday, slower, waitAfterRefusal } from './pace.ts'
import { CampaignRun } from './plan-campaign.ts'
import { type Hint, hintsOf } from './sending-facts.ts'

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

export type SendPageNeeds = Omit<MailRecipientNeeds, 'mail'> & {
  mail: Pick<MailTransport, 'send' | 'quota'>
  /** Waits; the pace is kept with it. */
  rest: (milliseconds: number) => Promise<void>
  /** From 0 to 1. */
  chance: () => number
}

/** Mails at most 50 recipients of one ledger shard, one after the other, and nobody any more from `until` on. */
export const sendPage = async (
  needs: SendPageNeeds,
  step: SendStep,
  until = plusSeconds(needs.now(), MOST_SECONDS),
): Promise<SendPage> => {
  const campaign = current(await readCampaign(needs.table, step.campaignId), step)
  if (!campaign || (await breaks(needs, campaign))) return answer(step, 'stop')
  const figures = { accepted: 0 }
  let page: SendPage | undefined
  try {
    page = await sendPending(needs, step, campaign, { figures, until })
    return page
  } finally {
    // What was accepted counts also when the page ended in a fault.
    await countPage(needs, step, figures.accepted, page)
  }
}

const sendPending = async (
  needs: SendPageNeeds,
  step: SendStep,
  campaign: CampaignIn<'sending'>,
  { figures, until }: { figures: { accepted: number }; until: Instant },
): Promise<SendPage> => {
  const quiet = await quietHours(needs, campaign)
  const page = await pendingPage(needs, step, campaign)
  const hints = await hintsOf(
    needs,
    page.pending.map(({ memberId }) => memberId),
    page.pending.some((row) => MAIL_RULES[CLASS_OF[purposeFor(campaign, row)]].attentionLimit),
  )
  const quota = await needs.mail.quota()
  const interval = intervalOf(quota, step)
  let room = roomToday(quota, step)
  const trouble = { uncertain: 0, unwritable: 0, rejected: 0 }

  for (const pending of page.pending) {
    const begun = needs.now()
    if (begun >= until) return answer(step, 'more')
    const night = quiet.everybody(begun)
    if (night) return answer(step, 'wait', secondsUntil(night, begun))
    if (room < 1) return pauseCampaign(needs, step, 'daily-quota')
    const did = await mailRecipient(needs, {
      pending,
      hint: hints.get(pending.memberId) ?? NOTHING_KNOWN,
      campaign,
      quietUntil: quiet.of(pending, begun),
      current: (read) => current(read, step),
    })
    if (did.did === 'stop') return answer(step, 'stop')
    if (did.did === 'called-off') return answer(step, 'wait', CALLED_OFF_SECONDS)
    if (did.did === 'passed-over') continue
    if (did.did === 'unwritable') {
      if (++trouble.unwritable < TOO_MANY_IN_A_ROW) continue
      return pauseCampaign(needs, step, 'unwritable')
    }
    trouble.unwritable = 0
    room--
    const { attempt } = did
    if (attempt.outcome === 'accepted') figures.accepted++
    trouble.uncertain = attempt.outcome === 'uncertain' ? trouble.uncertain + 1 : 0
    if (trouble.uncertain >= TOO_MANY_IN_A_ROW) return pauseCampaign(needs, step, 'doubtful-sends')
    trouble.rejected = attempt.outcome === 'rejected' ? trouble.rejected + 1 : 0
    if (trouble.rejected >= MOST_REJECTED) return pauseCampaign(needs, step, 'rejections')
    if (attempt.outcome === 'paused') return pauseCampaign(needs, step, attempt.reason)
    if (attempt.outcome === 'not-sent') return notSent(needs, step, attempt)
    const spent = Date.parse(needs.now()) - Date.parse(begun)
    if (spent >= 0 && spent < interval) await needs.rest(interval - spent)
  }
  const slowdown = faster(step.slowdown)
  return page.next ? answer({ ...step, slowdown, after: page.next }, 'more') : answer(step, 'done')
}

/** Reads on until it has met rows that are ready, so that pages which were sent before cost reads only. */
const pendingPage = async ({ table, now }: SendPageNeeds, step: SendStep, campaign: CampaignIn<'sending'>) => {
  let after = step.after
  for (let pages = 0; ; pages++) {
    const page = await table.query(Recipient, {
      ...ledgerRows(step.campaignId, step.shard, roundOf(campaign)),
      limit: MOST_ROWS,
      ...(after && { after }),
    })
    const at = now()
    const pending = page.items.filter((row) => row.state === 'PENDING').filter((row) => isReady(row, at))
    if (pending.length > 0 || !page.next || pages >= MOST_PAGES_READ) return { pending, next: page.next }
    after = page.next
  }
}

/**
 * When the quiet hours end that an instant lies in, for the whole mailing; and, when the mailing is too urgent to wait, for
 * the invitations that it has taken along.
 */
const quietHours = async ({ table, now }: SendPageNeeds, campaign: CampaignIn<'sending'>) => {
  const city = await table.get(City, cityKey(campaign.city))
  const call = campaign.kind === 'call' ? await table.get(Call, callKey(campaign.callId)) : undefined
  const begun = now()
  const last = plusSeconds(begun, 2 * MOST_SECONDS)
  const urgent = isUrgent(purposeOf(campaign), call, begun)
  // A night is longer than a page: by day at both of its ends is by day throughout. Without a city nothing can be written.
  const day = !city || (!quietUntil(begun, city.timeZone) && !quietUntil(last, city.timeZone))
  const until = (at: Instant) => (day && at <= last ? undefined : city && quietUntil(at, city.timeZone))
  return {
    everybody: (at: Instant) => (urgent ? undefined : until(at)),
    of: (row: Recipient, at: Instant) => (urgent && row.invites ? until(at) : undefined),
  }
}

const secondsUntil = (end: Instant, now: Instant) => Math.ceil((Date.parse(end) - Date.parse(now)) / 1000)

const notSent = (needs: SendPageNeeds, step: SendStep, { reason }: Extract<SendOutcome, { outcome: 'not-sent' }>) => {
  if (reason !== 'rate') return answer(step, 'wait', UNREACHABLE_SECONDS)
  const slowdown = slower(step.slowdown)
  return answer({ ...step, slowdown }, 'wait', waitAfterRefusal(slowdown, needs.chance()))
}

const current = (campaign: Campaign | undefined, run: CampaignRun): CampaignIn<'sending'> | undefined =>
  campaign?.state === 'sending' && campaign.revision === run.revision ? campaign : undefined

const pauseCampaign = async (needs: SendPageNeeds, step: SendStep, reason: PauseReason): Promise<SendPage> => {
  const campaign = current(await readCampaign(needs.table, step.campaignId), step)
  const resumesAt = reason === 'daily-quota' ? plusSeconds(needs.now(), ASK_AGAIN_SECONDS) : undefined
  const decided = campaign && pause(campaign, reason, resumesAt)
  if (campaign && decided?.outcome === 'changed') await needs.table.write(changeOf(campaign, decided.campaign))
  return answer(step, 'stop')
}

/** A sign of life, with what the page came to. */
const countPage = async (
  { table, now }: { table: Pick<Table, 'write'>; now: () => Instant },
  { campaignId }: SendStep,
  accepted: number,
  page: SendPage | undefined,
) => {
  const at = now()
  const restUntil = page?.next === 'wait' ? plusSeconds(at, page.seconds) : undefined
  await table.write(
    { update: figuresKey(campaignId), add: { accepted }, set: { beatAt: at, restUntil } },
    // Makes it a transaction: an addition alone is made twice when its answer is lost and the client asks again.
    { check: campaignKey(campaignId), if: { exists: true } },
  )
}

const answer = (step: SendStep, next: SendPage['next'], seconds = 0): SendPage => ({ ...step, next, seconds })

const NOTHING_KNOWN: Hint = { address: undefined, attention: undefined }
const MOST_ROWS = 50
const MOST_PAGES_READ = 20
/** Of one run: well inside the function's 60 seconds, one slow send included. */
export const MOST_SECONDS = 40
const TOO_MANY_IN_A_ROW = 3
/** One after the other: so many addresses are not bad by chance, as in an account that may only send to its own. */
const MOST_REJECTED = 10
const UNREACHABLE_SECONDS = 30
/** By then the clock has looked. */
const CALLED_OFF_SECONDS = 60
const ASK_AGAIN_SECONDS = 60 * 60
