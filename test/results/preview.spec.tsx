import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newSalt } from '../../functions/adapters/chance.ts'
import { createLinks } from '../../functions/adapters/links.ts'
import { composeMime, type Mail } from '../../functions/adapters/mail.ts'
import { suppressing } from '../../functions/adapters/suppressions.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { requireStaff, SESSION_COOKIE } from '../../functions/http/guard.tsx'
import { rawAnswerRoutes } from '../../functions/results/counting/raw-answers.routes.tsx'
import { draftReport } from '../../functions/results/drafting/draft-report.ts'
import { previewRoutes } from '../../functions/results/drafting/preview.routes.tsx'
import { sealReport } from '../../functions/results/drafting/seal-report.ts'
import { prepareReport } from '../../functions/results/preparing/prepare-report.ts'
import { hashOfSealed, readSealed } from '../../functions/results/preparing/sealed-store.ts'
import { lookAfterReports } from '../../functions/results/publishing/look-after-reports.ts'
import { publishReport } from '../../functions/results/publishing/publish-report.ts'
import { readReport } from '../../functions/results/publishing/report-items.ts'
import { tellCouncil } from '../../functions/results/publishing/tell-council.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { Cube } from '../../shared/results/counting/tally.ts'
import { ReportWork, reportWorkKey } from '../../shared/results/report-work.ts'
import { SealedInputs } from '../../shared/results/sealed.ts'
import { responsesKey } from '../../shared/surveys/response.ts'
import { type Instant, plusDays } from '../../shared/units.ts'
import { freshTable } from '../table.ts'
import { aResponse, atNoon, campaignId, cubeOfPeople, denver, HOME, NOON, TRUST, WORDS } from './cast.ts'
import { denversReport, draft, recounted, setTheScene, shownSeal, signer, staff, storeCube } from './published.ts'

const actors: Record<string, Actor> = {
  sam: staff,
  dana: { ...staff, roles: [{ role: 'council', city: denver }] },
}

const site = { publicUrl: 'https://network.example', networkName: 'Network' }
const here = `/staff/reports/${campaignId}`

/** Sixty people, of whom `writing` also wrote something. */
const cubeOf = (writing: number): Cube =>
  cubeOfPeople([
    { times: writing, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [WORDS]: 'some words' } },
    { times: 60 - writing, cell: { gender: 'man' }, answers: { [TRUST]: '5', [HOME]: 'own' } },
  ])

const TEXT = 'My landlord Joe Miller of 5 Elm Street never repairs the roof.'

const open = async ({ writing = 30, now = () => NOON }: { writing?: number; now?: () => Instant } = {}) => {
  const { table } = await freshTable()
  await setTheScene(table, 'closed')
  const cube = cubeOf(writing)
  await storeCube(table, cube)
  for (let n = 0; n < 3; n++) {
    const response = aResponse(n, { [WORDS]: n === 0 ? TEXT : `Answer number ${n}.` }, { gender: 'woman' })
    await table.write({
      put: { pk: responsesKey(campaignId, response.partition), sk: response.responseId, ...response },
    })
  }
  const { inputs } = await draft(table, cube)
  const started: { name: string; input: object }[] = []
  const starting = async (name: string, input: object) => {
    started.push({ name, input })
    return { outcome: 'started' as const }
  }
  const app = audienceApp(site, { section: 'staff' })
  app.use('/staff/*', requireStaff({ site, actorOf: async (cookie) => actors[cookie] }))
  app.route('/', rawAnswerRoutes({ site, table, now }))
  app.route('/', previewRoutes({ site, table, now, startReport: starting, startPublication: starting }))
  const headers = (who: string) => ({ cookie: `${SESSION_COOKIE}=${who}`, origin: site.publicUrl })
  const post = (path: string, fields: Record<string, string> | [string, string][] = {}, who = 'sam') =>
    app.request(path, { method: 'POST', headers: headers(who), body: new URLSearchParams(fields) })
  return {
    table,
    cube,
    inputs,
    started,
    get: (path: string, who = 'sam') => app.request(path, { headers: headers(who) }),
    post,
    /** Of the document that the page shows now. */
    seal: () => shownSeal(table),
    letGo: async (more: Record<string, string> = {}) =>
      post(`${here}/publish`, { seal: await shownSeal(table), ...more }),
    work: () => table.get(ReportWork, reportWorkKey(denversReport)),
    audited: async () =>
      (
        await table.query(z.object({ act: z.string(), actor: z.string() }), { pk: `AUDIT#${NOON.slice(0, 7)}` })
      ).items.map(({ act }) => act),
  }
}

