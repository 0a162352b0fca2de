import * as z from 'zod'
import type { CitySlug } from '../../../shared/ids.ts'
import { AUDIENCE_SHARDS, audienceKey, Member } from '../../../shared/membership/member.ts'
import type { Dimension } from '../../../shared/words.ts'
import type { Table } from '../../adapters/table.ts'

export type MembersByGroup = {
  members: number
  /** By option; only options that somebody gave. */
  counts: Record<string, number>
  /** Said nothing, would rather not say, or gave an answer that is not offered any more. */
  unstated: number
}

/** The members in good standing of a city by what they say of themselves: whom the next survey would be sent to. */
export const countMembers = async (
  table: Pick<Table, 'query'>,
  city: CitySlug,
  { dimension, options }: { dimension: Dimension; options: readonly string[] },
): Promise<MembersByGroup> => {
  const counts: Record<string, number> = {}
  let members = 0
  let stated = 0
  await Promise.all(
    Array.from({ length: AUDIENCE_SHARDS }, async (_, shard) => {
      let after: string | undefined
      do {
        const page = await table.query(Asked, {
          pk: audienceKey(city, shard),
          index: 'audience',
          attributes: ['demographics'],
          limit: ON_A_PAGE,
          ...(after && { after }),
        })
        for (const { demographics } of page.items) {
          const option = demographics[dimension]
          members++
          if (option === undefined || !options.includes(option)) continue
          stated++
          counts[option] = (counts[option] ?? 0) + 1
        }
        after = page.next
      } while (after)
    }),
  )
  return { members, counts, unstated: members - stated }
}

const Asked = z.object({ demographics: Member.shape.demographics })
const ON_A_PAGE = 1000
