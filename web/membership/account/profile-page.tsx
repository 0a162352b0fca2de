import type { City } from '../../../shared/cities/city.ts'
import { LONGEST_NAME } from '../../../shared/identity/person.ts'
import { ORGANIZATION } from '../../../shared/membership/policy.ts'
import type { TypedProfile } from '../../../shared/membership/profile-form.ts'
import { Field, type Problem, Problems, Select } from '../../components/form.tsx'
import { accountWords } from '../../words/account.ts'
import { LanguageField, OrganizationFields } from '../profile-fields.tsx'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type ProfilePageProps = AccountFrame & {
  cities: readonly City[]
  typed: TypedProfile
  organization: boolean
  problems?: readonly Problem[]
  warning?: string | undefined
}

export const ProfilePage = (props: ProfilePageProps) => {
  const { language, cities, typed, organization, problems = [] } = props
  const words = accountWords[language].profile
  return (
    <AccountPage {...props} title={words.title} refused={problems.length > 0}>
      <Problems language={language} problems={problems} />
      <form method="post" action="/me/profile" novalidate>
        {organization && (
          <Field
            name="organization"
            label={words.organization}
            help={words.organizationHelp}
            value={typed.organization}
            problems={problems}
            maxlength={LONGEST_NAME}
            required
          />
        )}
        <Field
          name="name"
          label={organization ? words.contact : words.name}
          value={typed.name}
          problems={problems}
          autocomplete="name"
          maxlength={LONGEST_NAME}
          required
        />
        <LanguageField label={words.language} value={typed.language} problems={problems} />
        <Select
          name="city"
          label={words.city}
          help={words.cityHelp}
          value={typed.city}
          problems={problems}
          options={cities.map(({ slug, name, state }) => ({ value: slug, label: `${name}, ${state}` }))}
        />
        {organization && (
          <OrganizationFields
            typed={typed}
            problems={problems}
            offers={words}
            people={{ label: words.people, help: words.peopleHelp(ORGANIZATION.mostPeople) }}
          />
        )}
        <button type="submit">{accountWords[language].save}</button>
      </form>
    </AccountPage>
  )
}