describe('a draft', () => {
  it('is shown to staff with what is merged or left out and why, before its council can see it', async () => {
    const { get, table } = await open()
    const list = await (await get('/staff/reports')).text()
    expect(list).toContain('Spring survey')
    expect(list).toContain('Waits for you')
    const html = await (await get(here)).text()
    expect(html).toContain('What is merged or left out, and why')
    expect(html).toContain('All answers were recounted')
    expect(html).toContain('The gate has proven for every question')
    expect((await get(`${here}/shown`)).status).toBe(200)
    expect(await readReport(table, denver, campaignId)).toBeUndefined()
  })

  it('is let go by a person, who is named, and only as it was looked at', async () => {
    const { get, post, letGo, work, seal, started, audited } = await open()
    expect(await (await get(here)).text()).toContain(`name="seal" value="${await seal()}"`)
    for (const other of ['another', '']) {
      const refused = await post(`${here}/publish`, { seal: other })
      expect(refused.status).toBe(422)
      expect(await refused.text()).toContain('has changed since you opened this page')
    }
    expect(started).toEqual([])

    const shown = await seal()
    expect((await letGo({ tellMembers: 'yes' })).status).toBe(303)
    expect(await work()).toMatchObject({ state: 'approved', by: staff.userId, tellMembers: true, shown })
    expect(started).toEqual([{ name: expect.stringContaining(campaignId), input: denversReport }])
    expect(await audited()).toContain('report.approved')
    expect((await letGo()).status).toBe(422)
  })

  it('is held back with a reason, and can be let go after all', async () => {
    const { get, post, letGo, work, audited } = await open()
    const empty = await post(`${here}/hold-back`, { reason: ' ' })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toContain('href="#reason"')
    await post(`${here}/hold-back`, { reason: 'The <margins> are missing.' })
    expect(await work()).toMatchObject({ state: 'held-back', reason: 'The <margins> are missing.' })
    expect(await (await get(here)).text()).toContain('The &lt;margins&gt; are missing.')
    await letGo()
    expect(await work()).toMatchObject({ state: 'approved' })
    expect(await audited()).toEqual(expect.arrayContaining(['report.held-back', 'report.approved']))
  })

  it('is made again as often as staff want, once for each draft, and never after it was let go', async () => {
    const { post, letGo, seal, inputs, started, table, cube, work } = await open()
    const seen = await seal()
    await post(`${here}/again`)
    await post(`${here}/again`)
    expect(new Set(started.map(({ name }) => name)).size).toBe(1)
    const again = await draft(table, cube, () => plusDays(NOON, 1))
    expect(again.inputs).not.toBe(inputs)
    for (const _ of ['once', 'twice']) expect((await post(`${here}/publish`, { seal: seen })).status).toBe(422)
    expect(await work()).toMatchObject({ state: 'waiting', inputs: again.inputs })
    await letGo()
    expect(await work()).toMatchObject({ state: 'approved', inputs: again.inputs })
    expect((await post(`${here}/again`)).status).toBe(422)
    await expect(draft(table, cube, () => plusDays(NOON, 2))).rejects.toThrow('refused')
  })

  it('can be let go while it is made again, and is published as it was looked at', async () => {
    const { post, letGo, inputs, table, cube, work } = await open()
    await post(`${here}/again`)
    const recount = await recounted(table, cube)
    const needs = { table, now: () => plusDays(NOON, 1), newSalt, codeVersion: 'test' }
    const again = await prepareReport(needs, { campaignId, recount })
    if (again.outcome !== 'prepared') throw new Error(again.outcome)
    await letGo()
    expect(await draftReport(needs, { ...denversReport, inputs: again.inputs })).toMatchObject({ outcome: 'refused' })

    const signed = await sealReport({ table, signer }, denversReport)
    if (signed.outcome !== 'signed') throw new Error(signed.outcome)
    await publishReport({ table, now: atNoon }, { ...denversReport, seal: signed.seal })
    expect(await work()).toMatchObject({ state: 'published', inputs })
    expect(await readSealed(table, denversReport, inputs)).toBeDefined()
    expect(await readSealed(table, denversReport, again.inputs)).toBeUndefined()
  })

  it('keeps no inputs of a draft that was replaced', async () => {
    const { inputs, table, cube } = await open()
    const again = await draft(table, cube, () => plusDays(NOON, 1))
    expect(await readSealed(table, denversReport, inputs)).toBeUndefined()
    expect(await readSealed(table, denversReport, again.inputs)).toBeDefined()
  })

  it('is begun again when staff ask a second time after a fault', async () => {
    let at = NOON
    const { post, started } = await open({ now: () => at })
    await post(`${here}/again`)
    at = plusDays(NOON, 1)
    await post(`${here}/again`)
    expect(new Set(started.map(({ name }) => name)).size).toBe(2)
  })

  it('that waits for a week becomes a task, every week anew, and is not published by itself', async () => {
    const { table, work, started } = await open()
    const look = (days: number) =>
      lookAfterReports({
        table,
        now: () => plusDays(NOON, days),
        startPublication: async (name, input) => {
          started.push({ name, input })
          return { outcome: 'started' }
        },
      })
    expect(await look(6)).toEqual({ started: 0, asked: 0 })
    expect(await look(7)).toEqual({ started: 0, asked: 1 })
    expect(await look(8)).toEqual({ started: 0, asked: 0 })
    expect(await look(14)).toEqual({ started: 0, asked: 1 })
    expect(await work()).toMatchObject({ state: 'waiting' })
    expect(started).toEqual([])
  })

  it('that was let go and is not published is started again', async () => {
    const { table, letGo, started } = await open()
    await letGo()
    const startPublication = async (name: string, input: object) => {
      started.push({ name, input })
      return { outcome: 'started' as const }
    }
    await lookAfterReports({ table, now: atNoon, startPublication })
    expect(started).toHaveLength(1)
    expect(await lookAfterReports({ table, now: () => plusDays(NOON, 1), startPublication })).toMatchObject({
      started: 1,
    })
    expect(started[1]?.input).toEqual(denversReport)
  })
})

