import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { audienceApp } from '../../functions/http/audience.tsx'
import { requireStaff } from '../../functions/http/guard.tsx'
import { exportRoutes } from '../../functions/membership/export/export.routes.tsx'
import { importRoutes } from '../../functions/membership/import/import.routes.tsx'
import type { Actor } from '../../shared/identity/actor.ts'
import { sanFrancisco, site } from './cast.ts'
import { emptyNetwork, SAM } from './transfer.ts'

const open = async (actor: Actor | undefined = SAM) => {
  const network = await emptyNetwork()
  const app = audienceApp(site, { section: 'staff' })
  app.use('/staff/*', requireStaff({ site, actorOf: async () => actor }))
  app.route('/', importRoutes({ ...network.needs, site }))
  app.route('/', exportRoutes({ ...network.needs, site }))
  const headers = { origin: site.publicUrl, cookie: '__Host-session=s' }
  const post = (
    path: string,
    body: string | FormData | URLSearchParams | Uint8Array<ArrayBuffer>,
    more: Record<string, string> = {},
  ) => app.request(path, { method: 'POST', headers: { ...headers, ...more }, body })
  const page = async (path: string) => (await app.request(path, { headers })).text()
  const upload = async (text: string, name = 'members.csv') => {
    const form = new FormData()
    form.set('file', new File([text], name))
    const answer = await post('/staff/imports', form)
    await network.work()
    return answer
  }
  const revisionOn = (html: string) => /name="revision" value="(\d+)"/.exec(html)?.[1] ?? ''
  return { ...network, app, headers, post, page, upload, revisionOn }
}

const FILE = 'Nombre;Correo;Zapato\n"<script>alert(1)</script>";ana@example.org;38\nBen;no;40'
const mapping = {
  'column-0': 'name',
  'column-1': 'email',
  'column-2': '',
  city: sanFrancisco.slug,
  language: 'es',
  wording: 'paper 2024',
  agreedOn: '2024-05-01',
  paidThrough: '2027-05-01',
  dates: 'month-first',
}

describe('the pages of an import', () => {
  it('lead from the file over its columns and the check to the members, without a script', async () => {
    const { upload, page, post, revisionOn, work } = await open()
    const answer = await upload(FILE)
    expect(answer.status).toBe(303)
    const at = answer.headers.get('location') ?? ''
    const columns = await page(at)
    expect(columns).toContain('2 rows, read as UTF-8, cells parted by semicolons')
    expect(columns).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(columns).toMatch(/name="column-0"[^>]*>.*<option value="name" selected/s)

    const body = new URLSearchParams([
      ...Object.entries(mapping),
      ['topics', 'surveys'],
      ['revision', revisionOn(columns)],
    ])
    expect((await post(`${at}/check`, body)).status).toBe(303)
    expect(await page(at)).toContain('http-equiv="refresh"')
    await work()
    const checked = await page(at)
    expect(checked).toContain('Nothing has been written yet.')
    expect(checked).toContain('Import 1 member<')
    const report = await page(`${at}/report?show=refused`)
    expect(report).toContain('“Correo” is not an e-mail address that can be mailed.')
    expect(report).not.toContain('ana@example.org')

    expect((await post(`${at}/confirm`, new URLSearchParams({ revision: revisionOn(checked) }))).status).toBe(303)
    expect(await page(at)).toContain('Taking the members in. Nobody is mailed.')
    await work()
    expect(await page(at)).toContain('1 new member')
    expect(await page('/staff/imports')).toContain('Imported')
    expect((await post(`${at}/confirm`, new URLSearchParams({ revision: revisionOn(checked) }))).status).toBe(409)
  })

  it('say what is wrong with the columns at their place, with everything typed still there', async () => {
    const { upload, page, post, revisionOn } = await open()
    const at = (await upload(FILE)).headers.get('location') ?? ''
    const revision = revisionOn(await page(at))
    const typed = { ...mapping, 'column-1': 'name', city: '', wording: 'kept words', revision }
    const answer = await post(`${at}/check`, new URLSearchParams(typed))
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('Two columns are said to be “Name”. Choose one.')
    expect(html).toContain('href="#column-1"')
    expect(html).toContain('Say which column has the e-mail addresses.')
    expect(html).toContain('No column has the city: choose the one that all of them live in.')
    expect(html).toContain('value="kept words"')
  })

  it.each([
    ['Ana,ana@example.org\n', 'The first row looks like a member, not like headers.'],
    ['PK\u0003\u0004', 'This is an Excel workbook, not a CSV file.'],
    ['name,email\n"Ana,ana@example.org\n', 'Row 2: A quotation mark is opened and never closed.'],
  ])('say in words why a file cannot be read: %j', async (text, words) => {
    const { upload, page } = await open()
    const at = (await upload(text)).headers.get('location') ?? ''
    expect(await page(at)).toContain(words)
  })

  it('refuse a post without a file, and one that is too large for a form', async () => {
    const { upload } = await open()
    expect((await upload('')).status).toBe(422)
    const large = await upload('x'.repeat(501_000))
    expect(large.status).toBe(422)
    expect(await large.text()).toContain('Without JavaScript a file may have 500 KB.')
  })

  it('throw a file away', async () => {
    const { upload, page, post, revisionOn, app, headers } = await open()
    const at = (await upload(FILE)).headers.get('location') ?? ''
    const answer = await post(`${at}/discard`, new URLSearchParams({ revision: revisionOn(await page(at)) }))
    expect(answer.headers.get('location')).toBe('/staff/imports')
    expect((await app.request(at, { headers })).status).toBe(404)
  })

  it('take a file in parts, as the script of the page sends it', async () => {
    const { post, page, work } = await open()
    const bytes = new TextEncoder().encode(FILE)
    const json = { 'content-type': 'application/json' }
    const begun = await post('/staff/imports/begin', JSON.stringify({ fileName: 'a.csv', bytes: bytes.length }), json)
    const { importId } = (await begun.json()) as { importId: string }
    const binary = { 'content-type': 'application/octet-stream' }
    expect((await post(`/staff/imports/${importId}/parts/7`, bytes, binary)).status).toBe(422)
    expect((await post(`/staff/imports/${importId}/finish`, '{}', json)).status).toBe(409)
    expect((await post(`/staff/imports/${importId}/parts/0`, bytes, binary)).status).toBe(200)
    expect((await post(`/staff/imports/${importId}/finish`, '{}', json)).status).toBe(200)
    await work()
    expect(await page(`/staff/imports/${importId}`)).toContain('What the columns are')
    expect((await post('/staff/imports/begin', '{"bytes":0}', json)).status).toBe(422)
    expect(await page('/staff/imports/upload.js')).toContain('/staff/imports/begin')
  })

  it.each(['imp_', 'imp_00000000000000000000000099', '__proto__'])('know no import %s', async (id) => {
    const { app, headers, post } = await open()
    expect((await app.request(`/staff/imports/${id}`, { headers })).status).toBe(404)
    expect((await post(`/staff/imports/${id}/confirm`, new URLSearchParams())).status).toBe(404)
  })
})

