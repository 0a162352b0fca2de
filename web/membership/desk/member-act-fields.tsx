import type { City } from '../../../shared/cities/city.ts'
import type { JoinRefusal } from '../../../shared/membership/join-form.ts'
import { ORGANIZATION } from '../../../shared/membership/policy.ts'
import type { TypedProfile } from '../../../shared/membership/profile-form.ts'
import { Choices, Field, type Problem, Select } from '../../components/form.tsx'
import { OrganizationFields } from '../profile-fields.tsx'
import { cityName, LANGUAGE } from '../roll/member-phrases.ts'

type FieldsProps<T> = { typed: T; problems: readonly Problem[] }

export const ReasonField = ({ typed, problems }: FieldsProps<{ reason: string }>) => (
  <Field
    name="reason"
    label="Reason"
    help="It stands in the member’s history."
    rows={2}
    maxlength={500}
    required
    value={typed.reason}
    problems={problems}
  />
)

export type TypedGift = { granted: string; months: string; reason: string; tell: string }

export const GiftFields = ({ typed, problems }: FieldsProps<TypedGift>) => (
  <>
    <Choices
      name="granted"
      legend="What it is"
      options={[
        { value: 'gift', label: 'A gift of the network' },
        { value: 'sponsored', label: 'Sponsored', hint: 'Somebody else has paid for it.' },
      ]}
      chosen={[typed.granted]}
      problems={problems}
    />
    <Field
      name="months"
      label="Months"
      help="From 1 to 24."
      inputmode="numeric"
      maxlength={2}
      required
      value={typed.months}
      problems={problems}
    />
    <ReasonField typed={typed} problems={problems} />
    <Choices
      name="tell"
      legend="Mail"
      multiple
      options={[{ value: 'yes', label: 'Tell the member by mail' }]}
      chosen={[typed.tell]}
    />
  </>
)

export const AddressFields = ({ typed, problems }: FieldsProps<{ email: string }>) => (
  <Field
    name="email"
    label="New e-mail address"
    type="email"
    maxlength={254}
    required
    autocomplete="off"
    value={typed.email}
    problems={problems}
  />
)

export const RefundFields = ({ typed, problems }: FieldsProps<{ amount: string; reason: string }>) => (
  <>
    <Field
      name="amount"
      label="Amount"
      help="In dollars. Less than all is possible."
      inputmode="decimal"
      maxlength={12}
      required
      value={typed.amount}
      problems={problems}
    />
    <ReasonField typed={typed} problems={problems} />
  </>
)

type ProfileFieldsProps = FieldsProps<TypedProfile> & { cities: readonly City[] }

export const ProfileFields = ({ typed, problems, cities }: ProfileFieldsProps) => (
  <>
    <Field
      name="name"
      label="Name"
      help="Of the person, or of the contact of an organization."
      maxlength={100}
      required
      value={typed.name}
      problems={problems}
    />
    <Select
      name="city"
      label="City"
      value={typed.city}
      problems={problems}
      options={cities.map(({ slug }) => ({ value: slug, label: cityName(cities, slug) }))}
    />
    <Select
      name="language"
      label="Language"
      value={typed.language}
      problems={problems}
      options={Object.entries(LANGUAGE).map(([value, label]) => ({ value, label }))}
    />
    <details open={organizationShown(typed, problems)}>
      <summary>Organization</summary>
      <Field
        name="organization"
        label="Public name"
        help="Leave it empty for a person."
        maxlength={100}
        value={typed.organization}
        problems={problems}
      />
      <OrganizationFields
        typed={typed}
        problems={problems}
        offers={OFFERS}
        people={{
          label: 'Who shares the membership',
          help: `One name on each line, at most ${ORGANIZATION.mostPeople}.`,
        }}
      />
    </details>
  </>
)

const OFFERS = {
  skills: 'Skills it offers',
  services: 'Services it offers',
  expertise: 'Expertise it offers',
}

const organizationShown = (typed: TypedProfile, problems: readonly Problem[]) =>
  typed.organization !== '' || problems.some(({ field }) => ORGANIZATIONS.includes(field))
const ORGANIZATIONS = ['organization', 'skills', 'services', 'expertise', 'people']

const FIELD: Record<string, string> = {
  name: 'The name',
  city: 'The city',
  language: 'The language',
  organization: 'The public name',
  skills: 'What is said of skills',
  services: 'What is said of services',
  expertise: 'What is said of expertise',
  people: 'A name on the list',
  email: 'The address',
}

export const profileProblem = ({ field, reason }: { field: string; reason: JoinRefusal }): Problem => ({
  field,
  message: `${FIELD[field] ?? 'This'} ${WRONG[reason] ?? 'cannot be taken.'}`,
})

const WRONG: Partial<Record<JoinRefusal, string>> = {
  empty: 'must not be empty.',
  'too-long': 'is too long.',
  'too-many': `has too many lines: at most ${ORGANIZATION.mostPeople}.`,
  'looks-like-a-link': 'must not be a web address.',
  'looks-like-an-address': 'must be a name only, without an e-mail address.',
  'not-an-address': 'must look like ana@example.org.',
  'not-ascii': 'must have plain letters before the @: mail reaches no others.',
  'not-a-choice': 'must be one of those offered.',
}
