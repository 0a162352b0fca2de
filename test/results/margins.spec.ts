import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newSalt } from '../../functions/adapters/chance.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { marginRoutes } from '../../functions/results/preparing/margins.routes.tsx'
import { prepareReport } from '../../functions/results/preparing/prepare-report.ts'
import { saveSettings, settingsNow } from '../../functions/results/preparing/result-settings.ts'
import { readSealed } from '../../functions/results/preparing/sealed-store.ts'
import { campaignKey, campaignListKey } from '../../shared/campaigns/campaign.ts'
import { cityKey } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { audienceKey, profileKey } from '../../shared/membership/member.ts'
import { report } from '../../shared/results/report.ts'
import { suggestJoins } from '../../shared/results/settings/joined-groups.ts'
import { levelsOf } from '../../shared/results/settings/margins.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import { type EnteredMargin, marginsFor } from '../../shared/results/settings/result-settings.ts'
import { prepare } from '../../shared/results/tables/prepare.ts'
import { Instant, PlainDate } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { campaignNumbered, surveyCampaign } from './answered.ts'
import { campaignId, cubeOfPeople, denver, HOME, NOON, TRUST } from './cast.ts'
import { inputsFrom, peopleOf, weighable } from './people.ts'
import { aCity, recounted, setTheScene, staff, storeCube } from './published.ts'

const site = { publicUrl: 'http://localhost:4400', networkName: 'Common Agenda Network' }
const council: Actor = { ...staff, roles: [{ role: 'council', city: denver }] }
const PAGE = '/staff/cities/denver/margins'

let embedded: EmbeddedTable
let actor: Actor
let now: Instant

beforeEach(async () => {
  embedded = await freshTable()
  actor = staff
  now = NOON
  const city = { ...aCity('denver', 'Denver'), neighbourhoods: ['Five Points', 'Westwood'] }
  await embedded.table.write({ put: { ...cityKey(denver), ...city } })
})

const app = () => {
  const all = audienceApp(site, { section: 'staff' })
  all.use(async (c, next) => {
    c.set('actor', actor)
    await next()
  })
  all.route('/', marginRoutes({ site, table: embedded.table, now: () => now }))
  return all
}
const open = async (path = PAGE) => (await app().request(path)).text()
const send = async (path: string, fields: Record<string, string | string[]>) => {
  const body = new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  )
  const answer = await app().request(path, { method: 'POST', body, headers: { origin: site.publicUrl } })
  return { status: answer.status, html: await answer.text(), location: answer.headers.get('location') }
}
const settings = () => settingsNow(embedded.table, denver)
const audited = async () =>
  (await embedded.table.query(z.object({ act: z.string() }), { pk: 'AUDIT#2026-11' })).items.map(({ act }) => act)

const ORIGIN = { of: 'residents', source: 'Census, table B01001', asOf: '2025-07-01', note: '' }
/** Everybody is a woman or a man, as far as the numbers go. */
const GENDER = {
  ...ORIGIN,
  'count-woman': '5,100',
  'count-man': '4 900',
  'joined-transgender': 'woman',
  'joined-nonbinary': 'woman',
  'joined-two-spirit': 'woman',
  'joined-another': 'man',
  seen: '0',
}
const PLACE = {
  ...ORIGIN,
  'count-five-points': '600',
  'count-westwood': '300',
  'count-elsewhere': '50',
  seen: '0',
}

