import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Table } from '../../functions/adapters/table.ts'
import { addRecipient } from '../../functions/campaigns/sending/ledger.ts'
import { importBatch, memberIdOf } from '../../functions/membership/import/import-batch.ts'
import { readImport } from '../../functions/membership/import/import-items.ts'
import { keptRows, reportFile, reportPage } from '../../functions/membership/import/report.ts'
import { settleWork } from '../../functions/membership/import/settle-work.ts'
import {
  confirmImport,
  pauseImport,
  resumeImport,
  stopImport,
  takeBackImport,
  weighImport,
} from '../../functions/membership/import/steer-import.ts'
import { beginUpload, finishUpload, takePart } from '../../functions/membership/import/upload-file.ts'
import { workBatch } from '../../functions/membership/import/work-batch.ts'
import { keys, MemberRow } from '../../functions/membership/items.ts'
import { campaignKey, campaignListKey } from '../../shared/campaigns/campaign.ts'
import { MembersCounted, membersCounted } from '../../shared/cities/members-shown.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { forgottenKey, Suppression, suppressionKey } from '../../shared/mail/suppression.ts'
import { Member, shardOf } from '../../shared/membership/member.ts'
import { Membership } from '../../shared/membership/membership.ts'
import { IMPORT, type ImportIn } from '../../shared/membership/transfer/import.ts'
import { plusDays } from '../../shared/units.ts'
import { OPEN } from '../surveys/cast.ts'
import { links, sanFrancisco } from './cast.ts'
import { emptyNetwork, SAM } from './transfer.ts'

const HEADER = 'name,email,city,paid_through,topics,agreed_at,wording,unsubscribed,suppressed,gender,source'
const line = (fields: Record<string, string>) =>
  HEADER.split(',')
    .map((header) => ({ city: 'San Francisco', paid_through: '2027-05-01', ...fields })[header] ?? '')
    .join(',')
const file = (...rows: Record<string, string>[]) => [HEADER, ...rows.map(line)].join('\n')
const person = (n: number) => ({ name: `Person ${n}`, email: `person${n}@example.org` })
const people = (count: number) => Array.from({ length: count }, (_, n) => person(n))

type Network = Awaited<ReturnType<typeof emptyNetwork>>
const whoHas = async ({ table }: Network, email: string) =>
  (await table.get(MemberRow, keys.email(Mailbox.parse(email))))?.memberId
const counted = async ({ table }: Network) =>
  (await table.query(MembersCounted, { pk: membersCounted(sanFrancisco.slug) })).items.reduce(
    (sum, { members }) => sum + members,
    0,
  )
const audit = async ({ table }: Network) =>
  (await table.query(z.looseObject({ act: z.string() }), { pk: 'AUDIT#2026-11' })).items
const verdicts = async (network: Network, checked: ImportIn<'checked'>) =>
  (await reportPage(network.table, checked, 'all')).verdicts