describe('a council member', () => {
  it('is refused on every page of staff about reports', async () => {
    const { get, post, seal, work } = await open()
    for (const path of ['/staff/reports', here, `${here}/shown`, `${here}/texts`])
      expect((await get(path, 'dana')).status, path).toBe(403)
    for (const act of ['publish', 'hold-back', 'again', 'sealed', `texts/${WORDS}`])
      expect((await post(`${here}/${act}`, { seal: await seal(), reason: 'no' }, 'dana')).status, act).toBe(403)
    expect(await work()).toMatchObject({ state: 'waiting' })
  })
})

describe('quotations', () => {
  it('are not offered where too few people wrote something', async () => {
    const { get, post } = await open({ writing: 30 })
    expect(await (await get(`${here}/texts`)).text()).toMatch(
      /Too few people wrote something .*: at least 50 have to\./s,
    )
    const refused = await post(`${here}/texts/${WORDS}`, { save: 'yes', quotation: TEXT })
    expect(refused.status).toBe(422)
  })

  it('are read by nobody there: the few who wrote are not shown, whatever is asked for', async () => {
    const { post } = await open({ writing: 30 })
    const all: Record<string, string>[] = [{}, { save: 'yes', quotation: 'words' }, { save: 'yes' }, { add: 'nothing' }]
    for (const asked of all) {
      const answer = await post(`${here}/texts/${WORDS}`, asked)
      expect(answer.status, JSON.stringify(asked)).toBe(422)
      const page = await answer.text()
      expect(page, JSON.stringify(asked)).not.toContain('Joe Miller')
      expect(page).toContain('Too few people wrote something')
    }
  })

  it('name whoever reads the texts in the audit log, also on a form that is refused', async () => {
    const { post, audited } = await open({ writing: 55 })
    const refused = await post(`${here}/texts/${WORDS}`, { save: 'yes', quotation: 'Words of nobody.' })
    const again = await refused.text()
    expect(again).toContain(TEXT)
    expect(again).toContain('Words of nobody.</textarea>')
    expect(again).toMatch(/aria-describedby="quotation-0-problem"/)
    expect(again).toMatch(/id="quotation-0-problem">This stands in no text/)
    expect(await audited()).toContain('report.texts-read')
  })

  it('are chosen by staff, without names, and go into the signed report', async () => {
    const { get, post, letGo, table, audited } = await open({ writing: 55 })
    const page = await (await post(`${here}/texts/${WORDS}`)).text()
    expect(page).toContain(TEXT)
    expect(page).not.toMatch(/woman|Female/)
    expect(await audited()).toContain('report.texts-read')

    const made = await post(`${here}/texts/${WORDS}`, { save: 'yes', quotation: 'My landlord is a good man.' })
    expect(made.status).toBe(422)
    expect(await made.text()).toContain('My landlord is a good man.')
    const cut = 'My landlord [...] never repairs the roof.'
    expect(
      (
        await post(`${here}/texts/${WORDS}`, [
          ['quotation', cut],
          ['quotation', ''],
          ['save', 'yes'],
        ])
      ).status,
    ).toBe(303)
    for (const path of ['texts', 'shown'])
      expect(await (await get(`${here}/${path}`)).text(), path).toContain('My landlord […] never repairs the roof.')

    await letGo()
    const signed = await sealReport({ table, signer }, denversReport)
    expect(signed.outcome).toBe('signed')
    if (signed.outcome === 'signed')
      await publishReport({ table, now: atNoon }, { ...denversReport, seal: signed.seal })
    const report = await readReport(table, denver, campaignId)
    expect(report?.questions.find(({ id }) => id === WORDS)).toMatchObject({
      quotations: ['My landlord […] never repairs the roof.'],
    })
    expect((await post(`${here}/texts/${WORDS}`, { save: 'yes', quotation: cut })).status).toBe(422)
  })
})