describe('what there is to weigh to', () => {
  it('is nothing at first, and the page says what that means', async () => {
    const html = await open()
    expect(html).toContain('Nothing is entered yet')
    expect(html).toContain('Race or ethnicity')
  })

  it('is entered by group, with its source, and is there with who did it', async () => {
    expect(await send(`${PAGE}/gender`, GENDER)).toMatchObject({ status: 303, location: `${PAGE}?done=entered` })
    expect(await settings()).toMatchObject({
      version: 1,
      by: staff.userId,
      scaled: false,
      margins: [{ dimension: 'gender', of: 'residents', counts: { woman: 5100, man: 4900 } }],
    })
    const html = await open()
    expect(html).toContain('Female, Transgender, Nonbinary, Two-Spirit')
    expect(html).toContain('Census, table B01001')
    expect(await audited()).toEqual(['results.margins-entered'])
    expect(await open(`${PAGE}/gender`)).toContain('value="5100"')
  })

  it('is refused by the name of every field that is wrong, and what was typed stays', async () => {
    const { status, html } = await send(`${PAGE}/gender`, {
      ...GENDER,
      source: ' ',
      asOf: '2027-01-01',
      of: '',
      'count-man': 'many',
      'joined-transgender': '',
      'joined-nonbinary': 'transgender',
    })
    expect(status).toBe(422)
    expect(html).toContain('The number of “Male” must be a whole number')
    expect(html).toContain('“Transgender” has no number')
    expect(html).toContain('The source is missing.')
    expect(html).toContain('still to come')
    expect(html).toContain('members or of residents')
    expect(html).toContain('value="many"')
    expect(await settings()).toBeUndefined()
  })

  it('has no group of less than 3 %: such a one is named', async () => {
    const small = await send(`${PAGE}/gender`, { ...GENDER, 'count-nonbinary': '309', 'joined-nonbinary': '' })
    expect(small.status).toBe(422)
    expect(small.html).toContain('“Nonbinary” is 3% of all')
    const enough = await send(`${PAGE}/gender`, { ...GENDER, 'count-nonbinary': '310', 'joined-nonbinary': '' })
    expect(enough.status).toBe(303)
  })

  it('does not join in a row, nor everybody into one', async () => {
    const row = { ...GENDER, 'joined-two-spirit': 'another' }
    expect((await send(`${PAGE}/gender`, row)).html).toContain('is itself weighted together with another')
    const one = { ...GENDER, 'joined-another': 'woman', 'joined-man': 'woman' }
    expect((await send(`${PAGE}/gender`, one)).html).toContain('At least two groups')
  })

  it('has one total, unless staff agree that it counts as shares', async () => {
    await send(`${PAGE}/gender`, GENDER)
    now = Instant.parse('2026-11-23T13:00:00.000Z')
    const differ = { ...PLACE, seen: '1' }
    const refused = await send(`${PAGE}/neighbourhood`, differ)
    expect(refused.status).toBe(422)
    expect(refused.html).toContain('Gender 10,000; Neighborhood 950 (9,050 fewer, 90.5%)')
    expect((await send(`${PAGE}/neighbourhood`, { ...differ, scaled: 'yes' })).status).toBe(303)
    expect(await settings()).toMatchObject({ version: 2, scaled: true })
  })

  it('is not overwritten by whoever had an older version in view', async () => {
    await send(`${PAGE}/gender`, GENDER)
    const late = await send(`${PAGE}/gender`, { ...GENDER, 'count-man': '5000' })
    expect(late.status).toBe(409)
    expect(late.html).toContain('Somebody else changed this meanwhile')
    expect(late.html).toContain('value="5000"')
    expect(await settings()).toMatchObject({ margins: [{ counts: { man: 4900 } }] })
    now = Instant.parse('2026-11-23T13:00:00.000Z')
    expect((await send(`${PAGE}/gender`, { ...GENDER, 'count-man': '5000', seen: '1' })).status).toBe(303)
    now = Instant.parse('2026-11-23T14:00:00.000Z')
    expect((await send(`${PAGE}/gender`, { ...GENDER, seen: '1' })).status).toBe(409)
    expect(await settings()).toMatchObject({ version: 2, margins: [{ counts: { man: 5000 } }] })
  })

  it('can be taken away', async () => {
    await send(`${PAGE}/gender`, GENDER)
    now = Instant.parse('2026-11-23T13:00:00.000Z')
    expect((await send(`${PAGE}/gender/remove`, { seen: '1' })).location).toBe(`${PAGE}?done=removed`)
    expect(await settings()).toMatchObject({ version: 2, margins: [] })
    expect(await open()).toContain('nothing is weighted')
  })

  it('is for staff to say, not for a council', async () => {
    actor = council
    expect((await send(`${PAGE}/gender`, GENDER)).status).toBe(404)
    expect(await settings()).toBeUndefined()
  })
})

