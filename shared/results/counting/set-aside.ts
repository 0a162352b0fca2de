import * as z from 'zod'

/** Why a response is in no count: its stored form, its survey, or the tally that it belongs to. */
export const SetAsideReason = z.enum(['unreadable', 'unknown-survey', 'unwritable'])
export type SetAsideReason = z.output<typeof SetAsideReason>

/** A response that could not be counted, one row however often it is told of: where it stands, never what was answered. */
export const SetAside = z.object({
  of: z.object({ pk: z.string(), sk: z.string() }),
  reason: SetAsideReason,
  /** The fields that do not fit. */
  fields: z.array(z.string()).default([]),
})
export type SetAside = z.output<typeof SetAside>

export const SET_ASIDE = 'QUARANTINE#RESPONSES'

export const setAsideKey = (of: SetAside['of']) => ({ pk: SET_ASIDE, sk: `${of.pk}#${of.sk}` })
