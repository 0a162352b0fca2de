/** The rules of sending that a council may ask about. Numbers only; what they do stands where they are used. */

/** Mails of campaigns to one member, all campaigns together. Service mail (receipts, dues, links) is not counted. */
export const ATTENTION = { mails: 3, inDays: 14, hoursApart: 48 } as const satisfies Record<string, number>

/** In the city's local time; no campaign mail leaves between them. */
export const QUIET_HOURS = { from: 21, until: 8 } as const satisfies Record<string, number>

/** To this many and more, either somebody else approves, or the launch waits so long and can be taken back meanwhile. */
export const APPROVAL = { fromRecipients: 500, holdSeconds: 600 } as const satisfies Record<string, number>

/**
 * Seconds before a call. From then on its cancellation, or a change of it, is told at once to however many: whoever is not
 * told in time waits for a call that is not there.
 */
export const TOLD_AT_ONCE = { cancelledWithin: 24 * 60 * 60, changedWithin: 30 * 60 } as const satisfies Record<
  string,
  number
>

/** A launch that is found later than this after its time asks instead of sending. */
export const LATE_SECONDS = 2 * 60 * 60

/** Reminders of a survey. The least is more than the attention limit keeps mails apart, or nearly all would be put off. */
export const MOST_REMINDERS = 3
export const REMINDER_DAYS = { least: 3, usual: 5 } as const satisfies Record<string, number>

/** A series has no more waves than this and ends after so many years, whatever its rule says. */
export const MOST_WAVES = 104
export const MOST_YEARS = 10

/** The part of the provider's rate and of its daily quota that campaigns may use; the rest is kept for service mail. */
export const CAMPAIGN_SHARE = 0.8

/** A flight plan older than this is made again before anybody approves on its strength. */
export const PLAN_FRESH_SECONDS = 24 * 60 * 60
