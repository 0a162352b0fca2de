import { describe, expect, it } from 'vitest'
import { campaignRoutes } from '../../functions/campaigns/campaign.routes.tsx'
import { campaignDraftingRoutes } from '../../functions/campaigns/drafting/campaign-drafting.routes.tsx'
import { audienceApp } from '../../functions/http/audience.tsx'
import {
  Campaign,
  type CampaignIn,
  campaignItem,
  campaignKey,
  campaignListKey,
} from '../../shared/campaigns/campaign.ts'
import { City } from '../../shared/cities/city.ts'
import { CallId, CampaignId } from '../../shared/ids.ts'
import { Instant } from '../../shared/units.ts'
import { CAMPAIGN_ID, campaignNow, DENVER, DRAFT, denver, people, SAM, surveyNow } from './network.ts'

const open = async () => {
  const network = await denver(people(1))
  const { surveyId } = await surveyNow(network)
  const line = { surveyId, title: 'How is your street?', version: 1, editedAt: network.now(), questions: 1 }
  await network.table.write({ put: { pk: 'SURVEYS', sk: surveyId, ...line } })
  const app = audienceApp(network.site, { section: 'staff' })
  app.use(async (c, next) => {
    c.set('actor', SAM)
    await next()
  })
  const cities = async () => (await network.table.query(City, { pk: 'CITIES' })).items
  const needs = { ...network, startReport: network.startWorkflow, cities }
  app.route('/', campaignDraftingRoutes(needs))
  app.route('/', campaignRoutes(needs))
  const post = (path: string, fields: Record<string, string>) =>
    app.request(path, {
      method: 'POST',
      headers: { origin: network.site.publicUrl },
      body: new URLSearchParams(fields),
    })
  const page = async (path: string) => (await app.request(path)).text()
  const survey = {
    kind: 'survey',
    surveyId,
    city: 'denver',
    title: 'Trees',
    message: 'Where next?',
    closesAt: '2026-12-20T20:00',
    reminders: '0',
    reminderDays: '5',
    repeats: 'never',
  }
  const update = {
    kind: 'update',
    city: 'denver',
    title: 'News',
    message: 'All is **well**.',
    closesAt: '2026-12-20T20:00',
  }
  const quarterly = { repeats: 'quarter', firstAt: '2026-12-05T09:00', ends: 'after', endsAfter: '8' }
  const saved = async (answer: Response) => {
    if (answer.status !== 303) throw new Error(`refused: ${await answer.text()}`)
    const id = CampaignId.parse(answer.headers.get('location')?.split('/').at(-1))
    const campaign = await network.table.get(Campaign, campaignKey(id))
    if (!campaign) throw new Error('nothing was saved')
    return campaign
  }
  return { ...network, app, post, page, survey, update, quarterly, saved }
}

