import { CAMPAIGN_SHARE } from '../../../shared/campaigns/policy.ts'
import type { MailQuota } from '../../adapters/mail.ts'

/** `campaigns`: so many share the pace, each with as many workers as it alone would need. */
type Pace = { workers: number; campaigns: number; slowdown: number }

/** Milliseconds from the beginning of one mail to that of the next, so that all workers of all campaigns together keep to their share. */
export const intervalOf = ({ perSecond }: MailQuota, { workers, campaigns, slowdown }: Pace): number =>
  (1000 * workers * campaigns * slowdown) / (CAMPAIGN_SHARE * perSecond)

/**
 * How many this worker may send of what is left of the day: the rest of the quota is for mails that somebody waits for.
 * Divided, because each worker counts its own sends only; rounded up, or the last few would never leave.
 */
export const roomToday = ({ perDay, sentLastDay }: MailQuota, { workers, campaigns }: Omit<Pace, 'slowdown'>): number =>
  Math.max(0, Math.ceil((Math.floor(CAMPAIGN_SHARE * perDay) - sentLastDay) / (workers * campaigns)))

/** Rows that a worker claims with one request: what it sends within a few seconds. */
export const claimedAtOnce = (interval: number): number =>
  Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(CLAIM_MS / interval)))

/** After every "too fast" of the mail provider, and after every page without one. */
export const slower = (slowdown: number) => Math.min(slowdown * 2, MOST_SLOWDOWN)
export const faster = (slowdown: number) => Math.max(1, slowdown / 2)

/** Seconds; spread, so that workers that were refused together do not come back together. `chance` is from 0 to 1. */
export const waitAfterRefusal = (slowdown: number, chance: number) => Math.ceil(slowdown * (1 + chance))

const MOST_SLOWDOWN = 16
/** What the table takes with one request, less the place that is given back with the rows that are not sent. */
const MOST_AT_ONCE = 24
const CLAIM_MS = 4000
