import { extractText, getDocumentProxy } from 'unpdf'
import { beforeAll, describe, expect, it } from 'vitest'
import { newSalt } from '../../functions/adapters/chance.ts'
import { highsSolver } from '../../functions/adapters/integer-programme.ts'
import { createLinks } from '../../functions/adapters/links.ts'
import type { Mail } from '../../functions/adapters/mail.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { addCity } from '../../functions/cities/add-city.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { requireStaff, SESSION_COOKIE } from '../../functions/http/guard.tsx'
import { FILES } from '../../functions/results/downloads/release-files.ts'
import { draftReport } from '../../functions/results/drafting/draft-report.ts'
import { previewRoutes } from '../../functions/results/drafting/preview.routes.tsx'
import { sealReport } from '../../functions/results/drafting/seal-report.ts'
import { attackReports } from '../../functions/results/gate/attack-reports.ts'
import { proveQuestion, provingWithin } from '../../functions/results/gate/prove-question.ts'
import { publicKeys } from '../../functions/results/gate/signing.ts'
import { isVerified, verifyReport } from '../../functions/results/gate/verify-report.ts'
import { networkRoutes } from '../../functions/results/network/network.routes.tsx'
import { networkChoices } from '../../functions/results/network/network-choices.ts'
import { prepareNetworkReport } from '../../functions/results/network/prepare-network-report.ts'
import { readSealed } from '../../functions/results/preparing/sealed-store.ts'
import { councilRoutes } from '../../functions/results/publishing/council.routes.tsx'
import { downloadRoutes } from '../../functions/results/publishing/downloads.routes.tsx'
import { publishReport } from '../../functions/results/publishing/publish-report.ts'
import {
  readDraft,
  readReport,
  releaseKey,
  reportKey,
  storeDraft,
} from '../../functions/results/publishing/report-items.ts'
import { tellCouncil } from '../../functions/results/publishing/tell-council.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { invitationKey } from '../../shared/identity/invitation.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { type CampaignId, CitySlug } from '../../shared/ids.ts'
import type { Cube } from '../../shared/results/counting/tally.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { besideOthers } from '../../shared/results/network/city-in-network.ts'
import { NETWORK } from '../../shared/results/network/network-report.ts'
import { freshTable } from '../table.ts'
import { atNoon, cubeOfPeople, HOME, NEEDS, NOON, TRUST } from './cast.ts'
import { strangeNumbers } from './numbers-shown.ts'
import { aCity, publishIn, shownSeal, signer, staff } from './published.ts'

const solve = highsSolver()
const site = { publicUrl: 'https://network.example', networkName: 'Network' }
const slug = (name: string) => CitySlug.parse(name)

/** `happy` of them trust their neighbours, all others do not. */
const people = (times: number, happy: number): Cube =>
  cubeOfPeople([
    { times: happy, cell: { gender: 'woman' }, answers: { [TRUST]: '5', [HOME]: 'own', [NEEDS]: ['care'] } },
    { times: times - happy, cell: { gender: 'man' }, answers: { [TRUST]: '1', [HOME]: 'rent', [NEEDS]: ['work'] } },
  ])

const actors: Record<string, Actor> = {
  sam: staff,
  ...Object.fromEntries(
    ['denver', 'fresno', 'boise', 'elko'].map((city) => [
      city,
      { ...staff, roles: [{ role: 'council' as const, city: slug(city) }] },
    ]),
  ),
}

const networkOf = async (cities: Record<string, Cube>) => {
  const { table } = await freshTable()
  for (const [city, cube] of Object.entries(cities)) await publishIn(table, city, cube)
  const started: { name: string; input: { campaignId: CampaignId; campaigns: CampaignId[] } }[] = []
  const starting = async (name: string, input: object) => {
    started.push({ name, input: input as never })
    return { outcome: 'started' as const }
  }
  const actorOf = async (cookie: string) => actors[cookie]
  const app = audienceApp(site, { section: 'staff' })
  const needs = { site, table, now: atNoon, actorOf }
  app.use('/staff/*', requireStaff({ site, actorOf }))
  app.route('/', networkRoutes({ ...needs, startNetworkReport: starting }))
  app.route('/', previewRoutes({ ...needs, startReport: starting, startPublication: starting }))
  app.route('/', councilRoutes(needs))
  app.route('/', downloadRoutes(needs))
  const headers = (who: string) => ({ cookie: `${SESSION_COOKIE}=${who}`, origin: site.publicUrl })
  return {
    table,
    started,
    get: (path: string, who = 'sam') => app.request(path, { headers: headers(who) }),
    post: (path: string, fields: [string, string][], who = 'sam') =>
      app.request(path, { method: 'POST', headers: headers(who), body: new URLSearchParams(fields) }),
  }
}
type Network = Awaited<ReturnType<typeof networkOf>>