describe('the membership list', () => {
  it('fills in the form and saves nothing', async () => {
    const saying = [
      ...Array(30).fill('woman'),
      ...Array(10).fill('man'),
      'nonbinary',
      'prefer-not-to-say',
      'gone',
      undefined,
    ]
    await Promise.all(
      saying.map((gender, n) =>
        embedded.table.write({
          put: {
            ...profileKey(`mbr_${n}` as never),
            audience: audienceKey(denver, n % 8),
            demographics: gender ? { gender } : {},
          },
        }),
      ),
    )
    const { status, html } = await send(`${PAGE}/gender/from-members`, { seen: '0', source: 'Roll of November' })
    expect(status).toBe(200)
    expect(html).toContain('Of 44 members in good standing, 3 did not say')
    expect(html).toMatch(/id="count-woman"[^>]*value="30"/)
    expect(html).toMatch(/id="count-man"[^>]*value="10"/)
    expect(html).toContain('Roll of November')
    expect(await settings()).toBeUndefined()
  })

  it('suggests what to put together: neighbours by age, otherwise the small with the small', () => {
    expect(suggestJoins(['a', 'b', 'c', 'd'], { a: 1, b: 40, c: 30, d: 29 }, true)).toEqual({ a: 'b' })
    expect(suggestJoins(['a', 'b', 'c', 'd'], { a: 3, b: 40, c: 54, d: 3 }, false)).toEqual({ d: 'a' })
    expect(suggestJoins(['a', 'b'], { a: 0, b: 40 }, false)).toEqual({})
  })
})

describe('neighbourhoods that were added later', () => {
  it('are named until there are numbers of them', async () => {
    await send(`${PAGE}/neighbourhood`, PLACE)
    expect(await open()).not.toContain('The groups have changed')
    const city = { ...aCity('denver', 'Denver'), neighbourhoods: ['Five Points', 'Westwood', 'Montbello'] }
    await embedded.table.write({ put: { ...cityKey(denver), ...city } })
    expect(await open()).toContain('The groups have changed: Montbello.')
  })
})

describe('a table that is imported', () => {
  const TABLE = [
    'Dimension;Option;Count;Counted with',
    'gender;Female;5100;',
    'gender;Male;4900;',
    'gender;transgender;;Female',
    'gender;nonbinary;;Female',
    'gender;Two-Spirit;;Female',
    'gender;I use a different term;;man',
    'neighborhood;Five Points;6000;',
    'neighborhood;Westwood;3000;',
    'neighborhood;Somewhere else;1000;',
  ].join('\r\n')

  it('brings several dimensions at once, by key or by the words of the question', async () => {
    expect(await send(`${PAGE}/import`, { ...ORIGIN, seen: '0', table: TABLE })).toMatchObject({
      location: `${PAGE}?done=imported`,
    })
    const [gender, place] = (await settings())?.margins ?? []
    expect(gender && levelsOf(gender)).toEqual({ woman: 5100, man: 4900 })
    expect(place).toMatchObject({ dimension: 'neighbourhood', counts: { 'five-points': 6000, elsewhere: 1000 } })
  })

  it('names the row and the column that it cannot read', async () => {
    const rows = `${TABLE}\r\ngender;Femlae;1;\r\nshoe size;9;1;\r\ngender;Male;1;`
    const { status, html } = await send(`${PAGE}/import`, { ...ORIGIN, seen: '0', table: rows })
    expect(status).toBe(422)
    expect(html).toContain('Row 11: “Femlae” is no group')
    expect(html).toContain('Row 12: “shoe size” is none of')
    expect(html).toContain('Row 13: “Male” stands there twice')
    const without = await send(`${PAGE}/import`, { ...ORIGIN, seen: '0', table: 'dimension,option\ngender,woman' })
    expect(without.html).toContain('There is no column “count”')
    expect((await send(`${PAGE}/import`, { ...ORIGIN, seen: '0', table: '' })).html).toContain('Choose a file')
    expect(await settings()).toBeUndefined()
  })
})

