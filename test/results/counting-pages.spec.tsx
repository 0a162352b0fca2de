import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newId } from '../../functions/adapters/clock.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { requireStaff, SESSION_COOKIE } from '../../functions/http/guard.tsx'
import { countResponses } from '../../functions/results/counting/count-responses.ts'
import { setAside } from '../../functions/results/counting/set-aside.ts'
import { countingRoutes } from '../../functions/results/recount/counting.routes.tsx'
import { recountResponses } from '../../functions/results/recount/recount-responses.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { campaignKey } from '../../shared/campaigns/campaign.ts'
import { talliesKey, tallySortKey } from '../../shared/results/counting/tally.ts'
import { reportWorkKey } from '../../shared/results/report-work.ts'
import { RESPONSE_PARTITIONS } from '../../shared/surveys/response.ts'
import { plusSeconds } from '../../shared/units.ts'
import { freshTable } from '../table.ts'
import { askIn, campaignNumbered, keyOf, stored, surveyCampaign } from './answered.ts'
import { aResponse, denver, NOON, questionnaire, TRUST } from './cast.ts'
import { marked, staff } from './published.ts'

const site = { publicUrl: 'https://network.example', networkName: 'Network' }
const campaignId = campaignNumbered(1)
const here = `/staff/campaigns/${campaignId}/counting`

const open = async (state: 'open' | 'closed' = 'closed') => {
  const { table } = await freshTable()
  await askIn(table, [campaignId], state)
  let at = NOON
  const now = () => at
  const started: { name: string; input: object }[] = []
  const startRecount = async (name: string, input: object) => {
    started.push({ name, input })
    return { outcome: 'started' as const }
  }
  const startReport = startRecount
  const app = audienceApp(site, { section: 'staff' })
  app.use('/staff/*', requireStaff({ site, actorOf: async () => staff }))
  app.route('/', countingRoutes({ site, table, now, startRecount, startReport }))
  const headers = { cookie: `${SESSION_COOKIE}=sam`, origin: site.publicUrl }
  const counting = { table, questionnaireOf: async () => questionnaire, now, newId }
  return {
    table,
    started,
    later: (seconds: number) => {
      at = plusSeconds(at, seconds)
    },
    get: async (path = here) => (await app.request(path, { headers })).text(),
    status: async (path: string) => (await app.request(path, { headers })).status,
    press: (button: 'recount' | 'repair' | 'report') => app.request(`${here}/${button}`, { method: 'POST', headers }),
    answer: async (n: number, group = 'woman') => {
      const response = aResponse(n, { [TRUST]: '4' }, { gender: group }, { campaignId })
      await table.write({ put: stored(response) }, { put: answeredKey(campaignId, 0, marked(n)) })
      await countResponses(counting, [{ id: 'told', key: keyOf(response), after: response }])
    },
    recount: () => recountResponses(counting, { campaignId, attempt: 0 }),
    audited: async () =>
      (await table.query(z.object({ act: z.string() }), { pk: `AUDIT#${NOON.slice(0, 7)}` })).items.map(
        ({ act }) => act,
      ),
  }
}

describe('the page that says whether every answer is counted', () => {
  it('says how many have answered, and that nobody has recounted', async () => {
    const { get, answer } = await open()
    await answer(1)
    const page = await get()
    expect(page).toContain('1 person has answered.')
    expect(page).toContain('It has not been recounted yet.')
    expect(page).not.toContain('Repair the counts')
  })

  it('says that all is well after a recount that is equal', async () => {
    const { get, answer, recount } = await open()
    await answer(1)
    await answer(2)
    await recount()
    const page = await get()
    expect(page).toContain('2 responses recounted, and the counts are equal to them.')
    expect(page).not.toContain('Repair the counts')
  })

  it('names questions and how many groups, but no group, no answer and no number of one, when the counts are wrong', async () => {
    const { table, get, answer, recount } = await open()
    for (let n = 1; n <= 3; n++) await answer(n)
    const sk = tallySortKey('gender=woman', 1, 0)
    await table.write({ update: { pk: talliesKey(campaignId), sk }, set: { [`q.${TRUST}.4`]: 777 } })
    await recount()
    const page = await get()
    expect(page).toContain('The counts of one group of people differ, in: How much do you trust your neighbours?')
    expect(page).toContain('repair, and tell the operator')
    expect(page).toContain('Repair the counts')
    expect(page).not.toMatch(/woman|777|gender/)
  })

  it('does not take answers that come in meanwhile for a fault while the survey is open', async () => {
    const { table, get, recount } = await open('open')
    await table.write({ put: stored(aResponse(1, { [TRUST]: '4' }, {}, { campaignId })) })
    await recount()
    const page = await get()
    expect(page).toContain('1 response is not counted yet, or not as last changed.')
    expect(page).toContain('recount once more')
  })

  it('names no question while the survey is open: what differs is what somebody is answering at this moment', async () => {
    const { table, get, recount } = await open('open')
    await table.write({ put: stored(aResponse(1, { [TRUST]: '4' }, {}, { campaignId })) })
    await recount()
    const page = await get()
    expect(page).not.toContain('How much do you trust your neighbours?')
    expect(page).not.toContain('of people differ')
  })

  it('lists what was set aside by its id and the reason', async () => {
    const { table, get } = await open()
    const response = aResponse(5, { [TRUST]: '4' }, {}, { campaignId })
    await setAside(table, keyOf(response), 'unreadable', ['answers'])
    const page = await get()
    expect(page).toContain(response.responseId)
    expect(page).toContain('It is stored in a form that the software cannot read (answers)')
    expect(page).toContain('Repair the counts')
  })

  it('is there for surveys that were launched only', async () => {
    const { table, status } = await open()
    expect(await status('/staff/campaigns/nonsense/counting')).toBe(404)
    expect(await status(`/staff/campaigns/${campaignNumbered(2)}/counting`)).toBe(404)
    const {
      recipients: _,
      responseKey: __,
      launchAt: ___,
      ...draft
    } = { ...surveyCampaign(campaignNumbered(3)) } as never as Record<string, unknown>
    await table.write({ put: { ...campaignKey(campaignNumbered(3)), ...draft, state: 'draft' } })
    expect(await status(`/staff/campaigns/${campaignNumbered(3)}/counting`)).toBe(404)
  })
})