const onlyChoice = async (table: Table) => {
  const [choice] = await networkChoices(table)
  if (!choice) throw new Error('there is nothing to put together')
  return choice
}

/** The tasks of the workflow, in its order. */
const draftNetwork = async (table: Table, input: { campaignId: CampaignId; campaigns: CampaignId[] }) => {
  const needs = { table, now: atNoon, signer, solve }
  const prepared = await prepareNetworkReport({ ...needs, newSalt, codeVersion: 'test' }, input)
  if (prepared.outcome !== 'prepared') return prepared
  const of = { campaignId: input.campaignId, city: prepared.city }
  for (const question of prepared.questions) await proveQuestion(needs, { ...of, inputs: prepared.inputs, question })
  await draftReport(needs, { ...of, inputs: prepared.inputs })
  return prepared
}

/** Staff ask for it and let it go. */
const publishNetwork = async ({ table, post, started }: Network) => {
  const { campaignId, cities } = await onlyChoice(table)
  const chosen = cities.map((one): [string, string] => ['campaign', one.campaignId])
  expect((await post('/staff/reports/network', [['report', campaignId], ...chosen])).status).toBe(303)
  const input = started.at(-1)?.input
  const prepared = input && (await draftNetwork(table, input))
  if (prepared?.outcome !== 'prepared') throw new Error(`the report was not prepared: ${prepared?.reason}`)
  const of = { campaignId, city: NETWORK }
  const seal = await shownSeal(table, of)
  expect((await post(`/staff/reports/${campaignId}/publish`, [['seal', seal]])).status).toBe(303)
  const signed = await sealReport({ table, signer }, of)
  if (signed.outcome !== 'signed') throw new Error('the report was not signed')
  expect(await publishReport({ table, now: atNoon }, { ...of, seal: signed.seal })).toMatchObject({
    outcome: 'published',
  })
  return { campaignId, inputs: prepared.inputs, leftOut: prepared.leftOut, seal: signed.seal }
}

const reportOf = async (table: Table, campaignId: CampaignId, city: string) => {
  const report = await readReport(table, slug(city), campaignId)
  if (!report) throw new Error(`${city} has no report`)
  return report
}

