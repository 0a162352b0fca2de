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

export const Campaign = z.discriminatedUnion('state', [
  z.object({ ...planned, state: z.literal('draft') }),
  z.object({ ...launched, state: z.literal('scheduled') }),
  z.object({ ...launched, state: z.literal('freezing'), ledgerShards: z.number().int().positive() }),
  z.object({ ...sending, state: z.literal('sending') }),
  z.object({ ...sending, state: z.literal('paused'), reason: z.string() }),
  z.object({ ...sending, state: z.literal('open') }),
  z.object({ ...sending, state: z.literal('closed'), closedAt: Instant }),
  z.object({ ...planned, state: z.literal('cancelled'), cancelledAt: Instant }),
])
export type Campaign = z.output<typeof Campaign>
