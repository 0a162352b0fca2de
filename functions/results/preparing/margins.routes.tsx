import { type Context, Hono } from 'hono'
import { dayIn } from '../../../shared/calendar.ts'
import { City, cityKey } from '../../../shared/cities/city.ts'
import { User, userKey } from '../../../shared/identity/actor.ts'
import { CitySlug } from '../../../shared/ids.ts'
import { suggestJoins } from '../../../shared/results/settings/joined-groups.ts'
import { readMargin, typedOf } from '../../../shared/results/settings/margin-form.ts'
import { type AskedGroups, readMarginTable } from '../../../shared/results/settings/margin-table.ts'
import { readPolicy } from '../../../shared/results/settings/policy-form.ts'
import {
  differingTotals,
  type EnteredMargin,
  type ResultSettings,
} from '../../../shared/results/settings/result-settings.ts'
import { DIMENSIONS } from '../../../shared/surveys/bank.ts'
import type { Clock } from '../../../shared/units.ts'
import { Dimension } from '../../../shared/words.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { MarginPage, type MarginProps } from '../../../web/results/margin-page.tsx'
import { marginProblems, policyProblems, tableProblems, totalsProblem } from '../../../web/results/margin-words.ts'
import { MarginsPage, type MarginsProps } from '../../../web/results/margins-page.tsx'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { statusOf } from '../../http/refusals.ts'
import { countMembers } from './count-members.ts'
import {
  agreesToScale,
  askedOf,
  LONGEST_TABLE,
  Origin,
  recordsOf,
  seenIn,
  Text,
  TypedThresholds,
  typedMargin,
} from './margin-fields.ts'
import { type SavedSettings, type SettingsAct, saveSettings, settingsBefore, settingsNow } from './result-settings.ts'
import { settingsUsed } from './settings-used.ts'

type Needs = { site: Site; table: Table; now: Clock }