describe('the check of a file', () => {
  it('says of every row what would become of it, and writes nothing', async () => {
    const network = await emptyNetwork()
    await network.takeIn(file(person(1)))
    const checked = await network.check(
      file(
        person(0),
        person(1),
        { name: 'Again', email: 'PERSON0@example.org' },
        { name: '', email: 'nobody', city: 'Atlantis' },
        { ...person(2), paid_through: '2026-01-01' },
        { ...person(3), suppressed: 'bounced' },
      ),
    )
    expect(checked.counts).toEqual({ new: 2, known: 1, duplicate: 1, refused: 2, filled: 0 })
    expect(Object.values(checked.counts).reduce((sum, count) => sum + count, 0)).toBe(checked.rows)
    expect(await verdicts(network, checked)).toMatchObject([
      { row: 2, outcome: 'new' },
      { row: 3, outcome: 'known' },
      { row: 4, outcome: 'duplicate', sameAs: 2 },
      { row: 5, outcome: 'refused', problems: [{ column: 0 }, { column: 1 }, { column: 2 }] },
      { row: 6, outcome: 'refused', problems: [{ field: 'paid_through', reason: 'paid-through-is-over' }] },
      { row: 7, outcome: 'new', warnings: ['not-mailed'] },
    ])
    expect(await whoHas(network, 'person0@example.org')).toBeUndefined()
    expect(await counted(network)).toBe(1)
  })

  it('sets an example of every row in the report file, with nothing in it that a spreadsheet would run', async () => {
    const network = await emptyNetwork()
    const checked = await network.check(file({ name: 'x', email: '=cmd()' }, person(1)))
    const report = await reportFile(network.table, checked)
    expect(report).toContain("2,'=cmd(),Refused,“email” is not an e-mail address that can be mailed.\r\n")
    expect(report).toContain('3,person1@example.org,New,\r\n')
  })

  it('shows the report in pages, also of the few that were refused', async () => {
    const network = await emptyNetwork()
    const checked = await network.check(
      file(...people(240).map((one, n) => (n % 60 === 7 ? { ...one, email: 'no' } : one))),
    )
    const shown: number[] = []
    let from: string | undefined = '0.0'
    while (from) {
      const page = await reportPage(network.table, checked, 'all', from)
      shown.push(...page.verdicts.map(({ row }) => row))
      from = page.next
    }
    expect(shown).toEqual(Array.from({ length: 240 }, (_, n) => n + 2))
    const refused = await reportPage(network.table, checked, 'refused')
    expect(refused.verdicts.map(({ row }) => row)).toEqual([9, 69, 129, 189])
    expect(refused.next).toBeUndefined()
  })

  it('remembers what the columns were when the same headers come again', async () => {
    const network = await emptyNetwork()
    await network.check(
      'Who,Where to,paid_through\nAna,ana@example.org,2027-05-01'.replace('Who', 'name').replace('Where to', 'email'),
      {
        city: sanFrancisco.slug,
      },
    )
    const again = await network.bring('name,email,paid_through\nBen,ben@example.org,2027-05-01')
    expect(again).toMatchObject({ state: 'to-map', defaults: { city: 'san-francisco' } })
  })

  it('takes in nobody who asked to be forgotten', async () => {
    const network = await emptyNetwork()
    const name = await links.pseudonym('suppression', 'k1', 'person0@example.org')
    await network.table.write({ put: { ...forgottenKey(name), at: network.now() } })
    const imported = await network.takeIn(file(person(0), person(1)))
    expect(imported.counts).toMatchObject({ new: 1, refused: 1 })
    expect(imported.done).toMatchObject({ new: 1, refused: 1 })
    expect(await whoHas(network, 'person0@example.org')).toBeUndefined()
  })
})

