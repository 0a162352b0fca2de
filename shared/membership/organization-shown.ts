import type * as z from 'zod'
import type { CitySlug, MemberId } from '../ids.ts'
import { type Member, Organization } from './member.ts'
import { inGoodStanding, type Membership } from './membership.ts'

/** What the public reads of an organization that takes part: never its contact, its people or its dues. */
export const OrganizationShown = Organization.pick({ publicName: true, offers: true })
export type OrganizationShown = z.output<typeof OrganizationShown>

/** All organizations of a city that take part. */
export const organizationsShown = (city: CitySlug) => `ORGANIZATIONS#${city}`
export const organizationShownKey = (city: CitySlug, memberId: MemberId) => ({
  pk: organizationsShown(city),
  sk: memberId,
})

/** Undefined for a person, and for whoever is not in good standing. */
export const organizationShown = (
  member: Pick<Member, 'organization'> | undefined,
  membership: Membership | undefined,
): OrganizationShown | undefined =>
  member?.organization && membership && inGoodStanding(membership)
    ? { publicName: member.organization.publicName, offers: member.organization.offers }
    : undefined
