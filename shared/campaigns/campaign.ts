import * as z from 'zod'
import { CampaignId, CitySlug, SurveyId } from '../ids.ts'
import { Instant, plusSeconds } from '../units.ts'
import { ProtectionLevel } from '../words.ts'
import { STALE_SECONDS } from './ledger.ts'

const planned = {
  campaignId: CampaignId,
  kind: z.literal('survey'),
  city: CitySlug,
  surveyId: SurveyId,
  surveyVersion: z.number().int().positive(),
  protection: ProtectionLevel,
  /** The subject of the mail and the headline of the report. */
  title: z.string().trim().min(1, 'must not be empty').max(200),
  message: z.string().trim().max(4000),
  closesAt: Instant,
  createdAt: Instant,
  /** Bumped by every change of plan, so that a start of an older plan can be told apart. */
  revision: z.number().int().positive(),
}

const launched = {
  ...planned,
  launchAt: Instant,
  /** The link key that the pseudonyms of this campaign's responses are made with. */
  responseKey: z.string(),
}

/** The audience of a sending campaign is frozen: exactly `recipients` rows stand in the ledger. */
const sending = { ...launched, recipients: z.number().int().nonnegative(), ledgerShards: z.number().int().positive() }

/** A held freeze has left rows behind, and a new launch takes them up. */
const perhapsFrozen = { ...launched, ledgerShards: z.number().int().positive().optional() }

/**
 * Mails that the provider took, counted when the ledger had come to rest. Events may still prove one more; the ledger
 * itself tells.
 */
const mailed = z.number().int().nonnegative().optional()

/** Why nothing goes out before somebody looked: found long after its time, a fault that did not pass, or staff. */
export const HoldReason = z.enum(['late', 'fault', 'taken-back'])
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
  'unwritable',
  'fault',
])
export type PauseReason = z.output<typeof PauseReason>

export const Campaign = z.discriminatedUnion('state', [
  z.object({ ...planned, state: z.literal('draft') }),
  z.object({ ...perhapsFrozen, state: z.literal('scheduled') }),
  /** Before anything was mailed; staff launch it again or cancel it. */
  z.object({ ...perhapsFrozen, state: z.literal('held'), reason: HoldReason }),
  z.object({ ...launched, state: z.literal('freezing'), ledgerShards: z.number().int().positive() }),
  z.object({ ...sending, state: z.literal('sending') }),
  /** `resumesAt` is set when it goes on by itself, as after the day's quota. */
  z.object({ ...sending, state: z.literal('paused'), reason: PauseReason, resumesAt: Instant.optional() }),
  z.object({ ...sending, state: z.literal('open'), mailed }),
  z.object({ ...sending, state: z.literal('closed'), closedAt: Instant, mailed }),
  z.object({
    ...planned,
    state: z.literal('cancelled'),
    cancelledAt: Instant,
    reason: z.enum(['by-staff', 'no-audience']).optional(),
    /** Known when it was cancelled with a ledger. */
    ledgerShards: z.number().int().positive().optional(),
    recipients: z.number().int().nonnegative().optional(),
    mailed,
  }),
])
export type Campaign = z.output<typeof Campaign>
export type CampaignIn<S extends Campaign['state']> = Extract<Campaign, { state: S }>

/** Nobody has been mailed and nothing is about to start: staff may still change it. */
export const isPlanned = (campaign: Campaign): campaign is CampaignIn<'draft' | 'held'> =>
  campaign.state === 'draft' || campaign.state === 'held'

/** What staff write; the rest of a draft follows from the survey and the clock. */
export const CampaignDraft = z.object({
  surveyId: planned.surveyId,
  city: planned.city,
  title: planned.title,
  message: planned.message,
})

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
  switch (campaign.state) {
    case 'scheduled':
      return campaign.launchAt
    case 'paused':
      return campaign.resumesAt && campaign.resumesAt < campaign.closesAt ? campaign.resumesAt : campaign.closesAt
    case 'sending':
    case 'open':
      return campaign.closesAt
    case 'closed':
    case 'cancelled':
      return campaign.ledgerShards && campaign.mailed === undefined ? restsAt(campaign) : undefined
    default:
      return undefined
  }
}

/** From then on no worker that began before the end can still be sending. */
export const restsAt = (campaign: CampaignIn<'closed' | 'cancelled'>): Instant =>
  plusSeconds(campaign.state === 'closed' ? campaign.closedAt : campaign.cancelledAt, STALE_SECONDS)
