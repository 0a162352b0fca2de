/**
 * The HTTP status of a refusal. What was typed wrongly is 422; these reasons mean something else. Words for people stand
 * in `web/words/<capability>.ts` under the same reasons.
 */
const STATUS = {
  forged: 404,
  unknown: 404,
  'no-link': 403,
  'not-invited': 403,
  'not-yours': 403,
  expired: 410,
  closed: 410,
  cancelled: 410,
  used: 410,
  over: 410,
  voided: 410,
  'call-cancelled': 410,
  'not-open': 409,
  'changed-meanwhile': 409,
  'too-many': 429,
} as const

export type RefusalStatus = (typeof STATUS)[keyof typeof STATUS] | 422

export const statusOf = (reason: string): RefusalStatus =>
  Object.hasOwn(STATUS, reason) ? STATUS[reason as keyof typeof STATUS] : 422
