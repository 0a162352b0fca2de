import { describe, expect, it } from 'vitest'
import { newId } from '../../functions/adapters/clock.ts'
import { campaignRoutes } from '../../functions/campaigns/campaign.routes.tsx'
import { readCampaign } from '../../functions/campaigns/campaigns.ts'
import { cancelCampaign } from '../../functions/campaigns/desk/steer-campaign.ts'
import { campaignDraftingRoutes } from '../../functions/campaigns/drafting/campaign-drafting.routes.tsx'
import { startDueCampaigns } from '../../functions/campaigns/series/start-due-campaigns.ts'
import { closeCampaign } from '../../functions/campaigns/settling/close-campaign.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { planKey } from '../../shared/campaigns/launch/stored-plan.ts'
import { testMailKey } from '../../shared/campaigns/launch/test-mail.ts'
import { City } from '../../shared/cities/city.ts'
import { CampaignId } from '../../shared/ids.ts'
import { reportWorkKey } from '../../shared/results/report-work.ts'
import { Survey, surveyKey } from '../../shared/surveys/survey.ts'
import { Instant } from '../../shared/units.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  DENVER,
  denver,
  dyingAt,
  freeze,
  later,
  launch,
  memberId,
  people,
  person,
  rowOf,
  SAM,
  sendAll,
  senderOf,
  settle,
  surveyNow,
} from './network.ts'

const open = async (members = people(3)) => {
  const network = await denver(members)
  const { surveyId } = await surveyNow(network)
  const line = { surveyId, title: 'How is your street?', version: 1, editedAt: network.now(), questions: 1 }
  await network.table.write({ put: { pk: 'SURVEYS', sk: surveyId, ...line } })
  const asked: string[] = []
  const table: typeof network.table = {
    ...network.table,
    query: (schema, query) => {
      asked.push(query.pk)
      return network.table.query(schema, query)
    },
  }
  const app = audienceApp(network.site, { section: 'staff' })
  app.use(async (c, next) => {
    c.set('actor', SAM)
    await next()
  })
  const cities = async () => (await network.table.query(City, { pk: 'CITIES' })).items
  const needs = { ...network, table, newId, startReport: network.startWorkflow, cities }
  app.route('/', campaignDraftingRoutes(needs)).route('/', campaignRoutes(needs))
  const post = (path: string, fields: Record<string, string>) =>
    app.request(path, {
      method: 'POST',
      headers: { origin: network.site.publicUrl },
      body: new URLSearchParams(fields),
    })
  const page = async (path = `/staff/campaigns/${CAMPAIGN_ID}`) => (await app.request(path)).text()
  const typed = {
    surveyId,
    city: 'denver',
    title: 'Trees & <shade>',
    message: 'Where next?',
    closesAt: '2026-12-20T20:00',
  }
  return { ...network, app, post, page, typed, asked }
}

describe('a test mail', () => {
  it('to an address that is to be left in peace is refused with the way to lift it', async () => {
    const { table, page, now } = await open()
    await table.write({
      put: {
        ...testMailKey(CAMPAIGN_ID, SAM.userId),
        ...{ state: 'failed', reason: 'suppressed', at: now(), askedAt: now(), language: 'en' },
      },
    })
    const html = await page()
    expect(html).toContain('No test was sent: your own address is to be left in peace')
    expect(html).toContain('<a href="/staff/suppressions">Look it up and lift it</a>')
  })
})

describe('a flight plan that could not be asked for', () => {
  it('says so, with the name of the fault, and can be asked for again', async () => {
    const { table, page, post } = await open()
    const failed = { state: 'failed', failedAt: '2026-12-01T19:00:00.000Z', notAsked: 'ThrottlingException' }
    await table.write({ update: planKey(CAMPAIGN_ID), set: failed })
    const html = await page()
    expect(html).toContain('The flight plan could not be asked for.')
    expect(html).toContain('<code>ThrottlingException</code>')
    expect((await post(`/staff/campaigns/${CAMPAIGN_ID}/plan`, {})).status).toBe(303)
    expect(await page()).not.toContain('could not be asked for')
  })
})