describe.each(['recount', 'repair'] as const)('a %s that staff ask for', (act) => {
  it('is audited, and started once however often the button is pressed', async () => {
    const { started, press, audited } = await open()
    const answer = await press(act)
    expect(answer.status).toBe(303)
    await press(act)
    expect(new Set(started.map(({ name }) => name)).size).toBe(1)
    expect(started[0]?.input).toMatchObject({ campaignId, act })
    expect(started[0]?.input).toHaveProperty('partitions.length', RESPONSE_PARTITIONS)
    expect(await audited()).toEqual([`results.${act}-asked`, `results.${act}-asked`])
  })

  it('is made anew within the minute once the one before has its result', async () => {
    const { started, press, later, recount } = await open()
    await press(act)
    later(2)
    await recount()
    later(2)
    await press(act)
    expect(new Set(started.map(({ name }) => name)).size).toBe(2)
    for (const { name } of started) expect(name.length).toBeLessThanOrEqual(80)
  })

  it('is awaited by the page until its result is there', async () => {
    const { press, get, later, recount } = await open()
    await recount()
    later(60)
    const page = (await press(act)).headers.get('location') ?? ''
    expect(await get(page)).toContain('Asked for.')
    later(5)
    await recount()
    expect(await get(page)).not.toContain('Asked for.')
  })

  it('is not awaited for ever', async () => {
    const { press, get, later } = await open()
    const page = (await press(act)).headers.get('location') ?? ''
    later(901)
    expect(await get(page)).not.toContain('Asked for.')
  })
})

describe('a report that failed', () => {
  it('is made by staff once the counts are repaired, once for each minute, and the audit log names them', async () => {
    const { get, press, started, audited, later } = await open()
    expect(await get()).toContain('Make the report')
    const pressed = await press('report')
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, `${here}?report`])
    await press('report')
    expect(await get(`${here}?report`)).toContain('The report is being made')
    later(60)
    await press('report')
    const names = new Set(started.map(({ name }) => name))
    expect(names.size).toBe(2)
    for (const name of names) expect(name).toMatch(new RegExp(`^again-${campaignId}-first-[0-9T-]{15}$`))
    for (const { input } of started) expect(input).toEqual({ campaignId })
    expect((await audited()).filter((act) => act === 'report.made-again')).toHaveLength(3)
  })

  it('is not made while its survey can be answered', async () => {
    const { get, press, started } = await open('open')
    expect(await get()).not.toContain('Make the report')
    expect((await press('report')).status).toBe(404)
    expect(started).toEqual([])
  })

  it('is made again on its own page where a draft is there, and never after it was let go', async () => {
    const { get, press, started, table } = await open()
    const drafted = {
      ...{ campaignId, city: denver, cityName: 'Denver', title: 'Spring survey', closedAt: NOON, draftedAt: NOON },
      ...{ inputs: 'abcdef123456', refused: 0, state: 'waiting' },
    }
    await table.write({ put: { ...reportWorkKey({ campaignId, city: denver }), ...drafted } })
    const page = await get()
    expect(page).toContain(`href="/staff/reports/${campaignId}"`)
    expect(page).not.toContain('Make the report')
    const approved = { state: 'approved', by: staff.userId, at: NOON, tellMembers: false }
    await table.write({ update: reportWorkKey({ campaignId, city: denver }), set: approved })
    await press('report')
    expect(started).toEqual([])
  })
})
