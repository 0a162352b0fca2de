import * as z from 'zod'
import { Language, Mailbox, type PersonName } from '../identity/person.ts'
import { CitySlug } from '../ids.ts'
import { emailRefusal, type JoinField, type JoinRefusal, readName, readOrganization } from './join-form.ts'
import type { Member, Organization } from './member.ts'

const text = z.string().catch('')

/** The form as it was typed; an organization's fields are there only for one. */
export const TypedProfile = z.object({
  name: text,
  language: text,
  city: text,
  organization: text,
  skills: text,
  services: text,
  expertise: text,
  people: text,
})
export type TypedProfile = z.output<typeof TypedProfile>

export type ProfileField = Extract<JoinField, keyof TypedProfile> | 'city'
export type ProfileProblem = { field: ProfileField; reason: JoinRefusal }

export type ReadProfile =
  | {
      outcome: 'profile'
      name: PersonName
      language: Language
      city: CitySlug
      organization?: Organization | undefined
    }
  | { outcome: 'refused'; problems: readonly ProfileProblem[] }

/** A person stays a person and an organization one: that is for staff to change. */
export const readProfile = (
  typed: TypedProfile,
  { organization: before }: Pick<Member, 'organization'>,
): ReadProfile => {
  const problems: ProfileProblem[] = []
  const wrong = (field: JoinField | 'city', reason: JoinRefusal) =>
    void problems.push({ field: field as ProfileField, reason })
  const name = readName(typed.name, (reason) => wrong('name', reason))
  const language = Language.safeParse(typed.language)
  if (!language.success) wrong('language', 'not-a-choice')
  const city = CitySlug.safeParse(typed.city)
  if (!city.success) wrong('city', 'not-a-choice')
  const organization = before && readOrganization(typed, wrong)
  if (problems.length > 0 || !name || !language.success || !city.success) return { outcome: 'refused', problems }
  return { outcome: 'profile', name, language: language.data, city: city.data, organization }
}

export const profileTyped = ({ name, language, city, organization }: Member): TypedProfile => ({
  name,
  language,
  city,
  organization: organization?.publicName ?? '',
  skills: organization?.offers.skills ?? '',
  services: organization?.offers.services ?? '',
  expertise: organization?.offers.expertise ?? '',
  people: organization?.people.join('\n') ?? '',
})

export type ReadAddress = { outcome: 'address'; mailbox: Mailbox } | { outcome: 'refused'; reason: JoinRefusal }

export const readAddress = (typed: string): ReadAddress => {
  const mailbox = Mailbox.safeParse(typed)
  return mailbox.success
    ? { outcome: 'address', mailbox: mailbox.data }
    : { outcome: 'refused', reason: emailRefusal(typed) }
}