describe('a campaign that staff write down', () => {
  it('becomes a draft that shows whom it reaches and the mail', async () => {
    const { post, page, typed } = await open([
      ...people(3),
      person(3, { unsubscribes: { surveys: { at: '2026-01-01T00:00:00.000Z' as Instant } } }),
    ])
    const answer = await post('/staff/campaigns', typed)
    expect(answer.status).toBe(303)
    const made = answer.headers.get('location') ?? ''
    const html = await page(made)
    expect(html).toContain('Launch to 3 people')
    expect(html).toContain('Left out: left this topic')
    expect(html).toContain('Trees &amp; &lt;shade&gt;')
    expect(html).toContain('Sunday, December 20, 2026 at 8:00 PM Mountain Standard Time')
  })

  it('says that nobody has reckoned whom it reaches, however often it is opened, until staff let it be done', async () => {
    const { post, page, table } = await open()
    await table.write({ delete: planKey(CAMPAIGN_ID) })
    for (let times = 0; times < 2; times++) expect(await page()).toContain('Nobody has reckoned yet whom this reaches.')
    expect(await page()).toContain('Reckon now')
    expect((await post(`/staff/campaigns/${CAMPAIGN_ID}/plan`, {})).status).toBe(303)
    expect(await page()).toContain('Launch to 3 people')
  })

  it('is planned anew with each change of it', async () => {
    const { post, page, typed } = await open()
    const changed = await post(`/staff/campaigns/${CAMPAIGN_ID}/edit`, { ...typed, revision: '1' })
    expect(changed.status).toBe(303)
    const html = await page()
    expect(html).toContain('Launch to 3 people')
    expect(html).not.toContain('of an older text')
  })

  it.each([
    [{ surveyId: '' }, 'Choose the survey that is sent.'],
    [{ city: 'atlantis' }, 'Choose the city whose members get it.'],
    [{ title: '  ' }, 'The title must not be empty.'],
    [{ closesAt: 'soon' }, 'The closing time must be a date and a time'],
    [{ closesAt: '2026-11-01T20:00' }, 'The closing time has passed already'],
    [{ closesAt: '9999-12-31T20:00' }, 'The closing time is too far away: choose one within the next two years.'],
    [{ closesAt: '2028-12-05T20:00' }, 'The closing time is too far away'],
    [{ closesAt: '2027-03-14T02:30' }, 'does not exist in this city'],
    [{ message: 'x'.repeat(4001) }, 'at most 4,000 characters'],
  ])('with %j is refused at its field, and nothing typed is lost', async (change, message) => {
    const { post, typed, page } = await open()
    const before = await page('/staff/campaigns')
    const answer = await post('/staff/campaigns', { ...typed, ...change })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain(message)
    const kept = { ...typed, ...change }
    expect(html).toContain(kept.message)
    if (kept.title.trim()) expect(html).toContain('value="Trees &amp; &lt;shade&gt;"')
    expect(html).toContain(`value="${kept.closesAt}"`)
    expect(await page('/staff/campaigns')).toBe(before)
  })

  it('is not overwritten by somebody who edits an older text', async () => {
    const { post, typed, ...network } = await open()
    const edit = (title: string) => post(`/staff/campaigns/${CAMPAIGN_ID}/edit`, { ...typed, title, revision: '1' })
    expect((await edit('First')).status).toBe(303)
    const second = await edit('Second')
    expect(second.status).toBe(409)
    const html = await second.text()
    expect(html).toContain('value="Second"')
    expect(html).toContain('<li>Title: “First”</li>')
    expect(html).not.toContain('<pre>')
    expect(html).not.toContain('class="problem"')
    expect(await campaignNow(network)).toMatchObject({ title: 'First' })
  })

  it('cannot be changed once it is launched: the form says so and keeps what was typed', async () => {
    const { post, typed, ...network } = await open()
    await launch(network)
    const edited = await post(`/staff/campaigns/${CAMPAIGN_ID}/edit`, { ...typed, title: 'Too late', revision: '1' })
    expect(edited.status).toBe(409)
    const html = await edited.text()
    expect(html).toContain('This campaign has been launched already.')
    expect(html).toContain('value="Too late"')
  })

  it('tells before the launch what stands in its way', async () => {
    const { post, page, ...network } = await open([])
    const survey = await network.table.get(Survey, surveyKey((await surveyNow(network)).surveyId, 1))
    if (!survey) throw new Error('the survey is gone')
    await network.table.write({ put: { ...surveyKey(survey.surveyId, 1), ...survey, questions: [] } })
    const html = await page()
    expect(html).toContain('The survey has no questions yet.')
    expect(html).toContain('Nobody would get this')
    expect(html).toContain(`href="/staff/surveys/${survey.surveyId}"`)
    expect(html).not.toContain(`action="/staff/campaigns/${CAMPAIGN_ID}/launch"`)
  })

  it('that reaches one person says so', async () => {
    const { page } = await open(people(1))
    expect(await page()).toContain('Launch to 1 person<')
  })
})