describe('stricter thresholds of a city', () => {
  const USUAL = { group: '20', residual: '10', cell: '5', base: '20', quotations: '50', bands: 'yes' }

  it('are kept, and never looser ones', async () => {
    const loose = await send(`${PAGE}/protection`, { ...USUAL, group: '15', seen: '0' })
    expect(loose.status).toBe(422)
    expect(loose.html).toContain('at least 20. A city can ask for more protection, never for less.')
    const strict = { ...USUAL, group: '40', base: '40', neverCrossed: ['race', 'neighbourhood'], seen: '0' }
    expect((await send(`${PAGE}/protection`, strict)).status).toBe(303)
    expect((await settings())?.policy).toMatchObject({ group: 40, cell: 5, neverCrossed: ['neighbourhood', 'race'] })
  })

  it('are gone when the usual ones are saved', async () => {
    await send(`${PAGE}/protection`, { ...USUAL, cell: '8', seen: '0' })
    now = Instant.parse('2026-11-23T13:00:00.000Z')
    await send(`${PAGE}/protection`, { ...USUAL, seen: '1' })
    expect((await settings())?.policy).toBeUndefined()
  })
})

describe('the page of what is entered', () => {
  it('says until when it counts for which report, and that it changes no report of a survey that has closed', async () => {
    const { table } = embedded
    const survey = (n: number, over: object) => {
      const campaign = { ...surveyCampaign(campaignNumbered(n), 'open'), ...over }
      return [
        { put: { ...campaignKey(campaign.campaignId), ...campaign } },
        { put: { ...campaignListKey(denver, campaign.campaignId), ...campaign } },
      ]
    }
    expect(await open()).toContain('No survey is open or planned here')
    const closes = Instant.parse('2026-12-01T18:00:00.000Z')
    await table.write(...survey(1, { title: 'Winter survey', closesAt: closes }))
    const closed = (closedAt: string) => ({ state: 'closed', mailed: 0, closedAt })
    await table.write(...survey(2, { title: 'Summer survey', ...closed('2026-07-01T18:00:00.000Z') }))
    await send(`${PAGE}/neighbourhood`, PLACE)
    await table.write(...survey(3, { title: 'Autumn survey', ...closed('2026-12-31T18:00:00.000Z') }))
    const page = (await open()).replaceAll(/\s+/g, ' ')
    expect(page).toContain('Winter survey</a>: what stands here when it closes, Tuesday, December 1')
    expect(page).toMatch(/Summer survey<\/a>: closed [^<]*Nothing stood here then, and nothing that is entered now/)
    expect(page).toMatch(/Autumn survey<\/a>: closed [^<]*It uses version 1, and nothing/)
    expect(page).not.toContain('No survey is open or planned here')
  })
})

