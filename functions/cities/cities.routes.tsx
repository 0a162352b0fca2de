import { Hono } from 'hono'
import * as z from 'zod'
import { readCity, readNeighbourhoods, readTimeZone } from '../../shared/cities/city-form.ts'
import { CitySlug } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import { cityProblems, StaffCitiesPage, StaffCityPage, underWayProblem } from '../../web/cities/staff-cities.tsx'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { addCity } from './add-city.ts'
import { campaignsUnderWay } from './campaigns-under-way.ts'
import { allCities, cityOf } from './cities.ts'
import { correctTimeZone } from './correct-time-zone.ts'
import { editNeighbourhoods } from './edit-neighbourhoods.ts'

type Needs = { site: Site; table: Table; now: Clock }

/** Staff add cities and keep their neighbourhoods. Stands behind the guard of the staff app. */
export const cityRoutes = (needs: Needs) => {
  const { site, table, now } = needs
  const cityNamed = async (slug: string) => {
    const named = CitySlug.safeParse(slug)
    return named.success ? cityOf(table, named.data) : undefined
  }

  return new Hono<Page>()
    .get('/staff/cities', async (c) =>
      c.html(<StaffCitiesPage site={site} actor={c.get('actor')} cities={await allCities(table)} />),
    )

    .post('/staff/cities', async (c) => {
      const typed = TypedCity.parse(await c.req.parseBody())
      const read = readCity(typed, now())
      const problems = read.outcome === 'refused' ? cityProblems(read.problems) : []
      if (read.outcome === 'city') {
        const added = await addCity(needs, c.get('actor'), read.city)
        if (added.outcome === 'added') return c.redirect(`/staff/cities/${added.slug}?done=added`, 303)
        if (added.reason === 'not-yours') return c.notFound()
        problems.push({ field: 'name', message: `There is a city at /cities/${added.slug} already.` })
      }
      const page = { site, actor: c.get('actor'), cities: await allCities(table), typed, problems }
      return c.html(<StaffCitiesPage {...page} />, read.outcome === 'city' ? 409 : 422)
    })

    .get('/staff/cities/:slug', async (c) => {
      const city = await cityNamed(c.req.param('slug'))
      if (!city) return c.notFound()
      const underWay = await campaignsUnderWay(table, city.slug)
      const page = { site, actor: c.get('actor'), city, underWay, done: c.req.query('done') }
      return c.html(<StaffCityPage {...page} />)
    })

    .post('/staff/cities/:slug', async (c) => {
      const city = await cityNamed(c.req.param('slug'))
      if (!city) return c.notFound()
      const form = TypedNeighbourhoods.parse(await c.req.parseBody())
      const underWay = await campaignsUnderWay(table, city.slug)
      const page = { site, actor: c.get('actor'), city, underWay, typed: form.neighbourhoods }
      const read = readNeighbourhoods(form.neighbourhoods)
      if (read.outcome === 'refused')
        return c.html(<StaffCityPage {...page} problems={cityProblems([read.problem])} />, 422)
      const edit = { slug: city.slug, before: form.before, after: read.neighbourhoods }
      const edited = await editNeighbourhoods(needs, c.get('actor'), edit)
      if (edited.outcome === 'edited') return c.redirect(`/staff/cities/${city.slug}?done=neighbourhoods`, 303)
      if (edited.reason === 'not-yours') return c.notFound()
      if (edited.reason === 'survey-open')
        return c.html(<StaffCityPage {...page} problems={[underWayProblem('neighbourhoods')]} />, 409)
      const message =
        'Somebody else changed the neighbourhoods meanwhile. What you typed stands below; save again to put it in place.'
      return c.html(<StaffCityPage {...page} problems={[{ field: 'neighbourhoods', message }]} />, 409)
    })

    .post('/staff/cities/:slug/time-zone', async (c) => {
      const city = await cityNamed(c.req.param('slug'))
      if (!city) return c.notFound()
      const form = TypedTimeZone.parse(await c.req.parseBody())
      const page = { site, actor: c.get('actor'), city, zone: form.timeZone }
      const read = readTimeZone(form.timeZone)
      if (read.outcome === 'refused') {
        const underWay = await campaignsUnderWay(table, city.slug)
        return c.html(<StaffCityPage {...page} underWay={underWay} problems={cityProblems([read.problem])} />, 422)
      }
      const zone = { slug: city.slug, timeZone: read.timeZone }
      const corrected = await correctTimeZone(needs, c.get('actor'), zone)
      if (corrected.outcome === 'corrected') return c.redirect(`/staff/cities/${city.slug}?done=time-zone`, 303)
      if (corrected.reason !== 'campaigns-under-way') return c.notFound()
      const underWay = await campaignsUnderWay(table, city.slug)
      return c.html(<StaffCityPage {...page} underWay={underWay} problems={[underWayProblem('timeZone')]} />, 409)
    })
}

const text = z.string().catch('')
const TypedCity = z.object({ name: text, state: text, timeZone: text, neighbourhoods: text })
const TypedTimeZone = z.object({ timeZone: text })
const TypedNeighbourhoods = z.object({
  neighbourhoods: text,
  before: z
    .string()
    .transform((json, context) => {
      try {
        return JSON.parse(json)
      } catch {
        context.addIssue({ code: 'custom', message: 'must be a list' })
        return z.NEVER
      }
    })
    .pipe(z.array(z.string()))
    .catch([]),
})
