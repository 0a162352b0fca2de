import * as z from 'zod'
import { Mailbox } from '../identity/person.ts'
import { MemberId, MergeId } from '../ids.ts'
import { EpochSeconds, Instant } from '../units.ts'
import { Member } from './member.ts'
import { Active, AwaitingActivation, Cancelled, InGrace, Lapsed } from './membership.ts'

/**
 * What stands in the place of a member who was merged into another: whoever comes with the old id is led on. Links that
 * were sent to the old one stay good as long as `epoch` is theirs and the kept member's is still `keptEpoch`.
 */
export const Alias = z.object({
  memberId: MemberId,
  mergeId: MergeId,
  epoch: z.int().nonnegative(),
  keptEpoch: z.int().nonnegative(),
})
export type Alias = z.output<typeof Alias>

export const aliasKey = (of: MemberId) => ({ pk: `MEMBER#${of}`, sk: 'ALIAS' })

/**
 * Under the kept member: whose history and mails are theirs too, and by which addresses both were known. Whoever erases
 * the kept member erases these with them.
 */
export const Absorbed = z.object({ memberId: MemberId, mergeId: MergeId, at: Instant, emails: z.array(Mailbox) })
export type Absorbed = z.output<typeof Absorbed>
export const ABSORBED_BEGINS = 'ABSORBED#'
export const absorbedKey = (kept: MemberId, absorbed: MemberId) => ({
  pk: `MEMBER#${kept}`,
  sk: `${ABSORBED_BEGINS}${absorbed}`,
})

const Living = z.discriminatedUnion('state', [AwaitingActivation, Active, InGrace, Cancelled, Lapsed])

/** Both members as they were, and the one that came of them, for as long as it can be taken back. */
export const Merge = z.object({
  mergeId: MergeId,
  at: Instant,
  /** Not after this. */
  undoUntil: Instant,
  undoneAt: Instant.optional(),
  /** Why staff held the two for one person. */
  reason: z.string().max(500).optional(),
  kept: z.object({ member: Member, membership: Living }),
  absorbed: z.object({ member: Member, membership: Living }),
  made: z.object({ member: Member, membership: Living }),
  /** The key under which a complaint was carried over to the address that was kept. */
  carried: z.string().optional(),
  expiresAt: EpochSeconds,
})
export type Merge = z.output<typeof Merge>

/** It holds what is known of two people: whoever erases one of them deletes it. */
export const mergeKey = (mergeId: MergeId) => ({ pk: `MERGE#${mergeId}`, sk: 'MERGE' })

/** Who this member is now. `read` answers the row at `aliasKey`. */
export const presentMember = async (
  read: (of: MemberId) => Promise<Alias | undefined>,
  memberId: MemberId,
): Promise<{ memberId: MemberId; via: readonly Alias[] }> => {
  const via: Alias[] = []
  let present = memberId
  while (via.length < LONGEST_CHAIN) {
    const alias = await read(present)
    if (!alias) return { memberId: present, via }
    via.push(alias)
    present = alias.memberId
  }
  throw new Error('the aliases of a member lead nowhere')
}

/**
 * The token epoch that links of a member must have who was merged away, as long as those of the present member are of
 * `presentEpoch`; undefined when they have been voided since.
 */
export const epochThrough = (via: readonly Alias[], presentEpoch: number): number | undefined => {
  const unbroken = via.every((alias, index) => alias.keptEpoch === (via[index + 1]?.epoch ?? presentEpoch))
  return unbroken ? (via[0]?.epoch ?? presentEpoch) : undefined
}

/** Of merges that followed each other. */
const LONGEST_CHAIN = 20
