import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { hashOf, newToken } from '../../functions/adapters/links.ts'
import { firstWrites as callWrites } from '../../functions/calls/calls.ts'
import { makeKey } from '../../functions/identity/api-keys.ts'
import { newMember } from '../../functions/membership/items.ts'
import { mergeMembers } from '../../functions/membership/merging/merge-members.ts'
import { FILES } from '../../functions/results/downloads/release-files.ts'
import { readReport } from '../../functions/results/publishing/report-items.ts'
import { rsvpLink } from '../../shared/calls/call.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { type Campaign, campaignItem } from '../../shared/campaigns/campaign.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { endsAt } from '../../shared/identity/session.ts'
import { ApiKeyId, CampaignId } from '../../shared/ids.ts'
import { activationLink, activationLinkKey } from '../../shared/membership/activation.ts'
import { memberLink, memberLinkKey } from '../../shared/membership/member-link.ts'
import { memberSession, memberSessionKey } from '../../shared/membership/member-session.ts'
import { activated, begun } from '../../shared/membership/membership.ts'
import type { MergeChoice } from '../../shared/membership/merge.ts'
import { taskItem } from '../../shared/membership/task.ts'
import { findingsKey, findingsOf } from '../../shared/results/findings.ts'
import { Cents, epochSecondsOf, PlainDate, plusDays, plusSeconds } from '../../shared/units.ts'
import { CALL } from '../calls/cast.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  DENVER,
  DRAFT,
  freeze,
  launch,
  memberId,
  type Network,
  NOON,
  person,
  SAM,
  sendAll,
  settle,
  surveyNow,
} from '../campaigns/network.ts'
import { invite } from '../identity/cast.ts'
import { links } from '../membership/cast.ts'
import { join, somebody } from '../membership/roll-cast.ts'
import { emptyNetwork } from '../membership/transfer.ts'
import { cubeOfPeople, HOME, NEEDS, campaignId as reported, TRUST } from '../results/cast.ts'
import { publish, setTheScene, storeCube } from '../results/published.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'

const MEMBER = person(9)
const TOKENS = { 'sign-in': 's'.repeat(43), 'confirm-address': 'c'.repeat(43), activation: 'a'.repeat(43) } as const
/** A while ago, so that a session that is used now is touched. */
const EARLIER = plusSeconds(NOON, -300)

