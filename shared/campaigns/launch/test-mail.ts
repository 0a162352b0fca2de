import * as z from 'zod'
import { Language } from '../../identity/person.ts'
import type { CampaignId, UserId } from '../../ids.ts'
import { Instant } from '../../units.ts'
import { campaignKey } from '../campaign.ts'

const test = { askedAt: Instant, language: Language }

/** The last mail of a campaign that a staff member asked to see in the own mailbox. */
export const TestMail = z.discriminatedUnion('state', [
  z.object({ ...test, state: z.literal('asked') }),
  z.object({ ...test, state: z.literal('sending') }),
  z.object({ ...test, state: z.literal('sent'), at: Instant }),
  z.object({ ...test, state: z.literal('failed'), at: Instant, reason: z.string() }),
])
export type TestMail = z.output<typeof TestMail>

export const testMailKey = (campaignId: CampaignId, userId: UserId) => ({
  ...campaignKey(campaignId),
  sk: `TEST#${userId}`,
})
