import {
  type Campaign,
  type CampaignIn,
  type PauseReason,
  purposeOf,
  roundOf,
} from '../../../shared/campaigns/campaign.ts'
import { pause } from '../../../shared/campaigns/deciding/steer.ts'
import { figuresKey } from '../../../shared/campaigns/figures.ts'
import { isReady, ledgerRows, Recipient } from '../../../shared/campaigns/ledger.ts'
import { quietUntil } from '../../../shared/campaigns/sending/quiet-hours.ts'
import { isUrgent } from '../../../shared/campaigns/sending/recheck.ts'
import { City, cityKey } from '../../../shared/cities/city.ts'
import { type Instant, plusSeconds } from '../../../shared/units.ts'
import type { MailTransport } from '../../adapters/mail.ts'
import type { Table } from '../../adapters/table.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { breaks } from '../events/break-circuit.ts'
import type { CampaignRun } from '../launch/plan-campaign.ts'
import { type ClaimRowsNeeds, claimRows } from './claim-rows.ts'
import { type About, readCall } from './look-again.ts'
import { othersSending } from './others-sending.ts'
import { claimedAtOnce, faster, intervalOf, roomToday, slower, waitAfterRefusal } from './pace.ts'
import { type End, type SendClaimedNeeds, type Sending, sendClaimed } from './send-claimed.ts'
import type { SendStep } from './send-step.ts'

/** `next`: go on with the next page, wait `seconds` first, or leave this shard. */
export type SendPage = SendStep & { next: 'more' | 'wait' | 'done' | 'stop'; seconds: number }

export type SendPageNeeds = Omit<SendClaimedNeeds, 'mail'> &
  ClaimRowsNeeds & {
    mail: Pick<MailTransport, 'send' | 'quota'>
    /** From 0 to 1. */
    chance: () => number
  }

/** Mails at most 48 recipients of one ledger shard, one after the other, and nobody any more from `until` on. */
export const sendPage = async (
  needs: SendPageNeeds,
  step: SendStep,
  until = plusSeconds(needs.now(), MOST_SECONDS),
): Promise<SendPage> => {
  const campaign = current(await readCampaign(needs.table, step.campaignId), step)
  if (!campaign || (await breaks(needs, campaign))) return answer(step, 'stop')
  const tally = { room: 0, accepted: 0, uncertain: 0, unwritable: 0, rejected: 0 }
  let page: SendPage | undefined
  try {
    page = await sendPending(needs, step, { campaign, until, tally })
    return page
  } finally {
    // What was accepted counts also when the page ended in a fault.
    await countPage(needs, step, tally.accepted, page)
  }
}

const sendPending = async (
  needs: SendPageNeeds,
  step: SendStep,
  { campaign, ...begun }: Pick<Sending, 'until' | 'tally'> & Pick<About, 'campaign'>,
): Promise<SendPage> => {
  const call = await readCall(needs.table, campaign)
  const quiet = await quietHours(needs, { campaign, call })
  const page = await pendingPage(needs, step, campaign)
  const [quota, others] = await Promise.all([needs.mail.quota(), othersSending(needs, step.campaignId)])
  const pace = { ...step, campaigns: 1 + others.length }
  const interval = intervalOf(quota, pace)
  const { tally } = begun
  tally.room = roomToday(quota, pace)
  const sending: Sending = { ...begun, about: { campaign, call }, quiet, interval }
  for (let met = 0; met < page.pending.length; ) {
    const at = needs.now()
    if (at >= begun.until) return answer(step, 'more')
    const night = quiet.everybody(at)
    if (night) return answer(step, 'wait', secondsUntil(night, at))
    if (tally.room < 1) return pauseCampaign(needs, step, 'daily-quota')
    const rows = page.pending.slice(met, met + Math.min(claimedAtOnce(interval), tally.room))
    met += rows.length
    const end = await sendClaimed(needs, sending, await claimRows(needs, campaign, rows))
    if (end) return answerOf(needs, step, end)
  }
  const slowdown = faster(step.slowdown)
  return page.next ? answer({ ...step, slowdown, after: page.next }, 'more') : answer(step, 'done')
}

const answerOf = (needs: SendPageNeeds, step: SendStep, end: End): SendPage | Promise<SendPage> => {
  switch (end.end) {
    case 'time':
      return answer(step, 'more')
    case 'night':
      return answer(step, 'wait', secondsUntil(end.until, needs.now()))
    case 'stop':
      return answer(step, 'stop')
    case 'called-off':
      return answer(step, 'wait', CALLED_OFF_SECONDS)
    case 'pause':
      return pauseCampaign(needs, step, end.reason)
    case 'not-sent':
      return notSent(needs, step, end.reason)
  }
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
const quietHours = async ({ table, now }: SendPageNeeds, { campaign, call }: About) => {
  const city = await table.get(City, cityKey(campaign.city))
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

const notSent = (needs: SendPageNeeds, step: SendStep, reason: 'rate' | 'unreachable') => {
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

/**
 * A sign of life, with what the page came to. An addition is made twice when its answer is lost and the client asks again:
 * the name of the page, kept for each shard, refuses the second.
 */
const countPage = async (
  { table, now, chance }: Pick<SendPageNeeds, 'now' | 'chance'> & { table: Pick<Table, 'write'> },
  { campaignId, shard }: SendStep,
  accepted: number,
  page: SendPage | undefined,
) => {
  const at = now()
  const restUntil = page?.next === 'wait' ? plusSeconds(at, page.seconds) : undefined
  const named = { [`page${shard}`]: `${at} ${chance()}` }
  await table.write({
    update: figuresKey(campaignId),
    add: { accepted },
    set: { beatAt: at, restUntil, ...named },
    if: { differs: named },
  })
}

const answer = (step: SendStep, next: SendPage['next'], seconds = 0): SendPage => ({ ...step, next, seconds })

/** Claimed with two requests. */
const MOST_ROWS = 48
const MOST_PAGES_READ = 20
/** Of one run: well inside the function's 60 seconds, one slow send included. */
export const MOST_SECONDS = 40
const UNREACHABLE_SECONDS = 30
/** By then the clock has looked. */
const CALLED_OFF_SECONDS = 60
const ASK_AGAIN_SECONDS = 60 * 60