/** Something of every kind that pages show, with the ids that lead there and one cookie that opens all of them. */
export const furnish = async (network: Network) => {
  const { table, links: signing } = network
  const campaigns = await campaignsInEveryState(network)
  await table.write(...callWrites(CALL), {
    put: taskItem({ task: 'find-payer', paymentId: 'in_9', cents: Cents.parse(1200), at: NOON }, 'in_9'),
  })
  await member(network)
  await staff(network)
  const moved = await members(network)
  const published = await report(network)
  const { surveyId } = await surveyNow(network)
  await table.write({
    put: { pk: 'SURVEYS', sk: surveyId, surveyId, title: 'x', version: 1, editedAt: NOON, questions: 1 },
  })
  const told = { c: CAMPAIGN_ID, m: memberId(0), e: 0 }
  const answer = await signing.sign('answer', told, DRAFT.closesAt)
  const rsvp = rsvpLink(CALL, MEMBER)
  const t = (token: string) => ['', `?t=${token}`]
  const member1 = { m: MEMBER.memberId, e: 0 }
  return {
    cookie: [
      '__Host-session=staff',
      '__Host-member=member',
      ...campaigns.map((id) => `__Host-answer-${id}=${answer}`),
    ].join('; '),
    bearer: `Bearer ${await accessKey(network)}`,
    ids: {
      '/staff/campaigns/:id': campaigns,
      '/staff/members/:id': [MEMBER.memberId],
      '/staff/imports/:id': moved.imports,
      '/staff/exports/:id': [moved.exportId],
      '/staff/calls/:id': [CALL.callId],
      '/me/dues/:act': ['stop', 'cancel', 'resume', 'amount'],
      memberId: [memberId(0)],
      surveyId: [surveyId],
      campaignId: [CAMPAIGN_ID, published],
      slug: [DENVER],
      city: [DENVER],
      question: [TRUST],
      '/council/:city/reports/:file': [published, `${published}.csv`, `${published}.json`],
      '/council/:city/reports/:id': [published],
      file: FILES.map((kind) => `report.${kind}`),
      '/staff/reports/:id': [published],
      '/api/v1/cities/:city/reports/:campaignId': [published],
      release: ['1'],
      mergeId: [moved.mergeId],
    } as Record<string, string[]>,
    queries: {
      '/answers/start': t(answer),
      '/calls/rsvp': [...t(await signing.sign('rsvp', rsvp.payload, rsvp.expires))],
      '/calls/calendar.ics': t(await signing.sign('rsvp', rsvp.payload, rsvp.expires)),
      '/unsubscribe': t(await signing.sign('unsubscribe', { m: memberId(0), t: 'surveys' })),
      '/activation': t(TOKENS.activation),
      '/me/sign-in': t(TOKENS['sign-in']),
      '/me/address': t(TOKENS['confirm-address']),
      '/me/renew': [...t(await signing.sign('renew', member1, plusDays(NOON, 9))), '?shows=paid'],
      '/me/card': [...t(await signing.sign('card', member1, plusDays(NOON, 9))), '?shows=returned'],
      '/staff/members': ['', '?q=ana', '?city=denver'],
      '/staff/members/:id/refund': ['?payment=in_1'],
      '/staff/members/:id/withdrawal': ['?payment=gift_1'],
      '/staff/tasks/payer': ['?subject=find-payer%23in_9'],
      '/staff/campaigns/:id/recipients': ['', '?list=mailed', '?list=doubtful'],
      '/staff/members/:id/merge': ['', `?with=${memberId(1)}`, '?q=ana'],
    } as Record<string, string[]>,
  }
}

/** One that was sent by the real steps, and others as they stand in the table; of two nobody knows whom they reach. */
const campaignsInEveryState = async (network: Network): Promise<CampaignId[]> => {
  await launch(network)
  await freeze(network)
  const sending = await campaignNow(network)
  await sendAll(network)
  await settle(network)
  const open = await campaignNow(network)
  const repeats = { rule: 'FREQ=MONTHLY;COUNT=4', from: '2026-12-02T09:00' }
  const others = [
    DRAFT,
    { ...DRAFT, repeats, wave: 1 },
    { ...DRAFT, kind: 'call', callId: CALL.callId },
    { ...open, state: 'scheduled', launchAt: plusDays(NOON, 1), repeats, wave: 2 },
    { ...open, state: 'held', reason: 'late' },
    { ...sending, recipients: 100_000 },
    { ...open, state: 'paused', reason: 'by-staff' },
    { ...open, state: 'closed', closedAt: NOON },
    { ...open, state: 'cancelled', cancelledAt: NOON },
  ].map((campaign, n) => ({ ...campaign, campaignId: CampaignId.parse(`cmp_01HZZZZZZZZZZZZZZZZZZZZZ${10 + n}`) }))
  for (const campaign of others) await network.table.write({ put: campaignItem(campaign as Campaign) })
  return [CAMPAIGN_ID, ...others.map(({ campaignId }) => campaignId)]
}

/** Files that came and went, and two members made one: done in a network of their own, and brought here. */
const members = async ({ table }: Network) => {
  const other = await emptyNetwork()
  const checked = await other.check('name,email\nAna,ana@example.org\nBen,no\n', { city: other.city.slug })
  const read = await other.bring('name,email\nAna,ana@example.org\n')
  // Files are kept for two days only.
  other.clock.passDays(7.9)
  const { exportId } = await other.exported()
  const [kept, absorbed] = [await join(other.table, somebody(1)), await join(other.table, somebody(2))]
  const ids = { keptId: kept.memberId, absorbedId: absorbed.memberId }
  const merged = await mergeMembers({ ...other.needs, links }, SAM, { ...ids, choice: KEEP_ALL, reason: 'the same' })
  if (merged.outcome === 'refused') throw new Error(merged.reason)
  await bring(other, table)
  return { imports: [checked.importId, read.importId], exportId, mergeId: merged.mergeId }
}

