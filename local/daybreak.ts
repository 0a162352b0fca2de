/**
 * Milliseconds from now until it is day in all of the United States: a new cloud begins then, or whoever starts it in the
 * evening would see no campaign leave before the next morning. From 17:00 UTC on it is after eight on the Pacific
 * coast, and at midnight UTC there is an hour left before nine in the evening on the Atlantic coast.
 */
export function untilDay(now: number): number {
  const date = new Date(now)
  if (date.getUTCHours() >= DAY_BEGINS) return 0
  return new Date(now).setUTCHours(DAY_BEGINS, 0, 0, 0) - now
}

const DAY_BEGINS = 17