describe('the pages of an export', () => {
  it('hand out each file by a post, compressed where the browser understands it', async () => {
    const { app, headers, post, page, work, takeIn } = await open()
    await takeIn('name,email,city,paid_through\nAna,ana@example.org,san-francisco,2027-05-01')
    const asked = await post('/staff/exports', new URLSearchParams({ city: '', state: 'all' }))
    const at = asked.headers.get('location') ?? ''
    expect(await page(at)).toContain('This page follows by itself.')
    await work()
    const ready = await page(at)
    expect(ready).toContain('1 person in one file.')
    expect(ready).not.toContain('not on the roll yet')
    expect((await app.request(`${at}/files/1`, { headers })).status).toBe(404)
    const file = await post(`${at}/files/1`, '', { 'accept-encoding': 'gzip, br' })
    expect(file.headers.get('content-encoding')).toBe('gzip')
    expect(file.headers.get('content-disposition')).toContain('members-all-2026-11-23-1.csv"')
    expect(gunzipSync(await file.arrayBuffer()).toString()).toContain('member_id,state')
    const plain = await post(`${at}/files/1`, '')
    expect(plain.headers.get('content-disposition')).toContain('.csv.gz"')
    expect(JSON.parse(await page(`${at}/manifest.json`))).toMatchObject({
      rows: 1,
      missing: 0,
      files: [{ rows: 1 }],
    })
    expect((await post(`${at}/files/2`, '')).status).toBe(404)
  })

  it('refuse a city or a state that there is not', async () => {
    const { post } = await open()
    expect((await post('/staff/exports', new URLSearchParams({ city: 'atlantis', state: 'all' }))).status).toBe(422)
    expect((await post('/staff/exports', new URLSearchParams({ city: '', state: 'dead' }))).status).toBe(422)
  })
})

describe('whoever is not staff', () => {
  const council: Actor = { ...SAM, roles: [{ role: 'council', city: sanFrancisco.slug }] }

  it.each(['/staff/imports', '/staff/exports', '/staff/imports/upload.js'])('sees nothing of %s', async (path) => {
    const { app, headers } = await open(council)
    expect((await app.request(path, { headers })).status).toBe(403)
  })

  it.each(['/staff/imports/begin', '/staff/exports'])('posts nothing to %s', async (path) => {
    const { post, table } = await open(council)
    expect((await post(path, new URLSearchParams({ city: '', state: 'all' }))).status).toBe(403)
    const { items } = await table.query((await import('zod')).looseObject({}), { pk: 'EXPORTS' })
    expect(items).toEqual([])
  })

  it('nor does another site on behalf of staff', async () => {
    const { post } = await open()
    const answer = await post('/staff/exports', new URLSearchParams({ city: '', state: 'all' }), {
      origin: 'https://evil.example',
    })
    expect(answer.status).toBe(403)
  })
})