describe('what staff send', () => {
  it('is a survey, an update, or a call, which begins at its own page', async () => {
    const { page } = await open()
    const html = await page('/staff/campaigns/new')
    expect(html).toContain('href="/staff/campaigns/new?kind=update"')
    expect(html).toContain('href="/staff/calls"')
    expect(html).toContain('name="surveyId"')
    const update = await page('/staff/campaigns/new?kind=update')
    expect(update).not.toContain('name="surveyId"')
    expect(update).toContain('Not sent any more after')
    expect(update).toContain('value="2026-12-15T20:00"')
  })

  it('is an update: a text and a time after which it is not sent any more', async () => {
    const { post, update, saved } = await open()
    expect(await saved(await post('/staff/campaigns', update))).toMatchObject({
      kind: 'update',
      state: 'draft',
      message: 'All is **well**.',
      closesAt: '2026-12-21T03:00:00.000Z',
    })
  })

  it('is as long as a browser counts, which takes the end of a line for one character', async () => {
    const { post, update, saved } = await open()
    const message = Array.from({ length: 350 }, () => 'ten a line').join('\r\n')
    const campaign = await saved(await post('/staff/campaigns', { ...update, message }))
    expect(campaign.message).toBe(message.replaceAll('\r\n', '\n'))
  })

  it('has a title of one line, in letters that turn nothing around', async () => {
    const { post, update, saved } = await open()
    const title = 'News \u202eevil\u202c\r\nBcc: all@example.org'
    expect((await saved(await post('/staff/campaigns', { ...update, title }))).title).toBe(
      'News evil Bcc: all@example.org',
    )
  })

  it('is told everything that is wrong at once, in words', async () => {
    const { post } = await open()
    const wrong = { kind: 'update', title: 'x'.repeat(201), message: '', closesAt: 'tomorrow', city: '' }
    const html = await (await post('/staff/campaigns', wrong)).text()
    expect(html).toContain('The title must have at most 200 characters.')
    expect(html).toContain('The time after which it is not sent any more must be a date and a time')
    expect(html).toContain('Choose the city whose members get it.')
    expect(html).toContain('Write what the update says.')
  })

  it('is shown as it will look before it is saved', async () => {
    const { post, page, update } = await open()
    const before = await page('/staff/campaigns')
    const answer = await post('/staff/campaigns', { ...update, act: 'preview' })
    expect(answer.status).toBe(200)
    const html = await answer.text()
    expect(html).toContain('<p>All is <strong>well</strong>.</p>')
    expect(html).toContain('>All is **well**.</textarea>')
    expect(await page('/staff/campaigns')).toBe(before)
  })

  it('is a survey with reminders to those who have not answered', async () => {
    const { post, survey, saved, page } = await open()
    const campaign = await saved(await post('/staff/campaigns', { ...survey, reminders: '2', reminderDays: '4' }))
    expect(campaign).toMatchObject({ reminders: { most: 2, everyDays: 4 } })
    const form = await page(`/staff/campaigns/${campaign.campaignId}/edit`)
    expect(form).toContain('<option value="2" selected="">At most 2</option>')
    expect(form).toMatch(/name="reminderDays"[^>]*value="4"/)
    const changed = { ...survey, reminders: '0', revision: '1' }
    const none = await saved(await post(`/staff/campaigns/${campaign.campaignId}/edit`, changed))
    expect(none).not.toHaveProperty('reminders')
  })

  it('is the invitation to a call, of which only the words are changed here', async () => {
    const { table, post, page, saved } = await open()
    const {
      surveyId: _,
      surveyVersion: __,
      protection: ___,
      ...rest
    } = DRAFT as CampaignIn<'draft'> & { kind: 'survey' }
    const call = Campaign.parse({ ...rest, kind: 'call', callId: CallId.parse(`cal_${'0'.repeat(26)}`) })
    await table.write({ put: campaignItem(call) })
    const form = await page(`/staff/campaigns/${CAMPAIGN_ID}/edit`)
    expect(form).not.toContain('name="closesAt"')
    expect(form).not.toContain('name="repeats"')
    const answer = await post(`/staff/campaigns/${CAMPAIGN_ID}/edit`, { title: 'Call', message: '', revision: '1' })
    expect(await saved(answer)).toMatchObject({ kind: 'call', title: 'Call', closesAt: DRAFT.closesAt })
  })
})

