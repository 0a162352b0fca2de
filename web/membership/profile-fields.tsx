import type { Language } from '../../shared/identity/person.ts'
import { LONGEST_OFFER, Offer } from '../../shared/membership/member.ts'
import { Field, type Problem, Select } from '../components/form.tsx'

type Typed = Record<Offer, string> & { people: string }

type OrganizationFieldsProps = {
  typed: Typed
  problems: readonly Problem[]
  offers: Record<Offer, string>
  offerHelps?: Record<Offer, string>
  people: { label: string; help: string }
}

/** What an organization offers, and who shares its membership: the same wherever it is said. */
export const OrganizationFields = ({ typed, problems, offers, offerHelps, people }: OrganizationFieldsProps) => (
  <>
    {Offer.options.map((offer) => (
      <Field
        name={offer}
        label={offers[offer]}
        help={offerHelps?.[offer]}
        value={typed[offer]}
        problems={problems}
        maxlength={LONGEST_OFFER}
        rows={2}
      />
    ))}
    <Field name="people" {...people} value={typed.people} problems={problems} rows={4} />
  </>
)

type LanguageFieldProps = { label: string; value: string; problems: readonly Problem[] }

/** Each language by its own name: its reader may read no other. */
export const LanguageField = (props: LanguageFieldProps) => (
  <Select
    name="language"
    {...props}
    options={(Object.keys(OWN_NAME) as Language[]).map((value) => ({ value, label: OWN_NAME[value] }))}
  />
)

const OWN_NAME: Record<Language, string> = { en: 'English', es: 'Español' }
