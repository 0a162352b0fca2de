import * as z from 'zod'
import { oneLine } from '../identity/person.ts'
import { CallId, CampaignId, CitySlug, SurveyId, UserId } from '../ids.ts'
import { Overlap } from '../local-time.ts'
import { Instant, plusSeconds } from '../units.ts'
import { ProtectionLevel } from '../words.ts'
import { STALE_SECONDS } from './ledger.ts'
import { MOST_REMINDERS, REMINDER_DAYS } from './policy.ts'
import { MissedReminder, PastRound, Round, RoundPurpose } from './round.ts'

const surveyPlan = {
  kind: z.literal('survey'),
  surveyId: SurveyId,
  surveyVersion: z.number().int().positive(),
  protection: ProtectionLevel,
  /** To those who have not answered; never more often than every so many days. */
  reminders: z
    .object({ most: z.number().int().min(0).max(MOST_REMINDERS), everyDays: z.number().int().min(REMINDER_DAYS.least) })
    .optional(),
}
const callPlan = { kind: z.literal('call'), callId: CallId }
const updatePlan = {
  kind: z.literal('update'),
  /** Only to those who answered this survey, as its marks tell; absent: to the members of the city. */
  participantsOf: z.object({ campaignId: CampaignId, ledgerShards: z.number().int().positive() }).optional(),
}

/** A rule of RFC 5545 in the wall clock of the city, without its start: `FREQ=MONTHLY;INTERVAL=3;COUNT=4`. */
export const Repeats = z.object({
  rule: z.string().max(200),
  /** The wall clock of the first wave, which the rule counts from: `2026-12-01T09:00`. */
  from: z.string(),
  /** When a wave falls on a time that comes twice, as clocks are set back. */
  overlap: Overlap.optional(),
})
export type Repeats = z.output<typeof Repeats>

const planned = {
  campaignId: CampaignId,
  city: CitySlug,
  /** The subject of the mail and the headline of the report. */
  title: z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  /** What staff wrote: the subset of Markdown that mails know. */
  message: z.string().trim().max(4000),
  /** No answer is taken and nothing is mailed from then on. */
  closesAt: Instant,
  createdAt: Instant,
  /** Bumped by every change of plan, so that a start of an older plan can be told apart. */
  revision: z.number().int().positive(),
  /** Who wrote the plan last: above a certain size somebody else approves it, or it is held for a while. */
  editedBy: UserId.optional(),
  repeats: Repeats.optional(),
  /** Which occurrence of a repeating campaign this is, from 1. */
  wave: z.number().int().positive().optional(),
  /** Of a wave that was planned by itself: what became of the mails of this one is looked at before it goes out. */
  waveBefore: CampaignId.optional(),
  /** The campaign of the next wave, once it is planned: only one ever is. */
  nextWave: CampaignId.optional(),
  /** No wave follows: the rule has come to its end, or staff ended the series here. */
  lastWave: z.literal(true).optional(),
}

/** Who let it go, on the strength of which flight plan. */
export const Approval = z.object({ by: UserId, at: Instant, plannedAt: Instant, reached: z.number().int() })
export type Approval = z.output<typeof Approval>

const launched = {
  ...planned,
  launchAt: Instant,
  /** The link key that the pseudonyms of this campaign's responses are made with. */
  responseKey: z.string(),
  approval: Approval.optional(),
  /** The mailing that is under way, or was the last; absent in the first, the invitation. */
  round: Round.optional(),
  /** Mailings that are over, the invitation first. */
  past: z.array(PastRound).optional(),
  /**
   * What is mailed next, and when; put off by whatever is under way then. `late`: it was found long after its time, and
   * staff send it or leave it. `asked`: word of a call that waits for a second reader until `at`; with `late` it was stopped.
   */
  next: z
    .object({
      purpose: z.union([RoundPurpose, z.literal('deferred')]),
      at: Instant,
      late: z.literal(true).optional(),
      asked: z.object({ by: UserId, at: Instant }).optional(),
    })
    .optional(),
  missed: z.array(MissedReminder).optional(),
}

/** The audience of a sending campaign is frozen: exactly `recipients` rows stand in the ledger of the round. */
const sending = { ...launched, recipients: z.number().int().nonnegative(), ledgerShards: z.number().int().positive() }

/** A held freeze has left rows behind, and a new launch takes them up. */
const perhapsFrozen = { ...launched, ledgerShards: z.number().int().positive().optional() }

/**
 * Mails that the provider took, counted when the ledger had come to rest. Events may still prove one more; the ledger
 * itself tells.
 */
const mailed = z.number().int().nonnegative().optional()

/**
 * Why nothing goes out before somebody looked: found long after its time, a fault that did not pass, staff, a copied
 * table, a wave whose text nobody has let go yet, one after a wave of which too much came back or was complained about.
 */