describe('three cities that have published reports of the same survey', () => {
  let network: Network
  let made: Awaited<ReturnType<typeof publishNetwork>>
  beforeAll(async () => {
    network = await networkOf({ Denver: people(80, 20), Fresno: people(60, 40), Boise: people(50, 25) })
    made = await publishNetwork(network)
  })

  it('become one report, attacked together with what each city has told', async () => {
    const report = await reportOf(network.table, made.campaignId, NETWORK)
    expect(report.answered).toEqual({ kind: 'exact', count: 190 })
    expect(report.timeZone).toBe('America/Denver')
    expect(report.scope.kind === 'network' && report.scope.cities.map(({ city }) => city)).toEqual([
      'boise',
      'denver',
      'fresno',
    ])
    expect(report.receipt.earlier).toHaveLength(3)
    const trust = report.questions.find(({ id }) => id === TRUST)
    expect(trust && 'tables' in trust && trust.tables.map(({ by }) => by)).toEqual(['everybody', 'city', 'gender'])
  })

  it('is read by staff, and by no council', async () => {
    const address = `/council/network/reports/${made.campaignId}`
    expect((await network.get(address)).status).toBe(200)
    for (const who of ['denver', 'fresno', 'boise'])
      for (const path of [
        address,
        `${address}/files/report.json`,
        '/staff/reports/network',
        `/staff/reports/${made.campaignId}`,
      ])
        expect([(await network.get(path, who)).status, who, path]).toEqual([403, who, path])
  })

  it('gives each council its own city against the others together, signed, and nothing of another city', async () => {
    const whole = await reportOf(network.table, made.campaignId, NETWORK)
    const compared = whole.questions.flatMap((one) => ('comparisons' in one ? one.comparisons : []))
    for (const city of ['denver', 'fresno', 'boise']) {
      const slice = await reportOf(network.table, made.campaignId, city)
      expect(slice.scope.kind).toBe('city-in-network')
      expect(slice.questions.length).toBeGreaterThan(0)
      for (const question of slice.questions) {
        if (!('tables' in question)) throw new Error('only what was counted is compared')
        expect(question.tables).toEqual([])
        expect(question.comparisons.length).toBeGreaterThan(0)
        for (const comparison of question.comparisons) {
          expect(comparison.with).toMatchObject({ kind: 'rest-of-network', city, cities: 2 })
          expect(compared).toContainEqual(comparison)
        }
      }
      const others = whole.scope.kind === 'network' ? whole.scope.cities.filter((one) => one.city !== city) : []
      for (const { campaignId } of others) expect(JSON.stringify(slice)).not.toContain(campaignId)
    }
  })

  it('is what its sealed inputs give, and so is each part that a council reads', async () => {
    const { table } = network
    const keys = await publicKeys(table)
    const sealed = await readSealed(table, { campaignId: made.campaignId, city: NETWORK }, made.inputs)
    if (!sealed) throw new Error('nothing was sealed')
    for (const city of [NETWORK, 'denver', 'fresno', 'boise']) {
      const document = await reportOf(table, made.campaignId, city)
      const verified = await verifyReport(
        { prove: () => provingWithin({ now: atNoon, solve }), keys },
        document,
        sealed,
      )
      expect([city, verified]).toEqual([city, { seal: 'equal', signature: 'valid', inputs: 'equal', unequal: [] }])
      expect(isVerified(verified)).toBe(true)
    }
    const changed = JSON.parse(JSON.stringify(await reportOf(table, made.campaignId, 'denver')))
    changed.questions[0].comparisons[0].differences[0].points += 1
    const verified = await verifyReport({ prove: () => provingWithin({ now: atNoon, solve }), keys }, changed, sealed)
    expect(verified).toMatchObject({ seal: 'not-equal', unequal: ['questions.0.comparisons.0.differences.0.points'] })
  })

  it('gives nobody away, together with all that its cities have told', async () => {
    const { table } = network
    const sealed = await readSealed(table, { campaignId: made.campaignId, city: NETWORK }, made.inputs)
    if (!sealed) throw new Error('nothing was sealed')
    const attacked = await attackReports({ solve }, [await reportOf(table, made.campaignId, NETWORK)], sealed)
    expect(attacked.length).toBeGreaterThan(3)
    expect(attacked.filter(({ outcome }) => outcome !== 'nobody')).toEqual([])
  })

  it('stands on the pages of the council, in both languages, and in every file', async () => {
    const { get } = network
    const page = `/council/denver/reports/${made.campaignId}`
    expect(await (await get('/council/denver', 'denver')).text()).toContain(page)
    const html = await (await get(page, 'denver')).text()
    expect(html).toContain('Other cities together')
    expect(html).not.toMatch(/Fresno and the other|Boise and the other/)
    expect(await (await get(`${page}?lang=es`, 'denver')).text()).toContain('Las demás ciudades juntas')
    const own = (await onlyChoice(network.table)).cities.find(({ city }) => city === 'denver')
    const beside = await (await get(`/council/denver/reports/${own?.campaignId}`, 'denver')).text()
    expect(beside).toContain('Denver and the other cities')
    expect(beside).toContain('How the city compares with the others is a report of its own')
    for (const kind of FILES) {
      const file = await get(`${page}/files/report.${kind}`, 'denver')
      expect([kind, file.status]).toEqual([kind, 200])
    }
    const pdf = new Uint8Array(await (await get(`${page}/files/report.en.pdf`, 'denver')).arrayBuffer())
    const { text } = await extractText(await getDocumentProxy(pdf), { mergePages: true })
    expect(text).toContain('Spring survey: compared with the other cities')
    for (const who of ['fresno', 'boise', 'elko'])
      for (const path of [page, `${page}/files/report.json`]) expect((await get(path, who)).status).toBe(403)
  })

  it('shows no number that does not stand in what was signed', async () => {
    const { table, get } = network
    const own = (await onlyChoice(table)).cities.find(({ city }) => city === 'denver')
    if (!own) throw new Error('Denver is missing')
    const slice = await reportOf(table, made.campaignId, 'denver')
    const pages: [string, ReportDocument][] = [
      [`/council/denver/reports/${made.campaignId}`, slice],
      [
        `/council/denver/reports/${own.campaignId}`,
        besideOthers(await reportOf(table, own.campaignId, 'denver'), slice),
      ],
      [`/council/network/reports/${made.campaignId}`, await reportOf(table, made.campaignId, NETWORK)],
    ]
    for (const [path, document] of pages)
      for (const language of ['en', 'es'] as const) {
        const html = await (await get(`${path}?lang=${language}`)).text()
        expect([path, language, ...strangeNumbers(html, document, language)]).toEqual([path, language])
      }
  })

  it('is mailed to the councils that have a part in it, each with its own address', async () => {
    const { table } = network
    for (const city of ['denver', 'elko']) {
      const email = Mailbox.parse(`${city}@example.org`)
      const roles = [{ role: 'council', city }]
      await table.write({ put: { ...invitationKey(email), email, roles, invitedAt: NOON } })
    }
    const mails: Mail[] = []
    const mail = {
      prepare: async (one: Mail) => one,
      send: async (one: Mail) => {
        mails.push(one)
        return { outcome: 'sent' as const, messageId: 'm' }
      },
    }
    const needs = {
      table,
      now: atNoon,
      links: createLinks(async () => 'a secret of at least thirty-two letters'),
      site: { ...site, postalAddress: 'x' },
      mail,
    }
    const told = await tellCouncil(needs as never, {
      campaignId: made.campaignId,
      city: NETWORK,
    })
    expect(told).toEqual({ outcome: 'told', people: 1, missed: 0 })
    expect(mails.map(({ to }) => to)).toEqual(['denver@example.org'])
    expect(mails[0]?.subject).toMatch(/^Results: .*: compared with the other cities$/)
    expect(JSON.stringify(mails)).toContain(`/council/denver/reports/${made.campaignId}`)
  })

  it('is released once', async () => {
    const { table, post, started } = network
    const { campaignId, cities } = await onlyChoice(table)
    const before = started.length
    const chosen = cities.map((one): [string, string] => ['campaign', one.campaignId])
    expect((await post('/staff/reports/network', [['report', campaignId], ...chosen])).status).toBe(422)
    expect(started).toHaveLength(before)
    const campaigns = cities.map((one) => one.campaignId)
    expect(await draftNetwork(table, { campaignId, campaigns })).toMatchObject({ reason: 'published-already' })
  })
})

