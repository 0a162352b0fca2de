import { alike } from '../../../shared/alike.ts'
import type { City } from '../../../shared/cities/city.ts'
import type { Language, PersonName } from '../../../shared/identity/person.ts'
import type { HistoryEntry } from '../../../shared/membership/history.ts'
import {
  type Demographics,
  type Member,
  type Organization,
  topicsOf,
  withTopics,
} from '../../../shared/membership/member.ts'
import type { Membership } from '../../../shared/membership/membership.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Topic } from '../../../shared/words.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { happened, keys, movedToCity } from '../items.ts'

type Needs = { table: Table; now: Clock }

/** `changed-meanwhile`: somebody else, or another page of the same member, was faster. */
export type Edited = { outcome: 'saved' | 'nothing-new' } | { outcome: 'refused'; reason: 'changed-meanwhile' }

export type ProfileEdit = { name: PersonName; language: Language; city: City; organization?: Organization | undefined }

/** Another city moves the member from one city's audiences and counts to the other's; its neighbourhoods are others too. */
export const editProfile = async (
  needs: Needs,
  { member, membership }: { member: Member; membership: Membership },
  { name, language, city, organization }: ProfileEdit,
  by: HistoryEntry['by'] = 'member',
  also: readonly Write[] = [],
): Promise<Edited> => {
  const moves = city.slug !== member.city
  const set = {
    ...(name !== member.name && { name }),
    ...(language !== member.language && { language }),
    ...(organization && !alike(organization, member.organization) && { organization }),
  }
  if (!moves && Object.keys(set).length === 0) return { outcome: 'nothing-new' }
  const { neighbourhood: _, ...demographics } = member.demographics
  const at = needs.now()
  const writes: Write[] = moves
    ? movedToCity(member, membership, city.slug, { ...set, demographics })
    : [{ update: keys.profile(member.memberId), set, if: unchanged(member, Object.keys(set)) }]
  const changed = [...Object.keys(set), ...(moves ? ['city'] : [])].join(', ')
  const detail = { changed, ...(moves && { from: member.city, to: city.slug }) }
  const { memberId } = member
  return written(needs, ...writes, happened({ memberId, what: 'profile-changed', at, by, detail }), ...also)
}

/** What is left out is removed. */
export const editDemographics = async (needs: Needs, member: Member, demographics: Demographics): Promise<Edited> => {
  if (alike(demographics, member.demographics)) return { outcome: 'nothing-new' }
  return written(
    needs,
    { update: keys.profile(member.memberId), set: { demographics }, if: unchanged(member, ['demographics', 'city']) },
    happened({ memberId: member.memberId, what: 'demographics-changed', at: needs.now(), by: 'member' }),
  )
}

/** The version of the words that ask for consent on the page of preferences. */
export const PREFERENCES_WORDING = 'preferences-2026-11'

export const editTopics = async (needs: Needs, member: Member, topics: readonly Topic[]): Promise<Edited> => {
  const at = needs.now()
  const after = withTopics(member, topics, { wording: PREFERENCES_WORDING, at })
  if (alike(topicsOf(after), topicsOf(member))) return { outcome: 'nothing-new' }
  return written(
    needs,
    { update: keys.profile(member.memberId), set: after, if: unchanged(member, ['consents', 'unsubscribes']) },
    happened({
      memberId: member.memberId,
      what: 'topics-changed',
      at,
      by: 'member',
      detail: Object.fromEntries(topics.map((topic) => [topic, true])),
    }),
  )
}

const written = async ({ table }: Needs, ...writes: Write[]): Promise<Edited> =>
  (await table.write(...writes)).outcome === 'written'
    ? { outcome: 'saved' }
    : { outcome: 'refused', reason: 'changed-meanwhile' }

/** These fields are as they were read. */
const unchanged = (member: Member, fields: readonly string[]) => {
  const values = Object.entries(member).filter(([name]) => fields.includes(name))
  const known = new Set(values.map(([name]) => name))
  return { exists: true, equals: Object.fromEntries(values), missing: fields.filter((name) => !known.has(name)) }
}
