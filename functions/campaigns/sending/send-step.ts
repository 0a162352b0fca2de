import * as z from 'zod'
import { CampaignRun } from '../launch/plan-campaign.ts'

export const SendStep = CampaignRun.extend({
  shard: z.number().int().nonnegative(),
  workers: z.number().int().positive(),
  /** 1 at full pace; doubled by every "too fast" of the mail provider, halved by every page without one. */
  slowdown: z.number().min(1),
  after: z.string().optional(),
})
export type SendStep = z.output<typeof SendStep>