describe('a launch', () => {
  it('in the past keeps what was typed and says why', async () => {
    const { post } = await open()
    const answer = await post(`/staff/campaigns/${CAMPAIGN_ID}/launch`, {
      revision: '1',
      when: 'at',
      at: '2020-01-01T10:00',
    })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('The launch time has passed.')
    expect(html).toContain('value="2020-01-01T10:00"')
  })

  it('without a choice launches nothing', async () => {
    const { post, ...network } = await open()
    expect((await post(`/staff/campaigns/${CAMPAIGN_ID}/launch`, { revision: '1' })).status).toBe(422)
    expect(await campaignNow(network)).toMatchObject({ state: 'draft' })
  })

  it('offers no time by itself, and sends nothing now when a time was given', async () => {
    const { post, page, ...network } = await open()
    expect(await page()).not.toContain('checked')
    const answer = await post(`/staff/campaigns/${CAMPAIGN_ID}/launch`, {
      revision: '1',
      when: 'now',
      at: '2026-12-05T10:00',
    })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('<p class="problem" id="at-problem">You chose now and gave a time.')
    expect(html).toContain('value="2026-12-05T10:00"')
    expect(await campaignNow(network)).toMatchObject({ state: 'draft' })
  })

  it('at a time that comes twice asks which of the two, and goes at that', async () => {
    const { post, typed, page, ...network } = await open()
    const created = await post('/staff/campaigns', { ...typed, closesAt: '2027-12-01T20:00' })
    const at = created.headers.get('location') ?? ''
    await page(at)
    const asked = { revision: '1', when: 'at', at: '2027-11-07T01:30' }
    const unclear = await post(`${at}/launch`, asked)
    expect(unclear.status).toBe(422)
    const html = await unclear.text()
    expect(html).toContain('this time comes twice. Choose which of the two.')
    expect(html).toContain('The first, Sunday, November 7, 2027 at 1:30 AM MDT')
    expect(html).toContain('The second, Sunday, November 7, 2027 at 1:30 AM MST')
    expect(html).toContain('value="2027-11-07T01:30"')
    expect((await post(`${at}/launch`, { ...asked, overlap: 'second' })).status).toBe(303)
    const { data } = CampaignId.safeParse(at.split('/').at(-1))
    expect(data && (await readCampaign(network.table, data))).toMatchObject({ launchAt: '2027-11-07T08:30:00.000Z' })
  })

  it('after its closing time is refused beside the time, which is still there', async () => {
    const { post } = await open()
    const refused = await post(`/staff/campaigns/${CAMPAIGN_ID}/launch`, {
      revision: '1',
      when: 'at',
      at: '2026-12-24T10:00',
    })
    expect(refused.status).toBe(422)
    const html = await refused.text()
    expect(html).toContain('<p class="problem" id="at-problem">')
    expect(html).toContain('value="2026-12-24T10:00"')
    expect(html).toContain('Launch to 3 people')
  })

  it('at a time that clocks skip is refused with the two nearest that exist', async () => {
    const { post } = await open()
    const refused = await post(`/staff/campaigns/${CAMPAIGN_ID}/launch`, {
      revision: '1',
      when: 'at',
      at: '2027-03-14T02:30',
    })
    expect(refused.status).toBe(422)
    const html = await refused.text()
    expect(html).toContain('The nearest are 2027-03-14 01:59 and 2027-03-14 03:00.')
    expect(html).toContain('value="2027-03-14T02:30"')
  })

  it('shows the counts and moves', async () => {
    const { post, page, ...network } = await open()
    expect((await post(`/staff/campaigns/${CAMPAIGN_ID}/launch`, { revision: '1', when: 'now' })).status).toBe(303)
    await freeze(network)
    expect(await page()).toContain('http-equiv="refresh"')
    await sendAll(network)
    await settle(network)
    expect(await page()).toMatch(/<dt>Mailed<\/dt><dd>3<\/dd>/)
  })
})