export const HoldReason = z.enum(['late', 'fault', 'taken-back', 'other-environment', 'unapproved', 'wave-before'])
export type HoldReason = z.output<typeof HoldReason>

/** Why it stopped on the way: staff, what the mail provider said, sends that went wrong one after the other, a fault. */
export const PauseReason = z.enum([
  'by-staff',
  'daily-quota',
  'account-paused',
  'configuration-set-paused',
  'configuration-set-missing',
  'sender-not-verified',
  'not-allowed',
  'doubtful-sends',
  'rejections',
  'unwritable',
  'fault',
  'bounces',
  'complaints',
  'other-environment',
])
export type PauseReason = z.output<typeof PauseReason>

/** The states of a campaign of one kind. */
const statesOf = <P extends z.ZodRawShape>(plan: P) =>
  z.discriminatedUnion('state', [
    /** `unplanned`: nobody of the staff wrote it, and its first flight plan is still to be asked for. */
    z.object({ ...planned, ...plan, state: z.literal('draft'), unplanned: z.literal(true).optional() }),
    z.object({ ...perhapsFrozen, ...plan, state: z.literal('scheduled') }),
    /** Before anything was mailed; staff launch it again or cancel it. */
    z.object({ ...perhapsFrozen, ...plan, state: z.literal('held'), reason: HoldReason }),
    z.object({ ...launched, ...plan, state: z.literal('freezing'), ledgerShards: z.number().int().positive() }),
    z.object({ ...sending, ...plan, state: z.literal('sending') }),
    /** `resumesAt` is set when it goes on by itself, as after the day's quota. */
    z.object({ ...sending, ...plan, state: z.literal('paused'), reason: PauseReason, resumesAt: Instant.optional() }),
    z.object({ ...sending, ...plan, state: z.literal('open'), mailed }),
    z.object({ ...sending, ...plan, state: z.literal('closed'), closedAt: Instant, mailed }),
    z.object({
      ...planned,
      ...plan,
      state: z.literal('cancelled'),
      cancelledAt: Instant,
      reason: z.enum(['by-staff', 'no-audience']).optional(),
      /** Known when it was cancelled with a ledger. */
      ledgerShards: z.number().int().positive().optional(),
      recipients: z.number().int().nonnegative().optional(),
      round: Round.optional(),
      past: z.array(PastRound).optional(),
      mailed,
    }),
  ])

export const Campaign = z.discriminatedUnion('kind', [statesOf(surveyPlan), statesOf(callPlan), statesOf(updatePlan)])
export type Campaign = z.output<typeof Campaign>
export type CampaignKind = Campaign['kind']
export type CampaignState = Campaign['state']
export type CampaignIn<S extends CampaignState> = Extract<Campaign, { state: S }>
export type CampaignOf<K extends CampaignKind> = Extract<Campaign, { kind: K }>

/** Nobody has been mailed and nothing is about to start: staff may still change it. */
export const isPlanned = (campaign: Campaign): campaign is CampaignIn<'draft' | 'held'> =>
  campaign.state === 'draft' || campaign.state === 'held'

/** People hold invitations and the time is not over: also while a reminder is being prepared. */
export const isUnderWay = (campaign: Campaign): campaign is CampaignIn<'freezing' | 'sending' | 'paused' | 'open'> =>
  campaign.state === 'sending' ||
  campaign.state === 'paused' ||
  campaign.state === 'open' ||
  (campaign.state === 'freezing' && campaign.round !== undefined)

/**
 * The wave after it is to be planned: once nobody works on this one, so that two do not write it at a time. A wave that
 * staff cancelled says itself whether the series goes on.
 */
export const wantsNextWave = (campaign: Campaign): boolean => {
  if (!campaign.repeats || campaign.nextWave || campaign.lastWave) return false
  const { state } = campaign
  return (
    state === 'open' ||
    state === 'paused' ||
    state === 'closed' ||
    (state === 'cancelled' && campaign.reason === 'no-audience')
  )
}

/** The number of the mailing that is under way or was the last, from 0: each has a ledger of its own. */
export const roundOf = (campaign: Campaign): number =>
  'round' in campaign && campaign.round ? campaign.round.number : 0

/** The numbers of all its mailings so far: whatever became of one member stands in the ledger of each. */
export const roundsOf = (campaign: Campaign): number[] =>
  Array.from({ length: roundOf(campaign) + 1 }, (_, round) => round)

export const purposeOf = (campaign: Campaign): RoundPurpose =>
  'round' in campaign && campaign.round ? campaign.round.purpose : 'invitation'

/** What one mail of the mailing is for: whoever was put off in an earlier one gets the invitation still. */
export const purposeFor = (campaign: Campaign, row: { invites?: true | undefined }): RoundPurpose =>
  row.invites ? 'invitation' : purposeOf(campaign)

