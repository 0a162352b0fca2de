import type { SkipReason } from '../../shared/campaigns/ledger.ts'
import { reach } from '../../shared/campaigns/reach.ts'
import type { CitySlug } from '../../shared/ids.ts'
import { AUDIENCE_SHARDS, audienceKey, Member } from '../../shared/membership/member.ts'
import type { Topic } from '../../shared/words.ts'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'
import { isSuppressed } from './suppressed.ts'

export type Reached = {
  reached: number
  skipped: Partial<Record<SkipReason, number>>
  /** One who would be mailed, for a rendered example. */
  example?: Member
}

/** Who would be mailed if it were sent now, and who of the members in good standing would not and why. */
export const audienceOf = async (
  needs: { table: Table; links: Pick<Links, 'activeKey' | 'keyIds' | 'pseudonym'> },
  city: CitySlug,
  topic: Topic,
): Promise<Reached> => {
  const found: Reached = { reached: 0, skipped: {} }
  for (let shard = 0; shard < AUDIENCE_SHARDS; shard++) {
    const { items } = await needs.table.query(Member, { pk: audienceKey(city, shard), index: 'audience' })
    const decided = await Promise.all(
      items.map(async (member) => reach(member, { city, topic }, await isSuppressed(needs, member.email))),
    )
    decided.forEach((decision, index) => {
      const member = items[index]
      if (decision.outcome === 'skipped') found.skipped[decision.reason] = (found.skipped[decision.reason] ?? 0) + 1
      else {
        found.reached++
        if (member && !found.example) found.example = member
      }
    })
  }
  return found
}
