import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { TypedOrigin } from '../../shared/results/settings/margin-form.ts'
import type { AskedGroups } from '../../shared/results/settings/margin-table.ts'
import { totalOf } from '../../shared/results/settings/margins.ts'
import type { TypedPolicy } from '../../shared/results/settings/policy-form.ts'
import type { EnteredMargin, ResultSettings } from '../../shared/results/settings/result-settings.ts'
import { RAKING } from '../../shared/results/statistics/raking.ts'
import { Field, type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { dateText, localTime } from '../local-time.ts'
import { numeral } from '../numeral.ts'
import { OriginFields, Scaling } from './margin-fields.tsx'
import { levelNames, needOf, shareText, strangersIn } from './margin-words.ts'
import { ProtectionForm } from './protection-form.tsx'
import { SettingsUses, type SettingsUsesProps } from './settings-uses.tsx'

export type MarginsProps = {
  site: { networkName: string }
  actor: Actor
  city: City
  asked: AskedGroups
  settings: ResultSettings | undefined
  uses: SettingsUsesProps
  versions: readonly (Pick<ResultSettings, 'version' | 'at' | 'margins' | 'policy'> & { byName: string })[]
  done?: string | undefined
  typed?: (TypedOrigin & { table: string; scaled: boolean }) | undefined
  typedPolicy?: TypedPolicy | undefined
  problems?: readonly Problem[]
}

/** What the totals of a city are weighted to, and how much more its people are protected. */
export const MarginsPage = (props: MarginsProps) => {
  const { site, actor, city, asked, settings, done, problems = [] } = props
  const title = `Weights and protection in ${city.name}`
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor} refused={problems.length > 0}>
      <p>
        <a href={`/staff/cities/${city.slug}`}>{city.name}</a>
      </p>
      <h1>{title}</h1>
      <Problems language="en" problems={problems} />
      {done !== undefined && Object.hasOwn(DONE, done) && (
        <p class="notice" role="status">
          {DONE[done]}
        </p>
      )}
      <p class="lead">
        Some groups answer more than others. Where it is known how many people of each group there are, the totals of
        reports are weighted to that. A report uses what stands here at the moment when its survey closes; changes
        afterwards concern later surveys only.
      </p>
      <SettingsUses uses={props.uses} city={city} />
      <h2 id="groups">How many people there are</h2>
      {!settings?.margins.length && (
        <p class="empty">
          Nothing is entered yet: totals of {city.name} are not weighted, and reports say so. Begin with a group below;
          the membership list can fill it in.
        </p>
      )}
      <ul class="cards">
        {asked.map((group) => (
          <MarginCard city={city} group={group} settings={settings} />
        ))}
      </ul>
      {settings?.scaled && (
        <p class="help">Totals that differ count as shares only: each is scaled to the largest of them.</p>
      )}
      <p class="help">
        Weights need {RAKING.respondents} answers, at least {RAKING.level.respondents} of each group and{' '}
        {shareText(RAKING.level.share)} of all; otherwise the report shows totals as they are, and says why.
      </p>
      <Import {...props} />
      <ProtectionForm {...props} problems={problems} />
      <Versions {...props} />
    </Layout>
  )
}

const DONE: Record<string, string> = {
  entered: 'Saved. Reports of surveys that close from now on use these numbers.',
  imported: 'The table is saved. Reports of surveys that close from now on use these numbers.',
  removed: 'Removed. Reports of surveys that close from now on are not weighted to it.',
  protected: 'The thresholds are saved, for surveys that close from now on.',
}

type CardProps = Pick<MarginsProps, 'city' | 'settings'> & { group: AskedGroups[number] }

const MarginCard = ({ city, settings, group }: CardProps) => {
  const margin = settings?.margins.find(({ dimension }) => dimension === group.dimension)
  const address = `/staff/cities/${city.slug}/margins/${group.dimension}`
  return (
    <li class="card">
      <h3>{group.name}</h3>
      {margin ? <MarginTable margin={margin} group={group} /> : <p>Not entered: nothing is weighted to it.</p>}
      <div class="actions row">
        <a class="button second" href={address}>
          {margin ? 'Change' : 'Enter'}
          <span class="unseen"> {group.name}</span>
        </a>
        {margin && (
          <form method="post" action={`${address}/remove`} class="inline-form">
            <input type="hidden" name="seen" value={settings?.version} />
            <button type="submit" class="second">
              Remove<span class="unseen"> {group.name}</span>
            </button>
          </form>
        )}
      </div>
    </li>
  )
}

const MarginTable = ({ margin, group }: { margin: EnteredMargin; group: AskedGroups[number] }) => {
  const total = totalOf(margin)
  const strangers = strangersIn(margin, group.options)
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col" class="number">
              People
            </th>
            <th scope="col" class="number">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {levelNames(margin, group.options).map(({ name, people }) => (
            <tr>
              <th scope="row">{name}</th>
              <td class="number">{numeral(Math.round(people))}</td>
              <td class="number">{shareText(people / total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="help">
        {numeral(Math.round(total))} {margin.of}. {margin.source}, {dateText(margin.asOf, 'en')}. {margin.note}
      </p>
      <p class="help">{needOf(margin, group.options)}</p>
      {strangers.length > 0 && (
        <p class="problem">
          The groups have changed: {strangers.join(', ')}. Until the numbers follow, reports are not weighted.
        </p>
      )}
    </>
  )
}

const Import = ({ city, settings, typed, problems }: MarginsProps) => (
  <details open={typed !== undefined}>
    <summary>Import a table</summary>
    <form method="post" action={`/staff/cities/${city.slug}/margins/import`} enctype="multipart/form-data" novalidate>
      <input type="hidden" name="seen" value={settings?.version ?? 0} />
      <p class="help">
        CSV with the columns dimension, option and count; and “counted with” for groups too small to be weighted by
        themselves. Dimensions that the table does not have stay as they are.
      </p>
      <Field name="file" label="File" type="file" problems={problems} />
      <Field
        name="table"
        label="Or the table itself"
        value={typed?.table}
        problems={problems}
        rows={8}
        help="dimension,option,count"
      />
      <OriginFields typed={typed} problems={problems} />
      <Scaling scaled={typed?.scaled ?? settings?.scaled ?? false} problems={problems} />
      <button type="submit">Import the table</button>
    </form>
  </details>
)

const Versions = ({ versions, city, asked }: MarginsProps) =>
  versions.length === 0 ? null : (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <ul class="timeline">
        {versions.map(({ version, at, margins, policy, byName }) => (
          <li>
            <span class="when">{localTime(at, city.timeZone, 'en')}</span>
            <p>
              Version {version} by {byName}:{' '}
              {margins.length === 0
                ? 'nothing is weighted'
                : `weighted to ${margins.map(({ dimension }) => nameOf(asked, dimension)).join(', ')}`}
              {policy ? '; stricter thresholds' : ''}.
            </p>
          </li>
        ))}
      </ul>
    </section>
  )

const nameOf = (asked: AskedGroups, dimension: string) =>
  asked.find((group) => group.dimension === dimension)?.name ?? dimension
