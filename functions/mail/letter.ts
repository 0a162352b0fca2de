import type { City } from '../../shared/cities/city.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { ServiceMail } from '../../shared/mail/service-mail.ts'
import type { Member } from '../../shared/membership/member.ts'
import type { Membership } from '../../shared/membership/membership.ts'
import type { Clock, PlainDate } from '../../shared/units.ts'
import type { Letterhead, RenderedMail } from '../../web/mail/layout.tsx'
import type { Links } from '../adapters/links.ts'
import type { Mail } from '../adapters/mail.ts'
import type { Table } from '../adapters/table.ts'

export type WriteNeeds = {
  table: Table
  now: Clock
  links: Pick<Links, 'sign'>
  site: Letterhead & { publicUrl: string }
  /** Where people of the network read what is written to it. */
  contact: string
  newToken: () => string
  hashOf: (token: string) => string
}

export type Letter = Omit<Mail, 'to' | 'tags'>

export type Told = {
  mail: ServiceMail
  member: Member
  membership: Exclude<Membership, { state: 'erased' }>
  city: City
  language: Language
  today: PlainDate
}

export type WriteLetter = (
  needs: WriteNeeds,
  told: Told,
) => Promise<(RenderedMail & Pick<Letter, 'headers'>) | 'over' | 'unsubscribed'>