/** Staff settle what the totals of a city are weighted to, and stricter thresholds. Stands behind the guard of staff. */
export const marginRoutes = (needs: Needs) => {
  const { site, table, now } = needs

  const standing = async (c: Context<Page>) => {
    const slug = CitySlug.safeParse(c.req.param('slug'))
    const city = slug.success ? await table.get(City, cityKey(slug.data)) : undefined
    if (!city) return undefined
    const settings = await settingsNow(table, city.slug)
    return { city, settings, asked: askedOf(city), today: dayIn(now(), city.timeZone) }
  }
  type Standing = NonNullable<Awaited<ReturnType<typeof standing>>>

  const marginsPage = async (c: Context<Page>, at: Standing, more: Partial<MarginsProps> = {}) => {
    const versions = await settingsBefore(table, at.city.slug)
    const users = await table.getMany(
      User,
      versions.map(({ by }) => userKey(by)),
    )
    const named = versions.map((version, n) => ({ ...version, byName: users[n]?.name ?? 'somebody' }))
    const uses = await settingsUsed(table, at.city.slug)
    return <MarginsPage site={site} actor={c.get('actor')} {...at} versions={named} uses={uses} {...more} />
  }

  const marginPage = (c: Context<Page>, at: Standing, dimension: Dimension, more: Omit<MarginProps, Around>) => {
    const group = at.asked.find((one) => one.dimension === dimension)
    return group && <MarginPage site={site} actor={c.get('actor')} city={at.city} group={group} {...more} />
  }

  const save = (c: Context<Page>, at: Standing, seen: number, act: SettingsAct, change: Partial<ResultSettings>) => {
    const { margins = [], scaled = false, policy } = { ...at.settings, ...change }
    const differ = differingTotals(margins).length > 0
    return saveSettings(needs, c.get('actor'), {
      city: at.city.slug,
      margins,
      scaled: scaled && differ,
      policy,
      seen,
      act,
    })
  }

  const here = (c: Context<Page>) => `/staff/cities/${c.req.param('slug')}/margins`

  return new Hono<Page>()
    .get('/staff/cities/:slug/margins', async (c) => {
      const at = await standing(c)
      return at ? c.html(await marginsPage(c, at, { done: c.req.query('done') })) : c.notFound()
    })

    .post('/staff/cities/:slug/margins/import', async (c) => {
      const at = await standing(c)
      if (!at) return c.notFound()
      const body = await c.req.parseBody()
      const uploaded = body.file instanceof File && body.file.size > 0 ? await body.file.text() : undefined
      const typed = { ...Origin.parse(body), table: (uploaded ?? Text.parse(body.table)).slice(0, LONGEST_TABLE) }
      const scaled = agreesToScale(body)
      const refuse = async (problems: Problem[], status: 409 | 422 = 422) =>
        c.html(await marginsPage(c, at, { typed: { ...typed, scaled }, problems }), status)
      const records = recordsOf(typed.table)
      if (!records) return refuse([{ field: 'table', message: 'This is no CSV: a quotation mark is never closed.' }])
      const table = readMarginTable(records, at.asked)
      if (table.outcome === 'refused') return refuse(tableProblems(table.problems, at.asked))

      const read = table.typed.map((one) => ({
        options: optionsOf(at.asked, one.dimension),
        margin: readMargin(
          { ...typed, ...one.typed },
          { dimension: one.dimension, options: keysOf(at.asked, one.dimension), today: at.today },
        ),
      }))
      const problems = read.flatMap(({ margin, options }) =>
        margin.outcome === 'refused' ? marginProblems(margin.problems, options).map(inTable) : [],
      )
      if (problems.length > 0) return refuse(onceEach(problems))
      const brought = read.flatMap(({ margin }) => (margin.outcome === 'margin' ? [margin.margin] : []))
      const margins = withThese(at.settings?.margins, brought)
      const totals = differingTotals(margins)
      if (totals.length > 0 && !scaled) return refuse([totalsProblem(totals, at.asked)])
      const saved = await save(c, at, seenIn(body), 'results.margins-imported', { margins, scaled })
      if (saved.outcome === 'saved') return c.redirect(`${here(c)}?done=imported`, 303)
      return saved.reason === 'not-yours' ? c.notFound() : refuse([CHANGED], 409)
    })

    .post('/staff/cities/:slug/margins/protection', async (c) => {
      const at = await standing(c)
      if (!at) return c.notFound()
      const body = await c.req.parseBody({ all: true })
      const typed = TypedThresholds.parse(body)
      const read = readPolicy(typed)
      const refuse = async (problems: Problem[], status: 409 | 422) =>
        c.html(await marginsPage(c, at, { typedPolicy: typed, problems }), status)
      if (read.outcome === 'refused') return refuse(policyProblems(read.problems), 422)
      const saved = await save(c, at, seenIn(body), 'results.protection-set', { policy: read.policy })
      if (saved.outcome === 'saved') return c.redirect(`${here(c)}?done=protected`, 303)
      return saved.reason === 'not-yours' ? c.notFound() : refuse([CHANGED], 409)
    })

    .get(`/staff/cities/:slug/margins/:dimension{${WORDS}}`, async (c) => {
      const at = await standing(c)
      if (!at) return c.notFound()
      const dimension = Dimension.parse(c.req.param('dimension'))
      const entered = at.settings?.margins.find((margin) => margin.dimension === dimension)
      const typed = entered && { ...typedOf(entered), scaled: at.settings?.scaled ?? false }
      const page = marginPage(c, at, dimension, { seen: at.settings?.version ?? 0, typed })
      return page ? c.html(page) : c.notFound()
    })

    .post(`/staff/cities/:slug/margins/:dimension{${WORDS}}/from-members`, async (c) => {
      const at = await standing(c)
      if (!at) return c.notFound()
      const dimension = Dimension.parse(c.req.param('dimension'))
      const body = await c.req.parseBody()
      const options = keysOf(at.asked, dimension)
      const { members, counts, unstated } = await countMembers(table, at.city.slug, { dimension, options })
      const before = typedMargin(body, options)
      const typed = {
        ...before,
        of: 'members',
        source: before.source || 'Membership list',
        asOf: at.today,
        note: before.note || `${unstated} of ${members} members did not say.`,
        counts: Object.fromEntries(options.map((option) => [option, String(counts[option] ?? 0)])),
        joined: members === unstated ? {} : suggestJoins(options, counts, dimension === 'ageBand'),
        scaled: agreesToScale(body),
      }
      const page = marginPage(c, at, dimension, { seen: seenIn(body), typed, counted: { members, unstated } })
      return page ? c.html(page) : c.notFound()
    })

    .post(`/staff/cities/:slug/margins/:dimension{${WORDS}}/remove`, async (c) => {
      const at = await standing(c)
      if (!at) return c.notFound()
      const dimension = Dimension.parse(c.req.param('dimension'))
      const margins = (at.settings?.margins ?? []).filter((margin) => margin.dimension !== dimension)
      const seen = seenIn(await c.req.parseBody())
      const saved = await save(c, at, seen, 'results.margins-removed', { margins })
      if (saved.outcome === 'saved') return c.redirect(`${here(c)}?done=removed`, 303)
      return saved.reason === 'not-yours'
        ? c.notFound()
        : c.html(await marginsPage(c, at, { problems: [CHANGED] }), statusOf(saved.reason))
    })

    .post(`/staff/cities/:slug/margins/:dimension{${WORDS}}`, async (c) => {
      const at = await standing(c)
      if (!at) return c.notFound()
      const dimension = Dimension.parse(c.req.param('dimension'))
      const body = await c.req.parseBody()
      const options = keysOf(at.asked, dimension)
      const [typed, scaled, seen] = [typedMargin(body, options), agreesToScale(body), seenIn(body)]
      const refuse = (problems: Problem[], status: 409 | 422, from = seen) => {
        const page = marginPage(c, at, dimension, { seen: from, typed: { ...typed, scaled }, problems })
        return page ? c.html(page, status) : c.notFound()
      }
      const read = readMargin(typed, { dimension, options, today: at.today })
      if (read.outcome === 'refused') return refuse(marginProblems(read.problems, optionsOf(at.asked, dimension)), 422)
      const margins = withThese(at.settings?.margins, [read.margin])
      const totals = differingTotals(margins)
      if (totals.length > 0 && !scaled) return refuse([totalsProblem(totals, at.asked)], 422)
      const saved: SavedSettings = await save(c, at, seen, 'results.margins-entered', { margins, scaled })
      if (saved.outcome === 'saved') return c.redirect(`${here(c)}?done=entered`, 303)
      // Saved again, it stands beside what somebody else has changed.
      return saved.reason === 'not-yours' ? c.notFound() : refuse([CHANGED], 409, at.settings?.version ?? 0)
    })
}

type Around = 'site' | 'actor' | 'city' | 'group'

const WORDS = Dimension.options.join('|')

const CHANGED: Problem = {
  field: 'groups',
  message:
    'Somebody else changed this meanwhile. Look at how it stands now; save again to put what you typed in place.',
}

const optionsOf = (asked: AskedGroups, dimension: Dimension) =>
  asked.find((group) => group.dimension === dimension)?.options ?? []
const keysOf = (asked: AskedGroups, dimension: Dimension) => optionsOf(asked, dimension).map(({ key }) => key)

const withThese = (standing: readonly EnteredMargin[] = [], brought: readonly EnteredMargin[]): EnteredMargin[] =>
  DIMENSIONS.flatMap((dimension) => [...brought, ...standing].find((margin) => margin.dimension === dimension) ?? [])

/** A table has no field for each group. */
const inTable = (problem: Problem): Problem =>
  /^(count|joined)-/.test(problem.field) ? { ...problem, field: 'table' } : problem

const onceEach = (problems: readonly Problem[]) => [
  ...new Map(problems.map((problem) => [problem.message, problem])).values(),
]