describe('a closing time on the night in which clocks are changed', () => {
  it('that does not exist is refused with the two nearest', async () => {
    const { post, survey } = await open()
    const answer = await post('/staff/campaigns', { ...survey, closesAt: '2027-03-14T02:30' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('The nearest times are 1:59 AM and 3:00 AM.')
  })

  it('that comes twice is asked about, and the answer is kept', async () => {
    const { post, survey, saved, page } = await open()
    const typed = { ...survey, closesAt: '2027-11-07T01:30' }
    const asked = await post('/staff/campaigns', typed)
    expect(asked.status).toBe(422)
    const html = await asked.text()
    expect(html).toContain('The first, 1:30 AM MDT')
    expect(html).toContain('The second, an hour later, 1:30 AM MST')
    expect(html).toContain('id="closesOverlap-problem"')
    const campaign = await saved(await post('/staff/campaigns', { ...typed, closesOverlap: 'second' }))
    expect(campaign.closesAt).toBe('2027-11-07T08:30:00.000Z')
    const form = await page(`/staff/campaigns/${campaign.campaignId}/edit`)
    expect(form).toMatch(/name="closesOverlap" value="second" checked/)
  })
})

describe('a series', () => {
  it('is saved with its rule and the wall clock of its first wave, and shown again as it was typed', async () => {
    const { post, survey, quarterly, saved, page } = await open()
    const campaign = await saved(await post('/staff/campaigns', { ...survey, ...quarterly }))
    expect(campaign).toMatchObject({
      wave: 1,
      repeats: { rule: 'FREQ=MONTHLY;INTERVAL=3;COUNT=8', from: '2026-12-05T09:00' },
    })
    const form = await page(`/staff/campaigns/${campaign.campaignId}/edit`)
    expect(form).toContain('<option value="quarter" selected="">Every quarter</option>')
    expect(form).toMatch(/name="endsAfter"[^>]*value="8"/)
    expect(await page('/staff/campaigns')).toContain('Wave 1 of 8')
    const series = await page(`/staff/campaigns/${campaign.campaignId}/series`)
    expect(series).toContain('Every quarter, first on December 5, 2026 at 9:00 AM.')
    expect(series).toContain('Saturday, June 5, 2027 at 9:00 AM Mountain Daylight Time')
  })

  it('becomes one mailing again when staff say so', async () => {
    const { post, survey, quarterly, saved } = await open()
    const { campaignId } = await saved(await post('/staff/campaigns', { ...survey, ...quarterly }))
    const once = await saved(await post(`/staff/campaigns/${campaignId}/edit`, { ...survey, revision: '1' }))
    expect(once).not.toHaveProperty('repeats')
    expect(once).not.toHaveProperty('wave')
  })

  it.each([
    [{ firstAt: '' }, 'firstAt', 'Say when the first wave goes out'],
    [{ firstAt: '2026-11-30T09:00' }, 'firstAt', 'has passed already'],
    [{ ends: '' }, 'ends', 'Choose when the series ends.'],
    [{ endsAfter: '1' }, 'endsAfter', 'between 2 and 104 waves'],
    [{ ends: 'on', endsOn: '' }, 'endsOn', 'Give the last day'],
    [{ ends: 'on', endsOn: '2026-12-01' }, 'endsOn', 'there would be no wave at all'],
    [{ repeats: 'own', rule: 'FREQ=HOURLY' }, 'rule', 'At most one wave a day'],
    [{ repeats: 'own', rule: 'whenever' }, 'rule', 'This is no rule that we understand'],
    [{ repeats: 'own', rule: 'FREQ=WEEKLY;BYDAY=MO;COUNT=3' }, 'rule', 'would begin on December 7, 2026 at 9:00 AM'],
    [
      { repeats: 'week', firstAt: '2026-12-06T02:30', endsAfter: '30' },
      'firstAt',
      'Wave 15, on March 14, 2027 at 2:30 AM, does not exist in Denver',
    ],
    [{ firstAt: '2026-12-20T20:00' }, 'closesAt', 'comes before the first wave'],
  ])('with %j is refused at its field, with everything typed still there', async (change, field, message) => {
    const { post, survey, quarterly } = await open()
    const answer = await post('/staff/campaigns', { ...survey, ...quarterly, ...change })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toMatch(new RegExp(`id="${field}-problem">[^<]*${message}`))
    expect(html).toContain('<details open="">')
    expect(html).toContain('>Where next?</textarea>')
  })

  it('asks once about waves whose time comes twice', async () => {
    const { post, survey, quarterly, saved } = await open()
    const typed = { ...survey, ...quarterly, repeats: 'week', firstAt: '2026-12-06T01:30', endsAfter: '52' }
    const asked = await (await post('/staff/campaigns', typed)).text()
    expect(asked).toContain('Wave 49, on November 7, 2027 at 1:30 AM, comes twice in Denver')
    expect(asked).toContain('name="wavesOverlap"')
    const campaign = await saved(await post('/staff/campaigns', { ...typed, wavesOverlap: 'first' }))
    expect(campaign.repeats).toMatchObject({ overlap: 'first' })
  })

  it('keeps its rule when a later wave is changed', async () => {
    const { table, post, page, survey, ...network } = await open()
    const repeats = { rule: 'FREQ=WEEKLY;COUNT=9', from: '2026-11-24T12:00' }
    await table.write({ put: campaignItem(Campaign.parse({ ...DRAFT, repeats, wave: 2 })) })
    const form = await page(`/staff/campaigns/${CAMPAIGN_ID}/edit`)
    expect(form).not.toContain('name="repeats"')
    expect(form).toContain('This is wave 2 of a series')
    const answer = await post(`/staff/campaigns/${CAMPAIGN_ID}/edit`, { ...survey, title: 'Changed', revision: '1' })
    expect(answer.status).toBe(303)
    expect(await campaignNow({ ...network, table })).toMatchObject({ title: 'Changed', repeats, wave: 2 })
  })

  it('is asked about as a whole where one wave is to be cancelled', async () => {
    const { app, post, survey, quarterly, saved } = await open()
    const { campaignId } = await saved(await post('/staff/campaigns', { ...survey, ...quarterly }))
    const cancel = await app.request(`/staff/campaigns/${campaignId}/cancel`)
    expect(cancel.headers.get('location')).toBe(`/staff/campaigns/${campaignId}/series`)
    const unclear = await post(`/staff/campaigns/${campaignId}/series`, {})
    expect(unclear.status).toBe(422)
    expect(await unclear.text()).toContain('Choose what is to be left out.')
    expect((await post(`/staff/campaigns/${campaignId}/series`, { ending: 'all' })).status).toBe(303)
    const again = await post(`/staff/campaigns/${campaignId}/series`, { ending: 'all' })
    expect(again.status).toBe(409)
    expect((await app.request(`/staff/campaigns/${CAMPAIGN_ID}/series`)).status).toBe(404)
  })
})

describe('the list of campaigns', () => {
  it('has a line for one that cannot be read, and shows the others', async () => {
    const { table, post, page, update } = await open()
    await post('/staff/campaigns', update)
    await table.write({ put: { ...campaignKey(CAMPAIGN_ID), state: 'nonsense' } })
    const html = await page('/staff/campaigns')
    expect(html).toContain('Cannot be read')
    expect(html).toContain(CAMPAIGN_ID)
    expect(html).toContain('>News</a>')
    await table.write({ put: { ...campaignListKey(DENVER, CAMPAIGN_ID), broken: true } })
    expect(await page('/staff/campaigns')).toContain('>News</a>')
  })

  it('is narrowed to a city, a kind and a state', async () => {
    const { post, page, update, ...network } = await open()
    await post('/staff/campaigns', update)
    const titles = async (query: string) =>
      [...(await page(`/staff/campaigns?${query}`)).matchAll(/<h2><a [^>]*>([^<]*)<\/a>/g)].map(([, title]) => title)
    expect(await titles('')).toEqual(['News', 'How is your street?'])
    expect(await titles('kind=survey')).toEqual(['How is your street?'])
    expect(await titles('kind=update&state=draft&city=denver')).toEqual(['News'])
    expect(await titles('state=closed')).toEqual([])
    expect(await page('/staff/campaigns?state=closed')).toContain('No campaign is like this.')
    const closed = {
      ...(await campaignNow(network)),
      state: 'closed',
      closedAt: Instant.parse('2026-12-01T19:00:00.000Z'),
    }
    const rest = { launchAt: closed.closedAt, responseKey: 'k', recipients: 3, ledgerShards: 8, mailed: 3 }
    await network.table.write({ put: campaignItem(Campaign.parse({ ...closed, ...rest })) })
    expect(await titles('state=closed')).toEqual(['How is your street?'])
  })
})
