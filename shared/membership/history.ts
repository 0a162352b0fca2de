import * as z from 'zod'
import { MemberId, UserId } from '../ids.ts'
import { Instant } from '../units.ts'

/** What happened to a member besides payments and mails. Payments stand in the membership, mails in their own rows. */
export const Happening = z.enum([
  'joined',
  'imported',
  'activated',
  'topics-changed',
  'profile-changed',
  'demographics-changed',
  'address-changed',
  'dues-changed',
  'renewal-stopped',
  'renewal-resumed',
  'cancelled',
  'cancellation-taken-back',
  'lapsed',
  'came-back',
  'granted',
  'grant-withdrawn',
  'refund-asked',
  'dispute-opened',
  'dispute-ended',
  'merged',
  'merge-undone',
  'data-downloaded',
  'erasure-asked',
  'suppression-lifted',
  'signed-out',
  'note',
])
export type Happening = z.output<typeof Happening>

/** A line of a member's history. It goes when the member is erased. */
export const HistoryEntry = z.object({
  memberId: MemberId,
  what: Happening,
  at: Instant,
  /** Staff by id; the member; or the house itself. */
  by: z.union([UserId, z.enum(['member', 'network'])]),
  /** Ids, numbers and days. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** A note, or the reason that staff gave. */
  text: z.string().max(2000).optional(),
})
export type HistoryEntry = z.output<typeof HistoryEntry>

/** All lines of a member stand under the member, oldest first. */
export const HISTORY_BEGINS = 'HISTORY#'
