import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { MEMBER_COOKIE } from '../../functions/http/member-guard.tsx'
import { findingsRoutes } from '../../functions/membership/account/findings.routes.tsx'
import { ownFindings } from '../../functions/membership/account/own-findings.ts'
import { newMember } from '../../functions/membership/items.ts'
import { type KnownMember, knownMember } from '../../functions/membership/known-member.ts'
import { publishReport } from '../../functions/results/publishing/publish-report.ts'
import { readReport } from '../../functions/results/publishing/report-items.ts'
import { responseKey } from '../../functions/surveys/response-key.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { campaignKey } from '../../shared/campaigns/campaign.ts'
import { Language } from '../../shared/identity/person.ts'
import type { MemberId } from '../../shared/ids.ts'
import { absorbedKey } from '../../shared/membership/alias.ts'
import { shardOf } from '../../shared/membership/member.ts'
import { activated, begun } from '../../shared/membership/membership.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { Findings, findingsKey } from '../../shared/results/findings.ts'
import { type Answers, responsesKey } from '../../shared/surveys/response.ts'
import { surveyKey } from '../../shared/surveys/survey.ts'
import { Cents, PlainDate } from '../../shared/units.ts'
import { FindingsPage } from '../../web/membership/account/findings-page.tsx'
import { findingsText } from '../../web/results/findings-text.ts'
import { memberId, person } from '../campaigns/network.ts'
import { springSurvey } from '../results/answered.ts'
import {
  aResponse,
  atNoon,
  campaignId,
  cubeOfPeople,
  denver,
  GENDER,
  HOME,
  HOURS,
  NEEDS,
  NOON,
  surveyId,
  TRUST,
  WORDS,
} from '../results/cast.ts'
import { strangeNumbers } from '../results/numbers-shown.ts'
import { aCampaign, approveAndSign, denversReport, draft, setTheScene, storeCube } from '../results/published.ts'
import { openResults, thirdWave } from '../results/shown-report.ts'
import { freshTable } from '../table.ts'
import { links } from './cast.ts'

const site = { publicUrl: 'https://network.example', networkName: 'Network' }
const address = `/answers/${campaignId}/findings`
const ANA = memberId(1)
const BEN = memberId(2)
/** Ana was this one, too, and answered as such. */
const ANA_BEFORE = memberId(3)

let table: Table
let report: ReportDocument
let ids = new Map<string, KnownMember>()

const published = async (on: Table, tellMembers: boolean) => {
  await setTheScene(on, 'closed')
  const responseKey = await links.activeKey()
  await on.write({ put: { ...campaignKey(campaignId), ...aCampaign('closed'), responseKey, ledgerShards: 5 } })
  const cube = cubeOfPeople([
    { times: 35, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [NEEDS]: ['work'] } },
    { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '4', [HOME]: 'own' } },
  ])
  await storeCube(on, cube)
  await draft(on, cube)
  const { seal } = await approveAndSign(on, denversReport, tellMembers)
  return publishReport({ table: on, now: atNoon }, { ...denversReport, seal })
}

const joins = async (id: number) => {
  const { audience: _, ...profile } = person(id)
  const payment = { paymentId: `in_${id}`, paidOn: PlainDate.parse('2026-11-01'), cents: Cents.parse(2500), months: 12 }
  const active = activated(begun(profile.memberId, { ...payment, refunded: Cents.parse(0) }), NOON)
  if (active.outcome !== 'activated') throw new Error(active.reason)
  await table.write(...newMember(profile, { ...active.membership, version: 1 }))
  const known = await knownMember(table, profile.memberId)
  if (known) ids.set(profile.memberId, known)
}

const answers = async (id: MemberId, given: Answers, change: object = {}) => {
  const campaign = { campaignId, responseKey: await links.activeKey() }
  const { key, partition, responseId } = await responseKey(links, campaign, id)
  expect(key.pk).toBe(responsesKey(campaignId, partition))
  await table.write(
    { put: { ...key, ...aResponse(1, given), campaignId, partition, responseId, ...change } },
    { put: answeredKey(campaignId, shardOf(id, 5), id) },
  )
}

const app = () => {
  const made = audienceApp(site, { section: 'member' })
  made.route('/', findingsRoutes({ site, table, links, memberOf: async (cookie) => ids.get(cookie) }))
  return made
}
const ask = async (who: MemberId | 'nobody', method: 'GET' | 'POST', language: Language = 'en') => {
  const response = await app().request(`${address}?lang=${language}`, {
    method,
    headers: { cookie: `${MEMBER_COOKIE}=${who}`, origin: site.publicUrl, 'sec-fetch-site': 'same-origin' },
  })
  return { status: response.status, html: await response.text(), headers: response.headers }
}

beforeAll(async () => {
  ;({ table } = await freshTable())
  ids = new Map()
  expect(await published(table, true)).toMatchObject({ outcome: 'published' })
  const read = await readReport(table, denver, campaignId)
  if (!read) throw new Error('nothing was published')
  report = read
  for (const id of [1, 2]) await joins(id)
  const merged = { memberId: ANA_BEFORE, mergeId: `mrg_${'1'.repeat(26)}`, at: NOON, emails: [] }
  await table.write({ put: { ...absorbedKey(ANA, ANA_BEFORE), ...merged } })
  await answers(ANA_BEFORE, { [TRUST]: '2', [HOME]: 'kin', [WORDS]: 'Quieter nights', [GENDER]: 'woman' })
})