describe('sealed inputs', () => {
  it('are taken by staff, whom the audit log names, and hash to what the receipt says', async () => {
    const { post, inputs, audited } = await open()
    const answer = await post(`${here}/sealed`)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    const text = await new Response(answer.body?.pipeThrough(new DecompressionStream('gzip'))).text()
    expect(hashOfSealed(SealedInputs.parse(JSON.parse(text)))).toBe(inputs)
    expect(await audited()).toContain('report.sealed-taken')
  })
})

describe('a published report', () => {
  const links = createLinks(async () => 'a secret of at least thirty-two letters')

  const published = async (...invited: [email: string, city: string][]) => {
    const opened = await open()
    const { table, letGo } = opened
    for (const [email, city] of invited)
      await table.write({
        put: { pk: 'PEOPLE', sk: email, email, roles: [{ role: 'council', city }], invitedAt: NOON },
      })
    await letGo()
    const signed = await sealReport({ table, signer }, denversReport)
    if (signed.outcome === 'signed')
      await publishReport({ table, now: atNoon }, { ...denversReport, seal: signed.seal })
    return opened
  }

  it('is told to everybody invited to its council, each of them once, and to nobody else', async () => {
    const { table, work } = await published(
      ['dana@example.org', 'denver'],
      ['devi@example.org', 'denver'],
      ['fred@example.org', 'fresno'],
    )
    const sent: string[] = []
    let down = true
    const mail = {
      prepare: (letter: Mail) => {
        expect(letter.text).toContain('https://network.example/council/denver/reports/')
        return composeMime(letter, { name: 'Network', address: 'hello@example.org' })
      },
      send: async ({ to }: { to: string }) => {
        if (down && sent.length === 1) return { outcome: 'not-sent' as const, reason: 'rate' as const }
        sent.push(to)
        return { outcome: 'accepted' as const, messageId: to }
      },
    }
    const needs = { table, now: atNoon, links, mail, site: { ...site, postalAddress: '1 Example Street' } }
    await expect(tellCouncil(needs, denversReport)).rejects.toThrow('could not be mailed for now')
    down = false
    expect(await tellCouncil(needs, denversReport)).toEqual({ outcome: 'told', people: 2, missed: 0 })
    await tellCouncil(needs, denversReport)
    expect(sent.sort()).toEqual(['dana@example.org', 'devi@example.org'])
    expect(await work()).toMatchObject({ councilTold: 2, councilMissed: 0 })
  })

  it('is not mailed to whom no mail reaches; staff see who that is and why, and the others are told', async () => {
    const everybody = ['ana', 'ben', 'chris', 'dora'].map((name) => `${name}@example.org`)
    const { table, work, get } = await published(...everybody.map((email): [string, string] => [email, 'denver']), [
      'fred@example.org',
      'fresno',
    ])
    for (const name of ['ana', 'fred'])
      await table.write(
        await suppressing({ links }, Mailbox.parse(`${name}@example.org`), { reason: 'complained', at: NOON }),
      )
    const sent: string[] = []
    const mail = {
      prepare: (letter: Mail) => composeMime(letter, { name: 'Network', address: 'hello@example.org' }),
      send: async ({ to }: { to: string }) => {
        sent.push(to)
        if (to.startsWith('ben')) return { outcome: 'rejected' as const, reason: 'MessageRejected' }
        if (to.startsWith('chris')) return { outcome: 'uncertain' as const, reason: 'TimeoutError' }
        return { outcome: 'accepted' as const, messageId: to }
      },
    }
    const needs = { table, now: atNoon, links, mail, site: { ...site, postalAddress: '1 Example Street' } }
    for (const _ of ['once', 'and again with its task'])
      expect(await tellCouncil(needs, denversReport)).toEqual({ outcome: 'told', people: 1, missed: 3 })
    expect(sent.sort()).toEqual(['ben@example.org', 'chris@example.org', 'dora@example.org'])
    expect(await work()).toMatchObject({ councilTold: 1, councilMissed: 3 })
    const html = await (await get(here)).text()
    expect(html).toContain('1 person of the council.')
    for (const [name, why] of [
      ['ana', 'marked as unwanted'],
      ['ben', 'refused the mail'],
      ['chris', 'whether the mail left'],
    ])
      expect(html).toMatch(new RegExp(`Not told: <strong>${name}@example.org</strong>: [^<]*${why}`))
    expect(html).toContain('href="/staff/suppressions"')
    expect(html).not.toContain('dora@example.org')
    expect(html).not.toContain('fred@example.org')
  })
})

