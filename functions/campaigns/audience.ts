import * as z from 'zod'
import type { SkipReason } from '../../shared/campaigns/ledger.ts'
import { type Reach, reach } from '../../shared/campaigns/reach.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { CitySlug } from '../../shared/ids.ts'
import { AUDIENCE_SHARDS, audienceKey, Member } from '../../shared/membership/member.ts'
import type { Topic } from '../../shared/words.ts'
import type { Links } from '../adapters/links.ts'
import { suppressedAmong } from '../adapters/suppressions.ts'
import type { Table } from '../adapters/table.ts'

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

export type Reached = {
  reached: number
  skipped: Partial<Record<SkipReason, number>>
}

/** Who would be mailed if it were sent now, and who of the members in good standing would not and why. */
export const audienceOf = async (needs: Needs, city: CitySlug, topic: Topic): Promise<Reached> => {
  const found: Reached = { reached: 0, skipped: {} }
  for (let shard = 0; shard < AUDIENCE_SHARDS; shard++) {
    const { items } = await needs.table.query(Met, { pk: audienceKey(city, shard), index: 'audience' })
    const met = items.map((member) => ({ ...member, mailbox: Mailbox.safeParse(member.email).data }))
    const suppressed = await suppressedAmong(
      needs,
      met.flatMap(({ mailbox }) => mailbox ?? []),
    )
    for (const member of met) {
      const decision: Reach = member.mailbox
        ? reach(member, { city, topic }, suppressed.has(member.mailbox))
        : { outcome: 'skipped', reason: 'no-mailbox' }
      if (decision.outcome === 'skipped') found.skipped[decision.reason] = (found.skipped[decision.reason] ?? 0) + 1
      else found.reached++
    }
  }
  return found
}

/** An address that is none any more must not keep the others from being counted. */
const Met = Member.pick({ city: true, unsubscribes: true, audience: true }).extend({
  email: z.string(),
})
