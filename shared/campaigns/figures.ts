import * as z from 'zod'
import type { CampaignId } from '../ids.ts'
import { Instant, plusSeconds } from '../units.ts'
import type { Recipient } from './ledger.ts'

const count = z.number().int().default(0)
const counted = { accepted: count, hardBounced: count, softBounced: count, complained: count }

/** What became of the mails of a campaign so far, counted along the way; the ledger can always count it anew. */
export const Figures = z.object({
  ...counted,
  /** When a task of its workflow last gave a sign of life. */
  beatAt: Instant.optional(),
  /** Until when its workers wait, as in quiet hours: nothing is to be heard before. */
  restUntil: Instant.optional(),
  /** What had been counted when staff let it go on after it had paused itself: only what came later counts against it. */
  resumed: z.object(counted).optional(),
})
export type Figures = z.output<typeof Figures>

export const NO_FIGURES: Figures = Figures.parse({})

export const figuresKey = (campaignId: CampaignId) => ({ pk: `CAMPAIGN#${campaignId}`, sk: 'FIGURES' })

/** Longer than any task takes with all its tries, the waits between them included. */
export const SILENT_SECONDS = 10 * 60

/** Whether nothing was heard for so long that the workflow of a campaign must be dead. `since`: when it began at the earliest. */
export const isSilent = ({ beatAt, restUntil }: Figures, since: Instant, now: Instant): boolean =>
  [since, beatAt, restUntil].every((sign) => !sign || plusSeconds(sign, SILENT_SECONDS) <= now)

/**
 * When a campaign pauses itself: below so many accepted mails chance alone would do it. Mail providers review a sender at
 * these shares.
 */
export const BREAKER = {
  fromAccepted: 500,
  hardBouncedInThousand: 50,
  complainedInThousand: 1,
} as const satisfies Record<string, number>

export type Tripped = 'bounces' | 'complaints'

/** A complaint weighs more: it is somebody who did not want the mail. */
export const tripped = (figures: Figures): Tripped | undefined => {
  const { accepted, hardBounced, complained } = sinceResumed(figures)
  if (accepted < BREAKER.fromAccepted) return undefined
  if (complained * 1000 >= BREAKER.complainedInThousand * accepted) return 'complaints'
  return hardBounced * 1000 >= BREAKER.hardBouncedInThousand * accepted ? 'bounces' : undefined
}

export const sinceResumed = ({ resumed = NO_FIGURES, ...figures }: Figures): Told & { accepted: number } => ({
  accepted: figures.accepted - resumed.accepted,
  hardBounced: figures.hardBounced - resumed.hardBounced,
  softBounced: figures.softBounced - resumed.softBounced,
  complained: figures.complained - resumed.complained,
})

export type Told = Pick<Figures, 'hardBounced' | 'softBounced' | 'complained'>

/** What a move of one row of the ledger adds to the figures; undefined when nothing. A mail can both bounce and be complained about. */
export const toldMore = (before: Recipient, after: Recipient): Partial<Told> | undefined => {
  const [was, is] = [toldOf(before), toldOf(after)]
  const more = FIGURES_TOLD.flatMap((figure) =>
    is[figure] === was[figure] ? [] : [[figure, is[figure] - was[figure]]],
  )
  return more.length > 0 ? Object.fromEntries(more) : undefined
}

const FIGURES_TOLD = ['hardBounced', 'softBounced', 'complained'] as const satisfies (keyof Told)[]

const toldOf = (row: Recipient): Told => {
  const bounce = row.state === 'BOUNCED' || row.state === 'COMPLAINED' ? row.bounce : undefined
  return {
    hardBounced: bounce === 'hard' ? 1 : 0,
    softBounced: bounce === 'soft' ? 1 : 0,
    complained: row.state === 'COMPLAINED' ? 1 : 0,
  }
}
