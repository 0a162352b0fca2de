import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { audienceApp, type Page } from '../../functions/http/audience.tsx'
import { surveyRoutes } from '../../functions/surveys/survey.routes.tsx'
import { newestVersion } from '../../functions/surveys/survey-store.ts'
import { SurveyId } from '../../shared/ids.ts'
import { surveyKey } from '../../shared/surveys/survey.ts'
import { freshTable } from '../table.ts'
import { countingIds, DENVER, NOON, SAM, SITE } from './cast.ts'

const PATH = /\/staff\/surveys\/(svy_[0-9A-Z]{26})/

describe('staff who write a survey', () => {
  let table: Table
  let app: Hono<Page>

  const get = (path: string) => app.request(path)
  const post = (path: string, fields: Record<string, string> | [string, string][]) =>
    app.request(path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    })
  const textOf = async (response: Response | Promise<Response>) => (await response).text()

  /** The fields of the editor as a browser would send them. */
  const formOf = async (path: string) => fieldsIn(await textOf(get(path)))
  const stored = async (path: string) => {
    const survey = await newestVersion(table, SurveyId.parse(PATH.exec(path)?.[1]))
    if (!survey) throw new Error('the survey is gone')
    return survey
  }
  const press = async (path: string, what: string, changes: Record<string, string> = {}) =>
    post(path, { ...(await formOf(path)), ...changes, do: what })

  const begin = async (title = 'Safety in the evening') => {
    const answer = await post('/staff/surveys/new', [
      ['title', title],
      ['protection', 'sensitive'],
      ['about', 'gender'],
    ])
    expect(answer.status).toBe(303)
    return answer.headers.get('location') ?? ''
  }

  beforeEach(async () => {
    table = (await freshTable()).table
    const guarded = new Hono<Page>().use(async (c, next) => {
      c.set('actor', SAM)
      await next()
    })
    guarded.route(
      '/',
      surveyRoutes({ site: SITE, table, now: () => NOON, newId: countingIds(), cities: async () => [DENVER] }),
    )
    app = audienceApp(SITE, { section: 'staff' })
    app.route('/', guarded)
  })

  it('are invited to begin when there is no survey yet', async () => {
    expect(await textOf(get('/staff/surveys'))).toContain('No survey has been written yet')
  })

  it('begin with a title, the protection and questions of the bank', async () => {
    const path = await begin()
    expect(await stored(path)).toMatchObject({
      version: 1,
      title: 'Safety in the evening',
      protection: 'sensitive',
      questions: [{ kind: 'demographic', dimension: 'gender' }],
    })
    expect(await textOf(get('/staff/surveys'))).toContain('Safety in the evening')
  })

  it('are told that a title is missing, with what they typed still there', async () => {
    const answer = await post('/staff/surveys/new', { title: ' ', introduction: 'We ask every year.' })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain('The survey needs a title.')
    expect(page).toContain('We ask every year.')
    expect(await textOf(get('/staff/surveys'))).toContain('No survey has been written yet')
  })

  it('add a question without losing what they have just typed elsewhere', async () => {
    const path = await begin()
    const answer = await press(path, 'add:single', { title: 'Safety at night', introduction: 'Typed, not saved.' })
    expect(answer.status).toBe(303)
    expect(await stored(path)).toMatchObject({
      title: 'Safety at night',
      introduction: 'Typed, not saved.',
      questions: [{ kind: 'demographic' }, { kind: 'single', title: '', options: [] }],
    })
  })

  it('write, move, remove and put back questions by buttons alone', async () => {
    const path = await begin()
    await press(path, 'add:multiple')
    const [gender, asked] = (await stored(path)).questions
    if (!gender || !asked) throw new Error('a question is missing')
    await press(path, `move-up:${asked.id}`, {
      [`${asked.id}.title`]: 'What would help?',
      [`${asked.id}.options`]: 'Street lights\r\nLater buses',
      [`${gender.id}.required`]: 'yes',
    })
    expect(await stored(path)).toMatchObject({
      questions: [
        { title: 'What would help?', options: [{ key: 'street-lights' }, { key: 'later-buses' }] },
        { id: gender.id, required: true },
      ],
    })
    await press(path, `remove:${asked.id}`)
    expect((await stored(path)).questions).toHaveLength(1)
    expect(await textOf(get(path))).toContain('Put back: What would help?')
    await press(path, `put-back:${asked.id}`)
    expect((await stored(path)).questions[0]).toMatchObject({ title: 'What would help?' })
  })

  it('can take the mark "required" away again', async () => {
    const path = await begin()
    const [gender] = (await stored(path)).questions
    await press(path, 'save', { [`${gender?.id}.required`]: 'yes' })
    const { [`${gender?.id}.required`]: _unticked, ...rest } = await formOf(path)
    await post(path, { ...rest, do: 'save' })
    expect(await stored(path)).toMatchObject({ questions: [{ required: false }] })
  })

  it('see what the survey lacks, and the way into a campaign once nothing is lacking', async () => {
    const path = await begin()
    await press(path, 'add:single')
    const [, asked] = (await stored(path)).questions
    const lacking = await textOf(get(path))
    expect(lacking).toContain('Question 2 needs its question written.')
    expect(lacking).toContain('Question 2 needs at least two options.')
    expect(lacking).not.toContain('Use in a campaign')
    await press(path, 'save', { [`${asked?.id}.title`]: 'Safe?', [`${asked?.id}.options`]: 'Yes\nNo' })
    const ready = await textOf(get(path))
    expect(ready).toContain(`/staff/campaigns/new?survey=${PATH.exec(path)?.[1]}`)
  })

  it('keep what they typed when a field cannot be stored, and read which one it is', async () => {
    const path = await begin()
    await press(path, 'add:number')
    const [, hours] = (await stored(path)).questions
    const answer = await press(path, 'save', { [`${hours?.id}.least`]: 'none', introduction: 'Still here.' })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain('Question 2, the least number: write numbers such as 12 or 12.5.')
    expect(page).not.toContain('Before it can be sent')
    expect(page).toContain('<title>Error: ')
    expect(fieldsIn(page)).toMatchObject({ [`${hours?.id}.least`]: 'none', introduction: 'Still here.' })
    expect(await stored(path)).toMatchObject({ introduction: '' })
  })

  it('never overwrite each other: the second sees both texts and decides', async () => {
    const path = await begin()
    await press(path, 'add:text')
    const [, text] = (await stored(path)).questions
    const mine = await formOf(path)
    await press(path, 'save', { title: 'Theirs', [`${text?.id}.title`]: 'Anything else?' })

    const answer = await post(path, { ...mine, title: 'Mine', do: 'save' })
    expect(answer.status).toBe(409)
    expect(await stored(path)).toMatchObject({ title: 'Theirs' })
    const page = await answer.text()
    expect(page).toContain('Somebody else saved this survey')
    expect(page).toContain('The title: stored is “Theirs”.')
    expect(page).toContain('Question 2, the question: stored is “Anything else?”.')
    const merged = fieldsIn(page)
    expect(merged).toMatchObject({ title: 'Mine' })

    expect((await post(path, { ...merged, do: 'save' })).status).toBe(303)
    expect(await stored(path)).toMatchObject({ title: 'Mine' })
  })

  it('see what they wrote for a question that somebody else removed', async () => {
    const path = await begin()
    await press(path, 'add:text')
    const [, text] = (await stored(path)).questions
    const mine = { ...(await formOf(path)), [`${text?.id}.title`]: 'A long thought' }
    await press(path, `remove:${text?.id}`)
    const page = await textOf(post(path, { ...mine, do: 'save' }))
    expect(page).toContain('These questions are no longer in the survey')
    expect(page).toContain('A long thought')
  })

  it('make the next version when the last one was launched, and leave that one as it was', async () => {
    const path = await begin()
    const first = await stored(path)
    await table.write({ update: surveyKey(first.surveyId, 1), set: { launchedAt: NOON } })
    expect(await textOf(get(path))).toContain('becomes version 2')
    await press(path, 'save', { title: 'Safety, second wave' })
    const second = await stored(path)
    expect(second).toMatchObject({ version: 2, title: 'Safety, second wave', questions: first.questions })
    expect(second.launchedAt).toBeUndefined()
    const stale = { version: '1', editedAt: first.editedAt, title: 'From an old window', do: 'save' }
    expect((await post(path, stale)).status).toBe(409)
    expect(await textOf(get('/staff/surveys'))).toContain('Safety, second wave')
  })

  it('do not change a version that is launched in the very moment of saving', async () => {
    const path = await begin()
    const form = await formOf(path)
    const racing: Table = {
      ...table,
      async write(...writes) {
        await table.write({ update: surveyKey((await stored(path)).surveyId, 1), set: { launchedAt: NOON } })
        return table.write(...writes)
      },
    }
    const guarded = new Hono<Page>().use(async (c, next) => {
      c.set('actor', SAM)
      await next()
    })
    const needs = { site: SITE, table: racing, now: () => NOON, newId: countingIds(), cities: async () => [] }
    const answer = await guarded.route('/', surveyRoutes(needs)).request(path, {
      method: 'POST',
      body: new URLSearchParams({ ...form, title: 'Too late', do: 'save' }).toString(),
    })
    expect(answer.status).toBe(409)
    expect(await stored(path)).toMatchObject({ version: 1, title: 'Safety in the evening' })
  })

  it('preview the questionnaire in another language with the neighborhoods of a city', async () => {
    const path = await begin('Seguridad')
    await press(path, 'add-from-bank:neighbourhood')
    const page = await textOf(get(`${path}/preview?city=denver&words=es`))
    expect(page).toContain('¿En qué barrio vive?')
    expect(page).toContain('Five Points')
    expect(page).toContain('Resultados con protección especial')
  })

  it('get a page, not an error, for a survey that does not exist', async () => {
    for (const path of ['/staff/surveys/nothing', `/staff/surveys/svy_${'9'.repeat(26)}`]) {
      expect((await get(path)).status).toBe(404)
      expect((await get(`${path}/preview`)).status).toBe(404)
      expect((await post(path, { do: 'save' })).status).toBe(404)
    }
  })
})

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
const plain = (html: string) => html.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)

function fieldsIn(page: string): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const [input] of page.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1]
    const ticked = /type="(radio|checkbox)"/.test(input) ? / checked/.test(input) : true
    if (attribute('name') && ticked) fields[attribute('name') ?? ''] = plain(attribute('value') ?? '')
  }
  for (const [, name = '', text = ''] of page.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)<\/textarea>/g))
    fields[name] = plain(text)
  return fields
}
