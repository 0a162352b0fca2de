import * as z from 'zod'
import { CitySlug, MemberId } from '../../shared/ids.ts'
import { Member } from '../../shared/membership/member.ts'
import { Membership } from '../../shared/membership/membership.ts'
import { organizationShown, organizationShownKey } from '../../shared/membership/organization-shown.ts'
import type { Table } from '../adapters/table.ts'
import { keys } from './items.ts'

type Needs = { table: Pick<Table, 'get' | 'write'> }

/**
 * Brings what the public page of a city shows of this member up to date with the member as it is now: told again, or of a
 * city that the member has left, it is right too.
 */
export const showOrganization = async ({ table }: Needs, memberId: MemberId, city: CitySlug): Promise<void> => {
  const key = organizationShownKey(city, memberId)
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const [member, membership] = await Promise.all([
      table.get(Member, keys.profile(memberId)),
      table.get(Membership, keys.membership(memberId)),
    ])
    const shown = member?.city === city ? organizationShown(member, membership) : undefined
    const { outcome } =
      shown && membership
        ? await table.write(
            { put: { ...key, ...shown } },
            // Whoever lapsed or was erased meanwhile must not come back.
            { check: keys.membership(memberId), if: { equals: { version: membership.version } } },
          )
        : await table.write({ delete: key })
    if (outcome === 'written') return
  }
  throw new Error('a member changed under every attempt to show its organization')
}

const MOST_ATTEMPTS = 6

/** Which pages may show something else after this change of a profile or a membership. */
export const showChangedOrganization = async (needs: Needs, { key, before, after }: Change): Promise<void> => {
  const memberId = MemberId.parse(key.pk.slice('MEMBER#'.length))
  const profiles = key.sk === 'PROFILE' ? [before, after] : [await needs.table.get(Member, keys.profile(memberId))]
  const cities = profiles.flatMap((profile) => {
    const read = OfOrganization.safeParse(profile)
    return read.success ? [read.data.city] : []
  })
  for (const city of new Set(cities)) await showOrganization(needs, memberId, city)
}

type Change = { key: { pk: string; sk: string }; before?: unknown; after?: unknown }

const OfOrganization = z.object({ city: CitySlug, organization: z.object({}) })