describe('the publisher', () => {
  let table: Table
  let seal: string

  beforeAll(async () => {
    const opened = await open()
    table = opened.table
    await opened.letGo()
    const signed = await sealReport({ table, signer }, denversReport)
    seal = signed.outcome === 'signed' ? signed.seal : ''
  })

  const key = { pk: `DRAFT#${campaignId}#denver`, sk: 'SIGNED' }
  const Item = z.record(z.string(), z.unknown())
  const publish = () => publishReport({ table, now: atNoon }, { ...denversReport, seal })

  it('refuses what carries no signature, or one of another key', async () => {
    const head = await table.get(Item, key)
    for (const signature of [undefined, { algorithm: 'Ed25519', key: 'another', value: 'AAAA' }]) {
      await table.write({ put: { ...head, ...key, signature } })
      expect(await publish()).toEqual({ outcome: 'refused', reason: 'not-signed' })
    }
    await table.write({ put: { ...head, ...key } })
    expect(await readReport(table, denver, campaignId)).toBeUndefined()
  })

  it('refuses what was changed after it was signed', async () => {
    const head = await table.get(Item, key)
    await table.write({ put: { ...head, ...key, head: { ...(head?.head as object), title: 'Another title' } } })
    expect(await publish()).toEqual({ outcome: 'refused', reason: 'not-the-sealed-report' })
    await table.write({ put: { ...head, ...key } })
  })

  it('publishes what is signed', async () => {
    expect(await publish()).toEqual({ outcome: 'published', release: 1 })
  })
})