describe('a launch that is planned', () => {
  const planned = async () => {
    const opened = await open()
    const at = { revision: '1', when: 'at', at: '2026-12-05T10:00' }
    expect((await opened.post(`/staff/campaigns/${CAMPAIGN_ID}/launch`, at)).status).toBe(303)
    return opened
  }

  it('still shows whom it reaches and the mail, and no second launch', async () => {
    const { page } = await planned()
    const html = await page()
    expect(html).toMatch(/<dt>Mailed at once<\/dt><dd>3<\/dd>/)
    expect(html).toContain('Launched by somebody')
    expect(html).toContain('Ten minutes for your street.')
    expect(html).not.toContain(`action="/staff/campaigns/${CAMPAIGN_ID}/launch"`)
  })

  it('counts down the minutes of the last hour, and gives way to what is sent without being loaded again', async () => {
    const { page, ...network } = await planned()
    expect(await page()).toContain('Launches Saturday, December 5, 2026 at 10:00 AM Mountain Standard Time. ')
    network.clock.at = Instant.parse('2026-12-05T16:53:20.000Z')
    const html = await page()
    expect(html).toContain('at 10:00 AM Mountain Standard Time, in 7 minutes. ')
    expect(html).toContain('data-every="15"')
    expect(html).toContain('<script src="/assets/campaign.js" defer=""></script>')
    expect(html).toMatch(/<div id="review" data-live="[^"]*">\s*<p/)
    network.clock.at = Instant.parse('2026-12-05T16:59:30.000Z')
    expect(await page()).toContain(', in less than a minute. ')
  })

  it('is taken back, changed and launched again', async () => {
    const { post, page, typed, ...network } = await planned()
    expect((await post(`/staff/campaigns/${CAMPAIGN_ID}/take-back`, {})).status).toBe(303)
    expect(await page()).toContain('took it back before its time')
    const { revision } = await campaignNow(network)
    const changed = { ...typed, revision: String(revision) }
    expect((await post(`/staff/campaigns/${CAMPAIGN_ID}/edit`, changed)).status).toBe(303)
    network.clock.at = Instant.parse('2026-12-05T17:00:30.000Z')
    await startDueCampaigns({ ...network, startReport: network.startWorkflow })
    expect(network.started).toEqual([])
    await post(`/staff/campaigns/${CAMPAIGN_ID}/plan`, {})
    const again = { revision: String(revision + 1), when: 'now' }
    expect((await post(`/staff/campaigns/${CAMPAIGN_ID}/launch`, again)).status).toBe(303)
    expect(network.started).toHaveLength(1)
    expect(await campaignNow(network)).toMatchObject({ title: 'Trees & <shade>', state: 'scheduled' })
  })

  it('is not taken back once it has begun', async () => {
    const { post, ...network } = await open()
    await launch(network)
    await freeze(network)
    expect((await post(`/staff/campaigns/${CAMPAIGN_ID}/take-back`, {})).status).toBe(409)
    expect(await campaignNow(network)).toMatchObject({ state: 'sending' })
  })

  it('keeps no survey open for more than a year', async () => {
    const { post, typed } = await open()
    const created = await post('/staff/campaigns', { ...typed, closesAt: '2027-12-20T20:00' })
    const answer = await post(`${created.headers.get('location')}/launch`, { revision: '1', when: 'now' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('id="at-problem">It would go on for more than a year.')
  })
})

describe('a campaign that has closed', () => {
  it('leads to its own report once that is there', async () => {
    const { page, ...network } = await open()
    await launch(network)
    await freeze(network)
    await closeCampaign(network, CAMPAIGN_ID)
    expect(await page()).toContain('Its report is being made.')
    later(network, 3600)
    expect(await page()).toContain('Its report is not there')
    const of = { campaignId: CAMPAIGN_ID, city: DENVER }
    const drafted = { ...of, cityName: 'Denver', title: 'How is your street?', inputs: 'a', refused: 0 }
    const work = { ...drafted, state: 'waiting', closedAt: network.now(), draftedAt: network.now() }
    await network.table.write({ put: { ...reportWorkKey(of), ...work } })
    expect(await page()).toContain(`href="/staff/reports/${CAMPAIGN_ID}">Its report waits for you`)
    const approved = { by: `usr_${'1'.repeat(26)}`, at: network.now(), tellMembers: false }
    const published = { ...approved, state: 'published', publishedAt: network.now(), release: 1, seal: 'a' }
    await network.table.write({ put: { ...reportWorkKey(of), ...work, ...published } })
    expect(await page()).toContain(`href="/council/denver/reports/${CAMPAIGN_ID}"`)
  })
})

describe('what cannot be undone', () => {
  it.each([
    ['cancel', 'cancelled'],
    ['close', 'closed'],
  ])('is asked about on a page of its own, which says what it costs: %s', async (act, state) => {
    const { post, page, ...network } = await open()
    await launch(network)
    await freeze(network)
    await sendAll(network)
    await settle(network)
    const html = await page()
    expect(html).not.toContain(`action="/staff/campaigns/${CAMPAIGN_ID}/${act}"`)
    expect(html).toContain(`href="/staff/campaigns/${CAMPAIGN_ID}/${act}"`)
    const asked = await page(`/staff/campaigns/${CAMPAIGN_ID}/${act}`)
    expect(asked).toContain('3 people have been mailed')
    expect(asked).toContain('nobody has answered so far')
    expect(asked).toContain(`action="/staff/campaigns/${CAMPAIGN_ID}/${act}"`)
    expect(await campaignNow(network)).toMatchObject({ state: 'open' })
    expect((await post(`/staff/campaigns/${CAMPAIGN_ID}/${act}`, {})).status).toBe(303)
    expect(await campaignNow(network)).toMatchObject({ state })
  })

  it('is not asked about once it is no longer possible', async () => {
    const { app, ...network } = await open()
    await cancelCampaign(network, CAMPAIGN_ID, SAM)
    const answer = await app.request(`/staff/campaigns/${CAMPAIGN_ID}/cancel`)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/staff/campaigns/${CAMPAIGN_ID}`])
  })
})

describe('an address that a refused form left in the browser', () => {
  it.each(['launch', 'pause', 'resume', 'recipients', 'take-back', 'edit'])('leads back: %s', async (act) => {
    const { app, ...network } = await open()
    await launch(network)
    const answer = await app.request(`/staff/campaigns/${CAMPAIGN_ID}/${act}`)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/staff/campaigns/${CAMPAIGN_ID}`])
  })
})

