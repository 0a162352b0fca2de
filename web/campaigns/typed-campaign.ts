import * as z from 'zod'

const text = z.string().catch('')

const repeats = {
  repeats: text,
  firstAt: text,
  wavesOverlap: text,
  ends: text,
  endsAfter: text,
  endsOn: text,
  rule: text,
}

/** What stands in the form of a campaign, whatever was typed. */
export const TypedCampaign = z.object({
  kind: z.enum(['survey', 'update', 'call']).catch('survey'),
  surveyId: text,
  city: text,
  title: text,
  message: text,
  closesAt: text,
  closesOverlap: text,
  reminders: text,
  reminderDays: text,
  ...repeats,
})
export type TypedCampaign = z.output<typeof TypedCampaign>
export type TypedRepeats = Pick<TypedCampaign, keyof typeof repeats>