describe('a report', () => {
  const BEFORE_CLOSE = Instant.parse('2026-11-19T12:00:00.000Z')
  const AFTER_CLOSE = Instant.parse('2026-11-21T12:00:00.000Z')
  const margin = (over: Partial<EnteredMargin> = {}): EnteredMargin => ({
    dimension: 'gender',
    source: 'Roll',
    asOf: PlainDate.parse('2026-11-01'),
    of: 'members',
    counts: { woman: 500, man: 500 },
    ...over,
  })
  const cube = cubeOfPeople([
    { times: 80, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent' } },
    { times: 50, cell: { gender: 'man' }, answers: { [TRUST]: '4', [HOME]: 'own' } },
  ])
  const save = (at: Instant, seen: number, change: Partial<Parameters<typeof saveSettings>[2]>) =>
    saveSettings({ table: embedded.table, now: () => at }, staff, {
      city: denver,
      margins: [],
      scaled: false,
      policy: undefined,
      seen,
      act: 'results.margins-entered',
      ...change,
    })
  const sealed = async () => {
    await setTheScene(embedded.table, 'closed')
    await storeCube(embedded.table, cube)
    const needs = { table: embedded.table, now: () => NOON, newSalt, codeVersion: 'test' }
    const made = await prepareReport(needs, { campaignId, recount: await recounted(embedded.table, cube) })
    if (made.outcome !== 'prepared') throw new Error(made.outcome)
    const found = await readSealed(embedded.table, { campaignId, city: denver }, made.inputs)
    if (!found) throw new Error('nothing is sealed')
    return found.inputs
  }

  it('uses what was in force when its survey closed, whatever came later', async () => {
    await save(BEFORE_CLOSE, 0, { margins: [margin({ note: 'for staff only' })] })
    await save(AFTER_CLOSE, 1, { margins: [margin({ counts: { woman: 100, man: 900 } })] })
    const { margins } = await sealed()
    expect(margins).toEqual([margin()])
    expect(marginsFor({ margins: [margin({ note: 'for staff only' })], scaled: false }, ['gender'])).toEqual([margin()])
  })

  it('is not weighted to what was entered after its survey had closed', async () => {
    await save(AFTER_CLOSE, 0, { margins: [margin()], policy: { ...POLICIES.standard, group: 60 } })
    expect(await sealed()).toMatchObject({ policy: POLICIES.standard })
    expect((await sealed()).margins).toBeUndefined()
  })

  it('leaves out dimensions that its survey did not ask', async () => {
    const race = margin({ dimension: 'race', counts: { white: 900, black: 100 } })
    await save(BEFORE_CLOSE, 0, { margins: [race, margin()], scaled: true })
    expect((await sealed()).margins).toEqual([margin()])
  })

  it('is weighted to totals that differ only where staff agreed that they are shares', () => {
    const age = { '18-34': 97, '35-49': 91, '50-64': 83, '65-plus': 46 }
    const margins = [margin({ counts: { woman: 498, man: 513 } }), margin({ dimension: 'ageBand', counts: age })]
    const weigh = (scaled: boolean) =>
      prepare(inputsFrom(weighable(600, 3), { margins: marginsFor({ margins, scaled }, ['gender', 'ageBand']) }))
    expect(weigh(true).weighting.outcome).toBe('weighted')
    expect(weigh(false).weighting).toMatchObject({ outcome: 'unweighted', reason: 'margins-do-not-fit' })
  })

  it('is held to the stricter of the thresholds of its survey and its city', async () => {
    await save(BEFORE_CLOSE, 0, { policy: { ...POLICIES.standard, cell: 9, bands: false } })
    expect((await sealed()).policy).toEqual({ ...POLICIES.standard, cell: 9, bands: false })
  })

  it('is weighted with small groups taken together, also those that have no number', () => {
    const people = peopleOf(600, 3)
    const weigh = (joined?: Record<string, string>) =>
      prepare(inputsFrom(people, { margins: [margin({ ...(joined && { joined }) })] }))
    expect(weigh().weighting).toMatchObject({ outcome: 'unweighted', detail: 'gender nonbinary' })
    const { weighting, inputs, profiles } = weigh({ nonbinary: 'man' })
    expect(weighting.outcome).toBe('weighted')
    const weightOf = (option: string) =>
      inputs.cube.reduce((sum, [cell, adds], c) => {
        const weight = profiles.weights?.[profiles.ofCell[c] ?? 0] ?? 0
        return cell.split(';').includes(`gender=${option}`) ? sum + weight * (adds.n ?? 0) : sum
      }, 0)
    const part = weightOf('woman') / (weightOf('woman') + weightOf('man') + weightOf('nonbinary'))
    expect(part).toBeCloseTo(0.5, 3)
  })

  it('compares no group with numbers that do not tell it from another', async () => {
    const people = peopleOf(600, 3)
    const expectedOf = async (counts: Record<string, number>) => {
      const margins = [margin({ counts, joined: { nonbinary: 'man' } })]
      const who = (await report(inputsFrom(people, { margins }), async () => 'proven')).questions.find(
        (question) => question.kind === 'demographic' && question.dimension === 'gender',
      )
      if (who?.kind !== 'demographic' || !Array.isArray(who.groups)) throw new Error('no groups')
      return who.groups.flatMap(({ group, expected }) => (group.kind === 'group' ? [expected] : []))
    }
    expect(await expectedOf({ woman: 500, man: 480, nonbinary: 20 })).toEqual([50, 48, 2])
    expect(await expectedOf({ woman: 500, man: 500 })).toEqual([50, 50, undefined])
  })

  it('of an open survey is protected where its city asks for it', async () => {
    const strict = { policy: { ...POLICIES.standard, group: 40 } }
    const made = (level: 'open' | 'standard') =>
      report(inputsFrom(peopleOf(120, 3), { level, ...strict }), async () => 'proven')
    expect((await made('open')).questions).toEqual((await made('standard')).questions)
  })
})