describe('two cities', () => {
  it('become a report for staff; no council reads of it, because the rest of the network would be the other city', async () => {
    const network = await networkOf({ Denver: people(80, 20), Fresno: people(60, 40) })
    const { campaignId } = await publishNetwork(network)
    expect((await network.get(`/council/network/reports/${campaignId}`)).status).toBe(200)
    for (const city of ['denver', 'fresno']) {
      expect(await readReport(network.table, slug(city), campaignId)).toBeUndefined()
      expect((await network.get(`/council/${city}/reports/${campaignId}`, city)).status).toBe(404)
    }
  })
})

describe('a report on the network that is asked for twice within a minute', () => {
  it('is made once of the same cities, and anew of others', async () => {
    const { table, post, started } = await networkOf({
      Denver: people(80, 20),
      Fresno: people(60, 40),
      Boise: people(50, 25),
    })
    const { campaignId, cities } = await onlyChoice(table)
    const ask = (many: number) =>
      post('/staff/reports/network', [
        ['report', campaignId],
        ...cities.slice(0, many).map((city): [string, string] => ['campaign', city.campaignId]),
      ])
    for (const many of [2, 2, 3]) expect((await ask(many)).status).toBe(303)
    const names = started.map(({ name }) => name)
    expect([names[1] === names[0], names[2] === names[0]]).toEqual([true, false])
    for (const name of names) expect(name.length).toBeLessThanOrEqual(80)
  })
})