describe('a doubtful send', () => {
  it('is listed by name, and staff can give it up', async () => {
    const { post, page, ...network } = await open(people(1))
    await launch(network)
    await freeze(network)
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENDING', 'after') })
    await expect(sendAll(network, dying)).rejects.toThrow()
    later(network, 91)
    await settle(network)
    expect(await page()).toContain('Ana Ruiz')
    const decided = await post(`/staff/campaigns/${CAMPAIGN_ID}/recipients`, {
      memberId: memberId(0),
      decision: 'give-up',
    })
    expect(decided.status).toBe(303)
    expect(await rowOf(network, 0)).toMatchObject({ state: 'FAILED' })
    expect(await page()).toContain('given up by staff')
  })
})

describe('the list of campaigns', () => {
  it('tells how many were mailed once that is known, and never walks a ledger', async () => {
    const { page, app, ...network } = await open()
    await launch(network)
    await freeze(network)
    network.asked.length = 0
    expect(await page('/staff/campaigns')).toContain('To 3 people')
    await sendAll(network)
    await settle(network)
    network.asked.length = 0
    expect(await page('/staff/campaigns')).toContain('3 of 3 mailed')
    expect(network.asked.filter((pk) => pk.startsWith('CAMPAIGN#'))).toEqual([])
  })

  it('shows the newest and leads to the older ones', async () => {
    const { post, page, typed } = await open()
    for (let n = 1; n <= 20; n++) await post('/staff/campaigns', { ...typed, title: `Wave ${n}.` })
    const newest = await page('/staff/campaigns')
    const [, from = ''] = newest.match(/href="(\/staff\/campaigns\?from=[^"]+)"/) ?? []
    const oldest = await page(from)
    expect([newest, oldest].map((html) => html.match(/<h2>/g)?.length)).toEqual([20, 1])
    expect(newest).not.toContain('>How is your street?<')
    expect(oldest).toContain('>How is your street?<')
  })
})

describe('the mail as it will look', () => {
  it('may carry its own styles, runs nothing and is framed by our pages only', async () => {
    const { app } = await open()
    const mail = await app.request(`/staff/campaigns/${CAMPAIGN_ID}/mail?lang=es`)
    expect(mail.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
    )
    expect(await mail.text()).toContain('Responder la encuesta')
  })
})

describe('a campaign that does not exist', () => {
  it.each(['cmp_01HZZZZZZZZZZZZZZZZZZZZZZY', 'nonsense', 'cmp_%00'])('%s is a page that says so', async (id) => {
    const { app } = await open()
    expect((await app.request(`/staff/campaigns/${id}`)).status).toBe(404)
  })
})

describe('a post from another site', () => {
  it('is refused', async () => {
    const { app, ...network } = await open()
    const answer = await app.request(`/staff/campaigns/${CAMPAIGN_ID}/launch`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: new URLSearchParams({ revision: '1', when: 'now' }),
    })
    expect(answer.status).toBe(403)
    expect(await campaignNow(network)).toMatchObject({ state: 'draft' })
  })
})
