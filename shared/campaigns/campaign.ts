import * as z from 'zod'
import { CampaignId, CitySlug, SurveyId } from '../ids.ts'
import { Instant } from '../units.ts'
import { ProtectionLevel } from '../words.ts'

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

/** Why nothing goes out before somebody looked: found long after its time, or a fault that did not pass. */
export const HoldReason = z.enum(['late', 'fault'])
export type HoldReason = z.output<typeof HoldReason>

export const Campaign = z.discriminatedUnion('state', [
  z.object({ ...planned, state: z.literal('draft') }),
  z.object({ ...launched, state: z.literal('scheduled') }),
  /** Before anything was mailed; staff launch it again or cancel it. */
  z.object({ ...launched, state: z.literal('held'), reason: HoldReason }),
  z.object({ ...launched, state: z.literal('freezing'), ledgerShards: z.number().int().positive() }),
  z.object({ ...sending, state: z.literal('sending') }),
  /** `resumesAt` is set when it goes on by itself, as after the day's quota. */
  z.object({ ...sending, state: z.literal('paused'), reason: z.string(), resumesAt: Instant.optional() }),
  z.object({ ...sending, state: z.literal('open') }),
  z.object({ ...sending, state: z.literal('closed'), closedAt: Instant }),
  z.object({
    ...planned,
    state: z.literal('cancelled'),
    cancelledAt: Instant,
    reason: z.enum(['by-staff', 'no-audience']).optional(),
    /** Known when it was cancelled with a ledger. */
    ledgerShards: z.number().int().positive().optional(),
    recipients: z.number().int().nonnegative().optional(),
  }),
])
export type Campaign = z.output<typeof Campaign>
export type CampaignIn<S extends Campaign['state']> = Extract<Campaign, { state: S }>

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
    default:
      return undefined
  }
}
