import { type Instant, plusSeconds } from '../../units.ts'
import type { Figures } from '../figures.ts'

/**
 * Whether a campaign that is to be sent takes its part of the pace. One that waits for the morning takes none; a short wait,
 * as after a "too fast", gives nothing away: the others would only be told the same.
 */
export const takesPart = ({ beatAt, restUntil }: Pick<Figures, 'beatAt' | 'restUntil'>, now: Instant): boolean =>
  !restUntil || restUntil <= now || (beatAt !== undefined && plusSeconds(beatAt, HEARD_SECONDS) > now)

/** A worker that mails is heard after every page, and no page takes longer. */
const HEARD_SECONDS = 60

/** Other campaigns and how many mails each has left: as long as it has any, it takes as much of the pace as this one. */
export const besides = (mails: readonly number[]) => {
  let left = mails.filter((many) => many > 0)
  return {
    /** Into how many parts the pace is divided, that of this campaign included. */
    parts: () => 1 + left.length,

    /** How many leave while each of them may send `most`. */
    send(most: number): number {
      const before = sum(left)
      left = left.map((many) => many - most).filter((many) => many > 0)
      return before - sum(left)
    },
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