/** A survey that was closed, reported and published. */
const report = async ({ table }: Network) => {
  const other = await freshTable()
  await setTheScene(other.table, 'closed')
  const cube = cubeOfPeople([
    { times: 35, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [NEEDS]: ['work'] } },
    { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '4', [HOME]: 'own' } },
  ])
  await storeCube(other.table, cube)
  await publish(other.table, cube)
  await bring(other, table)
  await found(table)
  return reported
}

/** The member has answered it, and may read what was found. */
const found = async (table: Network['table']) => {
  const made = await readReport(table, DENVER, reported)
  if (!made) throw new Error('the report was not published')
  const findings = findingsOf(made, { ledgerShards: 1, told: { en: [], es: [] } })
  await table.write(
    { put: { ...findingsKey(DENVER, reported), ...findings } },
    { put: answeredKey(reported, 0, MEMBER.memberId) },
  )
}

const bring = async ({ client, tableName }: EmbeddedTable, to: Network['table']) => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }))
  for (const item of Items) await to.write({ put: item as { pk: string; sk: string } })
}

const KEEP_ALL: MergeChoice = {
  name: 'kept',
  email: 'kept',
  city: 'kept',
  language: 'kept',
  demographics: 'kept',
  organization: 'kept',
}

const member = async ({ table }: Network) => {
  const payment = { paymentId: 'in_1', paidOn: PlainDate.parse('2026-11-01'), cents: Cents.parse(2500), months: 12 }
  const active = activated(begun(MEMBER.memberId, { ...payment, refunded: Cents.parse(0) }), NOON)
  if (active.outcome !== 'activated') throw new Error(active.reason)
  const { audience: _, ...profile } = MEMBER
  const gift = {
    ...payment,
    paymentId: 'gift_1',
    cents: Cents.parse(0),
    refunded: Cents.parse(0),
    granted: 'gift' as const,
  }
  const payments = [...active.membership.payments, gift]
  await table.write(...newMember(profile, { ...active.membership, payments, version: 1 }))
  const { memberId } = MEMBER
  const of = { memberId, epoch: 0 }
  await table.write(
    { put: { ...memberSessionKey(hashOf('member')), ...memberSession(of, EARLIER) } },
    { put: { ...activationLinkKey(hashOf(TOKENS.activation)), ...activationLink(memberId, NOON) } },
    {
      put: {
        ...memberLinkKey(hashOf(TOKENS['sign-in'])),
        ...memberLink({ purpose: 'sign-in', memberId, epoch: 0 }, NOON),
      },
    },
    {
      put: {
        ...memberLinkKey(hashOf(TOKENS['confirm-address'])),
        ...memberLink({ purpose: 'confirm-address', ...of, mailbox: Mailbox.parse('new@example.org') }, NOON),
      },
    },
  )
}

/** Of staff, for a program. */
const accessKey = async ({ table }: Network) => {
  const chosen = {
    keyId: ApiKeyId.parse(`key_${'1'.repeat(26)}`),
    name: 'R',
    reach: { of: 'all-cities' as const },
    days: 30,
  }
  const made = await makeKey({ table, now: () => NOON, hashOf, newToken }, SAM, chosen)
  if (made.outcome === 'refused') throw new Error(made.reason)
  return made.token
}

const staff = async ({ table }: Network) => {
  await invite(table, SAM, SAM.roles)
  const session = { userId: SAM.userId, startedAt: EARLIER, seenAt: EARLIER }
  const key = { pk: `SESSION#${hashOf('staff')}`, sk: 'SESSION' }
  await table.write({ put: { ...key, ...session, expiresAt: epochSecondsOf(endsAt(session)) } })
}
