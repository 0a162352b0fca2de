import * as z from 'zod'
import type { SkipReason } from '../../shared/campaigns/ledger.ts'
import { type Reach, reach } from '../../shared/campaigns/reach.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { CitySlug, MemberId } from '../../shared/ids.ts'
import { AUDIENCE_SHARDS, audienceKey, Member } from '../../shared/membership/member.ts'
import type { Topic } from '../../shared/words.ts'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'
import { isSuppressed } from './suppressed.ts'

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'keyIds' | 'pseudonym'> }

export type Reached = {
  reached: number
  skipped: Partial<Record<SkipReason, number>>
  /** One who would be mailed, for a rendered example. */
  example?: MemberId
}

/** Who would be mailed if it were sent now, and who of the members in good standing would not and why. */
export const audienceOf = async (needs: Needs, city: CitySlug, topic: Topic): Promise<Reached> => {
  const found: Reached = { reached: 0, skipped: {} }
  for (let shard = 0; shard < AUDIENCE_SHARDS; shard++) {
    const { items } = await needs.table.query(Met, { pk: audienceKey(city, shard), index: 'audience' })
    for (let first = 0; first < items.length; first += CHECKED_AT_ONCE) {
      const some = items.slice(first, first + CHECKED_AT_ONCE)
      const decided = await Promise.all(some.map((member) => reachOf(needs, member, { city, topic })))
      decided.forEach((decision, index) => {
        if (decision.outcome === 'skipped') found.skipped[decision.reason] = (found.skipped[decision.reason] ?? 0) + 1
        else {
          found.reached++
          const member = some[index]
          if (member && !found.example) found.example = member.memberId
        }
      })
    }
  }
  return found
}

const reachOf = async (needs: Needs, member: Met, campaign: { city: CitySlug; topic: Topic }): Promise<Reach> => {
  const mailbox = Mailbox.safeParse(member.email)
  if (!mailbox.success) return { outcome: 'skipped', reason: 'no-mailbox' }
  return reach(member, campaign, await isSuppressed(needs, mailbox.data))
}

/** An address that is none any more must not keep the others from being counted. */
const Met = Member.pick({ memberId: true, city: true, unsubscribes: true, audience: true }).extend({
  email: z.string(),
})
type Met = z.output<typeof Met>

const CHECKED_AT_ONCE = 25