describe('what was found', () => {
  it('is read by whoever answered, under whichever name, without any answer of theirs', async () => {
    const { status, html } = await ask(ANA, 'GET')
    expect(status).toBe(200)
    expect(html).toContain('60 members of the network in Denver answered')
    expect(html).toContain('How much do you trust your neighbours?')
    expect(html).not.toContain('Quieter nights')
    expect(html).not.toContain('Your answer:')
  })

  it('stands on the page of the member who answered, and on that of nobody else', async () => {
    const of = async (id: MemberId) => ownFindings(table, ids.get(id) as KnownMember)
    expect(await of(ANA)).toMatchObject([{ campaignId, title: 'Spring survey' }])
    expect(await of(BEN)).toEqual([])
  })

  it('shows nobody who did not answer that others were asked', async () => {
    for (const method of ['GET', 'POST'] as const) expect((await ask(BEN, method)).status).toBe(404)
  })

  it('asks a visitor to sign in', async () => {
    const { status, headers } = await ask('nobody', 'GET')
    expect([status, headers.get('location')]).toEqual([303, `/me/sign-in?to=${encodeURIComponent(address)}`])
  })

  it('shows no number that does not stand in the signed document, in any language', async () => {
    const findings = await table.get(Findings, findingsKey(denver, campaignId))
    if (!findings) throw new Error('nothing was kept for members')
    expect(findings.seal).toBe(report.seal)
    for (const language of Language.options) {
      const html = String(<FindingsPage site={site} language={language} findings={findings} />)
      expect(strangeNumbers(html, report, language)).toEqual([])
      const [percent = ''] = /<strong>\d+%<\/strong>/.exec(html) ?? []
      expect(strangeNumbers(html.replace(percent, '<strong>97%</strong>'), report, language)).not.toEqual([])
    }
    const tables = findings.questions.flatMap((question) => ('tables' in question ? question.tables : []))
    expect(new Set(tables.map(({ by }) => by))).toEqual(new Set(['everybody']))
    const signed = report.questions.flatMap((question) => ('tables' in question ? question.tables : []))
    for (const one of tables) expect(signed).toContainEqual(one)
  })
})

describe('the mail that tells what was found', () => {
  const page = `${site.publicUrl}${address}`

  it('says the same in each language, with a link to the page', async () => {
    const { title, message } = findingsText(await thirdWave(), page)
    expect(title).toBe('What was found · Qué encontramos: How we live in Denver')
    const [english = '', spanish = ''] = message.split('## En español')
    for (const part of [english, spanish]) {
      expect(part.match(/^- /gm)).toHaveLength(3)
      expect(part).toContain(`](${page})`)
    }
    expect(english).toContain('Nobody’s own answer can be told from it.')
  })

  it('promises of exact results nothing that does not hold', async () => {
    expect(findingsText(await openResults(), page).message).not.toMatch(/Nobody’s own answer|no se puede saber/)
  })

  it('leaves out the last findings, whole, where there are too many', async () => {
    const made = await thirdWave()
    const headlines = Array.from({ length: 30 }, () => made.headlines).flat()
    const { message } = findingsText({ ...made, headlines }, page)
    expect(message.length).toBeLessThanOrEqual(4000)
    expect(message.length).toBeGreaterThan(3000)
    for (const line of message.split('\n').filter((one) => one.startsWith('- '))) expect(line).toMatch(/[.)]$/)
    expect(message.trimEnd()).toMatch(/nadie\.$/)
  })
})

describe('one’s own answers', () => {
  it('stand beside the figures once the member asks, in words', async () => {
    const { status, html, headers } = await ask(ANA, 'POST')
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toContain('no-store')
    const trust = /id="q1".*?<\/section>/s.exec(html)?.[0]
    expect(trust).toContain('</strong> 2</p>')
    expect(/id="q2".*?<\/section>/s.exec(html)?.[0]).toContain('</strong> Kin</p>')
    expect(/id="q3".*?<\/section>/s.exec(html)?.[0]).toContain('none.')
    expect(html).toContain('Quieter nights')
    expect((await ask(ANA, 'POST', 'es')).html).toContain('Su respuesta:')
  })

  it('say the unit of a number', async () => {
    const survey = springSurvey()
    const questions = survey.questions.map((one) => (one.kind === 'number' ? { ...one, unit: 'hours' } : one))
    await table.write({ put: { ...surveyKey(surveyId, 1), ...survey, questions } })
    await answers(ANA_BEFORE, { [HOURS]: 12, [WORDS]: 'Quieter nights' })
    expect((await ask(ANA, 'POST')).html).toContain('12 hours')
  })

  it('are gone when they are not stored any more', async () => {
    await answers(ANA_BEFORE, {}, { erased: true })
    const { status, html } = await ask(ANA, 'POST')
    expect(status).toBe(200)
    expect(html).toContain('Your answers are not stored any more')
    expect(html).not.toContain('Quieter nights')
  })
})

describe('a report that staff let go without telling members', () => {
  it('leaves nothing for members to read', async () => {
    const { table: other } = await freshTable()
    expect(await published(other, false)).toMatchObject({ outcome: 'published' })
    expect(await other.get(Findings, findingsKey(denver, campaignId))).toBeUndefined()
  })
})
