import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { TypedMargin } from '../../shared/results/settings/margin-form.ts'
import type { AskedGroups, Named } from '../../shared/results/settings/margin-table.ts'
import { LEAST_SHARE } from '../../shared/results/settings/margins.ts'
import { type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { numeral } from '../numeral.ts'
import { OriginFields, Scaling } from './margin-fields.tsx'
import { countField, joinedField, shareText } from './margin-words.ts'

export type MarginProps = {
  site: { networkName: string }
  actor: Actor
  city: City
  group: AskedGroups[number]
  /** The version that the form was filled from, 0 for none. */
  seen: number
  typed: (TypedMargin & { scaled: boolean }) | undefined
  /** The membership list has just filled in the form. */
  counted?: { members: number; unstated: number } | undefined
  problems?: readonly Problem[]
}

/** The numbers of one dimension. */
export const MarginPage = ({ site, actor, city, group, seen, typed, counted, problems = [] }: MarginProps) => {
  const page = `/staff/cities/${city.slug}/margins`
  const title = `${group.name}: how many people there are in ${city.name}`
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor} refused={problems.length > 0}>
      <p>
        <a href={page}>Weights and protection in {city.name}</a>
      </p>
      <h1>{title}</h1>
      <Problems language="en" problems={problems} />
      {counted && (
        <p class="notice" role="status">
          Of {numeral(counted.members)} members in good standing, {numeral(counted.unstated)} did not say, would rather
          not say, or gave an answer that is not offered any more: they are left out. Groups below 5% are put together
          as a suggestion. Nothing is saved yet.
        </p>
      )}
      {/* A form of its own: the key Enter in a number must not fill in anything. */}
      <form method="post" action={`${page}/${group.dimension}/from-members`}>
        <input type="hidden" name="seen" value={seen} />
        <button type="submit" class="second">
          Fill in from the membership list
        </button>
      </form>
      <form method="post" action={`${page}/${group.dimension}`} novalidate>
        <input type="hidden" name="seen" value={seen} />
        <p class="help">
          Every group that people can choose needs a number, or another group that it is weighted together with: so do
          groups of less than {shareText(LEAST_SHARE)} of all. Reports still show them by themselves where enough people
          answered.
        </p>
        <GroupNumbers group={group} typed={typed} problems={problems} />
        <OriginFields typed={typed} problems={problems} />
        <Scaling scaled={typed?.scaled ?? false} problems={problems} />
        <div class="actions">
          <button type="submit">Save</button>
        </div>
      </form>
    </Layout>
  )
}

type NumbersProps = Pick<MarginProps, 'group' | 'typed'> & { problems: readonly Problem[] }

const GroupNumbers = ({ group, typed, problems }: NumbersProps) => (
  <table class="stack numbers">
    <caption class="unseen">{group.name}</caption>
    <thead>
      <tr>
        <th scope="col">Group</th>
        <th scope="col">People</th>
        <th scope="col">Weighted together with</th>
      </tr>
    </thead>
    <tbody>
      {group.options.map((option) => (
        <tr>
          <th scope="row">{option.label}</th>
          <td data-label="People">
            <Wrong name={countField(option.key)} problems={problems} />
            <input
              id={countField(option.key)}
              name={countField(option.key)}
              inputmode="numeric"
              maxlength={13}
              aria-label={`${option.label}: people`}
              {...described(countField(option.key), problems)}
              value={typed?.counts[option.key] ?? ''}
            />
          </td>
          <td data-label="Weighted together with">
            <Wrong name={joinedField(option.key)} problems={problems} />
            <Together option={option} group={group} typed={typed} problems={problems} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

const Together = ({ option, group, typed, problems }: NumbersProps & { option: Named }) => (
  <select
    id={joinedField(option.key)}
    name={joinedField(option.key)}
    aria-label={`${option.label}: weighted together with`}
    {...described(joinedField(option.key), problems)}
  >
    <option value="">by itself</option>
    {group.options
      .filter(({ key }) => key !== option.key)
      .map(({ key, label }) => (
        <option value={key} selected={typed?.joined[option.key] === key}>
          {label}
        </option>
      ))}
  </select>
)

const wrongOf = (name: string, problems: readonly Problem[]) => problems.filter(({ field }) => field === name)

const described = (name: string, problems: readonly Problem[]) =>
  wrongOf(name, problems).length > 0 ? { 'aria-invalid': 'true' as const, 'aria-describedby': `${name}-problem` } : {}

const Wrong = ({ name, problems }: { name: string; problems: readonly Problem[] }) => {
  const wrong = wrongOf(name, problems)
  return wrong.length === 0 ? null : (
    <p class="problem" id={`${name}-problem`}>
      {wrong.map(({ message }) => message).join(' ')}
    </p>
  )
}