describe('an import', () => {
  it('makes members with their consents, unsubscribes and suppression, counts them, and mails nobody', async () => {
    const network = await emptyNetwork()
    const imported = await network.takeIn(
      file(
        {
          ...person(0),
          topics: 'surveys',
          agreed_at: '2024-05-01',
          wording: 'paper',
          source: 'poster',
          gender: 'woman',
        },
        { ...person(1), suppressed: 'complained' },
      ),
    )
    expect(imported).toMatchObject({ done: { new: 2 }, failed: 0, stopped: false })
    const memberId = memberIdOf(imported.importId, 2)
    expect(await whoHas(network, 'person0@example.org')).toBe(memberId)
    expect(await network.table.get(Member, keys.profile(memberId))).toMatchObject({
      name: 'Person 0',
      consents: { surveys: { wording: 'paper', at: '2024-05-01T12:00:00.000Z' } },
      unsubscribes: { calls: {}, updates: {} },
      demographics: { gender: 'woman' },
      source: 'poster',
    })
    expect(await network.table.get(Membership, keys.membership(memberId))).toMatchObject({ state: 'active' })
    const hash = await links.pseudonym('suppression', 'k2', 'person1@example.org')
    expect(await network.table.get(Suppression, suppressionKey(hash))).toMatchObject({ reason: 'complained' })
    expect(await counted(network)).toBe(2)
    const under = await network.table.query(z.looseObject({ sk: z.string() }), { pk: `MEMBER#${memberId}` })
    expect(under.items.map(({ sk }) => sk.replace(/#.*/, ''))).toEqual(['HISTORY', 'MEMBERSHIP', 'PROFILE', 'ROLL'])
  })

  it('never revives an address that bounced here', async () => {
    const network = await emptyNetwork()
    const hash = await links.pseudonym('suppression', 'k1', 'person0@example.org')
    const before = { reason: 'bounced', at: '2025-01-01T00:00:00.000Z' }
    await network.table.write({ put: { ...suppressionKey(hash), ...before } })
    const imported = await network.takeIn(file({ ...person(0), suppressed: 'no' }))
    expect(imported.warned['not-mailed']).toBe(1)
    expect(await network.table.get(Suppression, suppressionKey(hash))).toEqual(before)
  })

  it('changes nothing when a batch is worked on again, also one that died half way', async () => {
    const network = await emptyNetwork()
    const checked = await network.check(file(...people(150)))
    await confirmImport(network.needs, SAM, checked)
    const found = (await network.importNow(checked.importId)) as ImportIn<'importing'>
    let writes = 0
    const dying: typeof network.table = {
      ...network.table,
      write: async (...all) => {
        if (++writes > 2) throw new Error('the process died')
        return network.table.write(...all)
      },
    }
    await expect(importBatch({ table: dying, links }, found, 0)).rejects.toThrow('died')
    await importBatch(network.needs, found, 0)
    await importBatch(network.needs, found, 0)
    await network.work()
    const imported = await network.importNow(checked.importId)
    expect(imported).toMatchObject({ state: 'imported', done: { new: 150, known: 0 } })
    expect(await counted(network)).toBe(150)
  })

  it('leaves members alone who are there already, or fills in what they have not said', async () => {
    const network = await emptyNetwork()
    await network.takeIn(file({ ...person(0), source: 'poster' }))
    const row = { ...person(0), name: 'Other Name', gender: 'woman', source: 'mail' }
    const left = await network.takeIn(file(row))
    expect(left.done).toMatchObject({ known: 1, filled: 0 })
    const filled = await network.takeIn(file(row), { fillIn: true })
    expect(filled.counts).toMatchObject({ filled: 1, known: 0 })
    expect(filled.done).toMatchObject({ filled: 1, known: 0 })
    const memberId = await whoHas(network, 'person0@example.org')
    if (!memberId) throw new Error('the member is gone')
    expect(await network.table.get(Member, keys.profile(memberId))).toMatchObject({
      name: 'Person 0',
      source: 'poster',
      demographics: { gender: 'woman' },
    })
  })

  it('counts what it has filled in the same when a batch dies before its end and is worked on again', async () => {
    const network = await emptyNetwork()
    await network.takeIn(file(person(0), person(1)))
    const checked = await network.check(file({ ...person(0), gender: 'woman' }, person(1)), { fillIn: true })
    await confirmImport(network.needs, SAM, checked)
    const found = (await network.importNow(checked.importId)) as ImportIn<'importing'>
    const dying: Table = {
      ...network.table,
      write: async (...writes) => {
        if (writes.some((write) => 'put' in write && write.put.sk.startsWith('MADE#'))) throw new Error('died')
        return network.table.write(...writes)
      },
    }
    await expect(importBatch({ ...network.needs, table: dying }, found, 0)).rejects.toThrow('died')
    await network.work()
    expect(await network.importNow(checked.importId)).toMatchObject({
      state: 'imported',
      done: { filled: 1, known: 1 },
    })
  })

  it('pauses between two batches, goes on, and is stopped with what it has', async () => {
    const network = await emptyNetwork()
    const checked = await network.check(file(...people(200)))
    await confirmImport(network.needs, SAM, checked)
    const importing = (await network.importNow(checked.importId)) as ImportIn<'importing'>
    const batch = (n: number) =>
      workBatch(network.needs, { importId: importing.importId, run: importing.run, batch: n })
    await batch(0)
    await pauseImport(network.needs, SAM, importing)
    expect(await batch(1)).toEqual({ outcome: 'over' })
    const paused = await network.importNow(checked.importId)
    await resumeImport(network.needs, SAM, paused)
    await batch(1)
    await pauseImport(network.needs, SAM, await network.importNow(checked.importId))
    await stopImport(network.needs, SAM, await network.importNow(checked.importId))
    network.waiting.length = 0
    expect(await network.importNow(checked.importId)).toMatchObject({
      state: 'imported',
      stopped: true,
      done: { new: 192 },
    })
    expect(await counted(network)).toBe(192)
  })

  it('goes through its batches again when some failed, and asks the staff when that does not help', async () => {
    const network = await emptyNetwork()
    const checked = await network.check(file(...people(3)))
    await confirmImport(network.needs, SAM, checked)
    const { importId, revision } = await network.importNow(checked.importId)
    const settle = (rounds: number) => settleWork(network.needs, { importId, revision, rounds, fault: false })
    expect(await settle(0)).toMatchObject({ outcome: 'again', rounds: 1 })
    expect(await settle(2)).toMatchObject({ outcome: 'stuck' })
    expect(await network.importNow(importId)).toMatchObject({ state: 'paused', why: 'stalled' })
  })

  it('is not confirmed from a page that is out of date, and not twice', async () => {
    const network = await emptyNetwork()
    const checked = await network.check(file(person(0)))
    const older = { importId: checked.importId, revision: checked.revision - 1 }
    expect(await confirmImport(network.needs, SAM, older)).toEqual({ outcome: 'refused', reason: 'changed-meanwhile' })
    expect(await confirmImport(network.needs, SAM, checked)).toEqual({ outcome: 'moved' })
    expect(await confirmImport(network.needs, SAM, checked)).toEqual({
      outcome: 'refused',
      reason: 'changed-meanwhile',
    })
  })

  it('says in the audit log who confirmed it and what came of it, without names or addresses', async () => {
    const network = await emptyNetwork()
    await network.takeIn(file(person(0)))
    const lines = await audit(network)
    expect(lines.map(({ act }) => act)).toEqual([
      'import-begun',
      'import-checked',
      'import-confirmed',
      'members-imported',
    ])
    expect(lines.at(-1)).toMatchObject({ actor: SAM.userId, detail: { created: 1 } })
    expect(JSON.stringify(lines)).not.toMatch(/person0|Person 0|members\.csv/)
  })
})

describe('an import that is taken back', () => {
  it('removes who has had nothing to do with the network since, and names who stays', async () => {
    const network = await emptyNetwork()
    const imported = await network.takeIn(file(...people(30)))
    const [paid, mailed] = [memberIdOf(imported.importId, 4), memberIdOf(imported.importId, 9)]
    await network.table.write({ update: keys.membership(paid), set: { version: 2 } })
    await network.table.write({ put: { pk: `MEMBER#${mailed}`, sk: 'MAIL#mal_1', state: 'SENT' } })

    await weighImport(network.needs, SAM, imported)
    await network.work()
    const weighed = await network.importNow(imported.importId)
    expect(weighed).toMatchObject({ state: 'weighed', untouched: 28, touched: 2 })
    expect(await counted(network)).toBe(30)

    await takeBackImport(network.needs, SAM, weighed)
    await network.work()
    const removed = (await network.importNow(imported.importId)) as ImportIn<'removed'>
    expect(removed).toMatchObject({ state: 'removed', removed: 28, touched: 2 })
    expect(await keptRows(network.table, removed.importId, removed.weighRun)).toEqual([
      { row: 4, memberId: paid, why: 'acted' },
      { row: 9, memberId: mailed, why: 'acted' },
    ])
    expect(await counted(network)).toBe(2)
    expect(await whoHas(network, 'person0@example.org')).toBeUndefined()
    expect(await whoHas(network, 'person2@example.org')).toBe(paid)
    const roll = await network.table.query(z.object({ name: z.string() }), { pk: 'ROLL#san-francisco' })
    expect(roll.items.map(({ name }) => name)).toEqual(['Person 2', 'Person 7'])
  })

  it('keeps who stands in the ledger of a campaign since, and says so', async () => {
    const network = await emptyNetwork()
    const imported = await network.takeIn(file(...people(3)))
    const memberId = memberIdOf(imported.importId, 3)
    const closesAt = plusDays(network.now(), 10)
    const campaign = { ...OPEN, city: sanFrancisco.slug, closesAt, ledgerShards: 4 }
    const { campaignId, city, title, createdAt } = campaign
    const shard = shardOf(memberId, campaign.ledgerShards)
    const row = { campaignId, memberId, shard, sendId: '0'.repeat(32), step: 0, attempts: 0, state: 'PENDING' } as const
    await network.table.write({ put: { ...campaignKey(campaignId), ...campaign } })
    await network.table.write({ put: { ...campaignListKey(city, campaignId), campaignId, city, title, createdAt } })
    await addRecipient(network.table, row)

    await weighImport(network.needs, SAM, imported)
    await network.work()
    const weighed = await network.importNow(imported.importId)
    expect(weighed).toMatchObject({ state: 'weighed', untouched: 2, touched: 1 })
    await takeBackImport(network.needs, SAM, weighed)
    await network.work()
    const removed = (await network.importNow(imported.importId)) as ImportIn<'removed'>
    expect(removed).toMatchObject({ state: 'removed', removed: 2, touched: 1 })
    expect(await keptRows(network.table, removed.importId, removed.weighRun)).toEqual([
      { row: 3, memberId, why: 'mailed' },
    ])
    expect(await network.table.get(Member, keys.profile(memberId))).toBeDefined()
  })

  it('is not to be had after a week', async () => {
    const network = await emptyNetwork()
    const imported = await network.takeIn(file(person(0)))
    network.clock.passDays(7)
    expect(await weighImport(network.needs, SAM, imported)).toEqual({ outcome: 'refused', reason: 'changed-meanwhile' })
  })
})

describe('a file that is uploaded in parts', () => {
  const text = file(...people(9000))
  const bytes = new TextEncoder().encode(text)
  const part = (n: number) => bytes.subarray(n * IMPORT.partBytes, (n + 1) * IMPORT.partBytes)

  it('goes on where it broke off, and is read when all of it is there', async () => {
    const network = await emptyNetwork()
    const { createHash } = await import('node:crypto')
    const described = {
      fileName: 'big.csv',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    }
    const begun = await beginUpload(network.needs, SAM, described)
    if (begun.outcome === 'refused') throw new Error('refused')
    const { importId, parts } = begun
    expect(parts).toBeGreaterThan(1)
    await takePart(network.needs, SAM, { importId, n: 0, bytes: part(0) })
    expect(await finishUpload(network.needs, SAM, importId)).toEqual({ outcome: 'refused', reason: 'parts-missing' })
    expect(await beginUpload(network.needs, SAM, described)).toMatchObject({ importId, have: [0] })
    for (let n = 1; n < parts; n++) await takePart(network.needs, SAM, { importId, n, bytes: part(n) })
    await finishUpload(network.needs, SAM, importId)
    await finishUpload(network.needs, SAM, importId)
    await network.work()
    expect(await readImport(network.table, importId)).toMatchObject({ state: 'to-map', rows: 9000 })
  })

  it('takes no part of the wrong size, and none from somebody else', async () => {
    const network = await emptyNetwork()
    const begun = await beginUpload(network.needs, SAM, { fileName: 'big.csv', bytes: bytes.length })
    if (begun.outcome === 'refused') throw new Error('refused')
    const { importId } = begun
    const wrong = { importId, n: 0, bytes: part(0).subarray(1) }
    expect(await takePart(network.needs, SAM, wrong)).toEqual({ outcome: 'refused', reason: 'not-this-part' })
    expect(await takePart(network.needs, SAM, { importId, n: -1, bytes: part(0) })).toMatchObject({
      outcome: 'refused',
    })
    const other = { ...SAM, userId: SAM.userId.replace(/1$/, '2') as typeof SAM.userId }
    expect(await takePart(network.needs, other, { importId, n: 0, bytes: part(0) })).toMatchObject({
      reason: 'unknown',
    })
  })

  it('may have 20 MB', async () => {
    const network = await emptyNetwork()
    const large = { fileName: 'big.csv', bytes: IMPORT.mostBytes + 1 }
    expect(await beginUpload(network.needs, SAM, large)).toEqual({ outcome: 'refused', reason: 'too-large' })
  })
})