describe('one city', () => {
  it('is no network, and nothing is offered to staff', async () => {
    const { table, get, post, started } = await networkOf({ Denver: people(80, 20) })
    expect(await networkChoices(table)).toEqual([])
    expect(await (await get('/staff/reports/network')).text()).toContain('Nothing to put together yet')
    expect((await post('/staff/reports/network', [['report', 'x']])).status).toBe(404)
    expect(started).toEqual([])
  })

  it('chosen of three is too few', async () => {
    const { table, post, started } = await networkOf({
      Denver: people(80, 20),
      Fresno: people(60, 40),
      Boise: people(50, 25),
    })
    const { campaignId, cities } = await onlyChoice(table)
    const [first] = cities
    const answer = await post('/staff/reports/network', [
      ['report', campaignId],
      ['campaign', first?.campaignId ?? ''],
    ])
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Choose two cities at least')
    expect(started).toEqual([])
  })
})

describe('cities with fewer than twenty answers', () => {
  it('stand together, and their councils read nothing of the comparison', async () => {
    const network = await networkOf({
      Denver: people(80, 20),
      Fresno: people(60, 40),
      Elko: people(12, 6),
      Boise: people(13, 6),
    })
    const { campaignId, leftOut } = await publishNetwork(network)
    expect(leftOut).toEqual([])
    expect(await readReport(network.table, slug('elko'), campaignId)).toBeUndefined()
    expect((await network.get(`/council/elko/reports/${campaignId}`, 'elko')).status).toBe(404)
    const denver = await reportOf(network.table, campaignId, 'denver')
    const [question] = denver.questions
    expect(question && 'comparisons' in question && question.comparisons[0]?.with).toMatchObject({
      cities: 3,
      answered: { count: 85 },
    })
  })

  it('are left out where they would be too few even together', async () => {
    const network = await networkOf({ Denver: people(80, 20), Fresno: people(60, 40), Elko: people(12, 6) })
    const { campaignId, leftOut } = await publishNetwork(network)
    expect(leftOut).toEqual(['elko'])
    const report = await reportOf(network.table, campaignId, NETWORK)
    expect(JSON.stringify(report)).not.toContain('elko')
    expect(report.answered).toEqual({ kind: 'exact', count: 140 })
  })
})

describe('a city that is called Network', () => {
  it('gets its state into its address: its council must not read of the network', async () => {
    const { table } = await freshTable()
    const added = await addCity({ table, now: atNoon }, staff, aCity('network', 'Network'))
    expect(added).toEqual({ outcome: 'added', slug: 'network-co' })
  })
})

describe('what was not signed', () => {
  it('goes into no report on the network: a report of a city that somebody changed is a fault', async () => {
    const { table } = await networkOf({ Denver: people(80, 20), Fresno: people(60, 40) })
    const { campaignId, cities } = await onlyChoice(table)
    const denver = cities.find(({ city }) => city === 'denver')
    if (!denver) throw new Error('Denver is missing')
    const key = { pk: reportKey(denver.campaignId, denver.city), sk: releaseKey(1) }
    const signature = { algorithm: 'Ed25519', key: 'another', value: 'AAAA' }
    await table.write({ update: key, set: { signature } })
    await expect(draftNetwork(table, { campaignId, campaigns: cities.map((one) => one.campaignId) })).rejects.toThrow(
      'is not what was signed',
    )
  })

  it('is published to no council: with one changed part the whole is refused', async () => {
    const network = await networkOf({ Denver: people(80, 20), Fresno: people(60, 40), Boise: people(50, 25) })
    const { table, post } = network
    const { campaignId, cities } = await onlyChoice(table)
    const prepared = await draftNetwork(table, { campaignId, campaigns: cities.map((one) => one.campaignId) })
    if (prepared.outcome !== 'prepared') throw new Error(prepared.reason)
    const of = { campaignId, city: NETWORK }
    await post(`/staff/reports/${campaignId}/publish`, [['seal', await shownSeal(table, of)]])
    const signed = await sealReport({ table, signer }, of)
    if (signed.outcome !== 'signed') throw new Error('the report was not signed')
    const part = { campaignId, city: slug('denver') }
    const slice = await readDraft(table, part, 'SIGNED')
    if (!slice) throw new Error('Denver has no part')
    await storeDraft(table, part, 'SIGNED', { ...slice, head: { ...slice.head, title: 'Another title' } })
    expect(await publishReport({ table, now: atNoon }, { ...of, seal: signed.seal })).toEqual({
      outcome: 'refused',
      reason: 'not-the-sealed-report',
    })
    for (const city of ['denver', 'fresno', 'boise', NETWORK])
      expect(await readReport(table, slug(city), campaignId)).toBeUndefined()
  })
})