/** Whose marks say who is mailed, where that is not the whole city. */
export const participantsOf = (campaign: Campaign) => (campaign.kind === 'update' ? campaign.participantsOf : undefined)

/** How many were to be invited: the base of a response rate. Unknown before the first audience was frozen. */
export const invitedOf = (campaign: Campaign): number | undefined => {
  const [invitation] = 'past' in campaign ? (campaign.past ?? []) : []
  return invitation?.recipients ?? ('recipients' in campaign ? campaign.recipients : undefined)
}

/**
 * Through it everybody who holds an invitation to a call hears what becomes of the call. Ended by itself, it could tell nobody
 * any more.
 */
export const tellsThoseInvited = (campaign: Campaign): boolean =>
  campaign.kind === 'call' && isUnderWay(campaign) && (invitedOf(campaign) ?? 0) > 0

/** What staff write; the rest of a draft follows from what is sent and the clock. */
export const CampaignDraft = z.object({
  city: planned.city,
  title: z.string().transform(oneLine).pipe(planned.title),
  message: z.string().transform(asCounted).pipe(planned.message),
})

/** A browser sends the end of a line as two characters, and counts it as one against the limit of the field. */
function asCounted(typed: string): string {
  return typed.replaceAll('\r\n', '\n')
}

export const campaignKey = (campaignId: CampaignId) => ({ pk: `CAMPAIGN#${campaignId}`, sk: 'CAMPAIGN' })

/** A city's list of its campaigns; states are read from the campaigns themselves. */
export const CampaignListed = z.object({
  campaignId: CampaignId,
  city: CitySlug,
  title: planned.title,
  createdAt: Instant,
})
export const campaignList = (city: CitySlug) => `CAMPAIGNS#${city}`
export const campaignListKey = (city: CitySlug, campaignId: CampaignId) => ({ pk: campaignList(city), sk: campaignId })

export const DUE_CAMPAIGNS = 'DUE#CAMPAIGN'

/** When the clock has something to do for this campaign. */
export const dueAtOf = (campaign: Campaign): Instant | undefined => {
  if (wantsNextWave(campaign)) return campaign.createdAt
  switch (campaign.state) {
    case 'draft':
      return campaign.unplanned && campaign.createdAt
    case 'scheduled':
      return campaign.launchAt
    case 'freezing':
    case 'sending':
      // Looked at every minute: its workflow may have died.
      return campaign.launchAt
    case 'paused':
      return earlier(campaign.resumesAt, earlier(cancelledAtOf(campaign), campaign.closesAt))
    case 'open':
      return earlier(campaign.next?.late ? undefined : campaign.next?.at, campaign.closesAt)
    case 'closed':
    case 'cancelled':
      return settlesAt(campaign)
    default:
      return undefined
  }
}

/** That a call will not be is told also while a mailing of it is paused. */
const cancelledAtOf = ({ next }: CampaignIn<'paused'>): Instant | undefined =>
  next?.purpose === 'call-cancelled' && !next.late ? next.at : undefined

/** The item of a campaign as it stands in the table, found by the clock when something is due. */
export const campaignItem = (campaign: Campaign) => {
  const dueAt = dueAtOf(campaign)
  return { ...campaignKey(campaign.campaignId), ...campaign, ...(dueAt && { due: DUE_CAMPAIGNS, dueAt }) }
}

/**
 * The condition of every change: that the state and the revision are still those that it was decided on, and so is what it
 * knew of the series and of the call. A wave that was planned meanwhile would be forgotten and planned again, and nobody
 * would hear of a call that was moved or called off.
 */
export const asRead = (before: Campaign) => {
  const { state, revision, closesAt, nextWave, lastWave } = before
  const next = 'next' in before ? before.next : undefined
  const known = { ...(nextWave && { nextWave }), ...(lastWave && { lastWave }), ...(next && { next }) }
  return {
    equals: { state, revision, closesAt, ...known },
    missing: ['nextWave', 'lastWave', 'next'].filter((field) => !(field in known)),
  }
}

/** When the ledger of a campaign that is over can be counted for good, unless it was. */
export const settlesAt = (campaign: CampaignIn<'closed' | 'cancelled'>): Instant | undefined =>
  campaign.ledgerShards && campaign.mailed === undefined ? restsAt(campaign) : undefined

const earlier = (one: Instant | undefined, other: Instant): Instant => (one && one < other ? one : other)

/** From then on no worker that began before the end can still be sending. */
export const restsAt = (campaign: CampaignIn<'closed' | 'cancelled'>): Instant =>
  plusSeconds(campaign.state === 'closed' ? campaign.closedAt : campaign.cancelledAt, STALE_SECONDS)
