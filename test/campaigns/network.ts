import { planFlight, plansAtOnce } from '../../demo/flight.ts'
import { newId } from '../../functions/adapters/clock.ts'
import { createLinks } from '../../functions/adapters/links.ts'
import type { Table, Write } from '../../functions/adapters/table.ts'
import { firstWrites } from '../../functions/campaigns/campaigns.ts'
import { recordMailEvent } from '../../functions/campaigns/events/record-mail-event.ts'
import { freezeShard } from '../../functions/campaigns/launch/freeze-shard.ts'
import { planCampaign } from '../../functions/campaigns/launch/plan-campaign.ts'
import { readPlan } from '../../functions/campaigns/launch/plan-flight.ts'
import { sealAudience } from '../../functions/campaigns/launch/seal-audience.ts'
import { type SendPage, type SendPageNeeds, sendPage } from '../../functions/campaigns/sending/send-page.ts'
import { invitationWriter } from '../../functions/campaigns/sending/write-invitation.ts'
import { scheduleCampaign } from '../../functions/campaigns/series/schedule-campaign.ts'
import { settleCampaign } from '../../functions/campaigns/settling/settle-campaign.ts'
import { SettleStep, settleShard } from '../../functions/campaigns/settling/settle-shard.ts'
import { accounting } from '../../shared/campaigns/accounting.ts'
import { Campaign, type CampaignIn, type CampaignOf, campaignKey } from '../../shared/campaigns/campaign.ts'
import { LEDGER_SHARDS } from '../../shared/campaigns/deciding/start.ts'
import { ledgerRows, Recipient } from '../../shared/campaigns/ledger.ts'
import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { CampaignId, CitySlug, MemberId, QuestionId, SurveyId, UserId } from '../../shared/ids.ts'
import { AUDIENCE_SHARDS, audienceKey, type Member, shardOf } from '../../shared/membership/member.ts'
import type { Survey } from '../../shared/surveys/survey.ts'
import { Instant, plusSeconds } from '../../shared/units.ts'
import { type MailProvider, mailProvider } from '../mail/provider.ts'
import { freshTable } from '../table.ts'

export const NOON = Instant.parse('2026-12-01T19:00:00.000Z')
export const JUST_BEFORE_NOON = Instant.parse('2026-12-01T18:59:59.000Z')
export const DENVER = CitySlug.parse('denver')
export const SAM: Actor = {
  userId: UserId.parse('usr_01HZZZZZZZZZZZZZZZZZZZZZZZ'),
  name: PersonName.parse('Sam Okafor'),
  roles: [{ role: 'staff' }],
}
export const SITE = {
  publicUrl: 'https://network.example.org',
  networkName: 'Network City Program',
  postalAddress: '1 Example Street, Denver, CO 80202',
}
const SURVEY_ID = SurveyId.parse('svy_01HZZZZZZZZZZZZZZZZZZZZZZZ')
export const CAMPAIGN_ID = CampaignId.parse('cmp_01HZZZZZZZZZZZZZZZZZZZZZZZ')

const NAMES = ['Ana Ruiz', 'Ben Cole', 'Chen Wei', 'Dora Lang', 'Eli Stone', 'Fay Moss', 'Gus Hart', 'Hal Reed']

export const memberId = (n: number) => MemberId.parse(`mbr_01HZZZZZZZZZZZZZZZZZZZ${String(n).padStart(4, '0')}`)

export const person = (n: number, change: Partial<Member> = {}): Member => {
  const id = memberId(n)
  return {
    memberId: id,
    name: PersonName.parse(NAMES[n] ?? `Member ${n}`),
    email: Mailbox.parse(`member${n}@example.org`),
    city: DENVER,
    language: 'en',
    demographics: {},
    consents: {},
    unsubscribes: {},
    tokenEpoch: 0,
    joinedAt: NOON,
    audience: audienceKey(DENVER, shardOf(id, AUDIENCE_SHARDS)),
    ...change,
  }
}

export const SURVEY: Survey = {
  surveyId: SURVEY_ID,
  version: 1,
  title: 'How is your street?',
  introduction: '',
  protection: 'standard',
  questions: [
    {
      id: QuestionId.parse('qst_01HZZZZZZZZZZZZZZZZZZZZZZZ'),
      title: 'What should change?',
      kind: 'text',
      required: false,
    },
  ],
  editedAt: NOON,
}

export const CITY: City = {
  slug: DENVER,
  name: 'Denver',
  state: 'CO',
  timeZone: 'America/Denver',
  neighbourhoods: ['Five Points', 'Baker'],
  foundedAt: NOON,
}

export type Network = Awaited<ReturnType<typeof denver>>

/** Denver with these members, a survey of one question and a campaign in draft; a clock that only moves by hand. */
export const denver = async (members: Member[]) => {
  const { table } = await freshTable()
  const provider = await mailProvider()
  const links = createLinks(async () => 'a secret of at least thirty-two letters')
  const clock = { at: NOON }
  const started: { name: string; input: object }[] = []
  const startWorkflow = async (name: string, input: object) => {
    // Of an execution that still runs, Step Functions answers a second start as it did the first.
    if (!started.some((earlier) => earlier.name === name)) started.push({ name, input })
    return { outcome: 'started' as const }
  }
  await table.write({ put: { pk: 'CITIES', sk: DENVER, ...CITY } })
  await table.write({ put: { pk: `SURVEY#${SURVEY_ID}`, sk: 'V#000001', ...SURVEY } })
  for (const member of members) await saveMember(table, member)
  await table.write(...firstWrites(DRAFT))
  const now = () => clock.at
  await planFlight({ table, links, now: () => JUST_BEFORE_NOON }, DRAFT)
  return {
    table,
    provider,
    links,
    clock,
    started,
    startWorkflow,
    startPlan: plansAtOnce({ table, links, now }),
    startTest: startWorkflow,
    now,
    newId,
    site: SITE,
    maySend: async () => true,
    mail: provider.transport,
  }
}

export const saveMember = (table: Table, member: Member) =>
  table.write({ put: { pk: `MEMBER#${member.memberId}`, sk: 'PROFILE', ...member } })

export const DRAFT: CampaignIn<'draft'> = {
  state: 'draft',
  campaignId: CAMPAIGN_ID,
  kind: 'survey',
  city: DENVER,
  surveyId: SURVEY_ID,
  surveyVersion: 1,
  protection: 'standard',
  title: 'How is your street?',
  message: 'Ten minutes for your street.\n\nThank you.',
  closesAt: Instant.parse('2026-12-15T19:00:00.000Z'),
  createdAt: NOON,
  revision: 1,
}

export const senderOf = (network: Network, change: Partial<SendPageNeeds> = {}): SendPageNeeds => {
  const { table, links, now, site, provider } = network
  const mail = provider.transport
  return {
    table,
    now,
    links,
    mail,
    rest: async () => {},
    chance: () => 0,
    write: invitationWriter({
      table,
      links,
      mail,
      site,
      now,
      from: { name: site.networkName, address: 'hello@example.org' },
    }),
    ...change,
  }
}

/** The flight plan of the campaign as it is now. */
export const plan = async (network: Pick<Network, 'table' | 'links' | 'now'>) => {
  const campaign = await network.table.get(Campaign, campaignKey(CAMPAIGN_ID))
  if (campaign) await planFlight(network, campaign)
}

export const planNow = (network: Pick<Network, 'table'>) => readPlan(network.table, CAMPAIGN_ID)

export const launch = async (network: Network) => {
  const scheduled = await scheduleCampaign(network, {
    campaignId: CAMPAIGN_ID,
    revision: 1,
    launchAt: 'now',
    actor: SAM,
  })
  if (scheduled.outcome === 'refused') throw new Error(`the launch was refused: ${scheduled.reason}`)
}

export const RUN = { campaignId: CAMPAIGN_ID, revision: 2 }

/** As the workflow does it, without its waits. */
export const freeze = async (network: Network, run = RUN) => {
  const plan = await planCampaign(network, run)
  for (const shard of plan.audienceShards) await freezeShard(network, { ...shard, seen: 0 })
  await countShards(network, run)
  return sealAudience(network, run)
}

/** Each shard of the ledger counted, and what dead workers left in it put right. */
export const countShards = async (network: Pick<Network, 'table' | 'now'>, run = RUN) => {
  for (let shard = 0; shard < LEDGER_SHARDS; shard++) {
    let step: Awaited<ReturnType<typeof settleShard>> = await settleShard(network, SettleStep.parse({ ...run, shard }))
    while (step.next === 'more') step = await settleShard(network, step)
  }
}

export const sendAll = async (network: Network, needs = senderOf(network), run = RUN): Promise<SendPage['next'][]> => {
  const { ledgerShards } = await planCampaign(network, run)
  const ends: SendPage['next'][] = []
  for (const shard of ledgerShards) {
    let page: SendPage = await sendPage(needs, shard)
    for (let pages = 0; page.next === 'more' && pages < 20; pages++) page = await sendPage(needs, page)
    ends.push(page.next)
  }
  return ends
}

export const settle = async (network: Network, run = RUN) => {
  await countShards(network, run)
  return settleCampaign(network, run)
}

/** Everything that the provider told so far reaches the ledger. */
export const tellLedger = async (network: Network) => {
  for (const event of await network.provider.told()) await recordMailEvent(network, event)
}

export const later = (network: Network, seconds: number) => {
  network.clock.at = plusSeconds(network.clock.at, seconds)
}

export const campaignNow = async (network: Network): Promise<Campaign> => {
  const campaign = await network.table.get(Campaign, campaignKey(CAMPAIGN_ID))
  if (!campaign) throw new Error('the campaign is gone')
  return campaign
}

export const surveyNow = async (network: Network): Promise<CampaignOf<'survey'>> => {
  const campaign = await campaignNow(network)
  if (campaign.kind !== 'survey') throw new Error('the campaign asks no survey')
  return campaign
}

export const counts = async (network: Network, round = 0) =>
  accounting((await rows(network, round)).map(({ state }) => ({ [state]: 1 })))

export const rows = async (network: Network, round = 0): Promise<Recipient[]> => {
  const found: Recipient[] = []
  for (let shard = 0; shard < LEDGER_SHARDS; shard++)
    found.push(...(await network.table.query(Recipient, ledgerRows(CAMPAIGN_ID, shard, round))).items)
  return found
}

export const rowOf = async (network: Network, n: number, round = 0) =>
  (await rows(network, round)).find((row) => row.memberId === memberId(n))

/** How many mails each address got. */
export const mailsTo = (provider: MailProvider): Record<string, number> => {
  const mails: Record<string, number> = {}
  for (const { to } of provider.taken) for (const address of to) mails[address] = (mails[address] ?? 0) + 1
  return mails
}

class Crash extends Error {
  override name = 'Crash'
}

/** A worker that dies at its `nth` write of this state, before or after the write reached the table. */
export const dyingAt = (table: Table, state: Recipient['state'], when: 'before' | 'after', nth = 1): Table => {
  let met = 0
  let dead = false
  const dying = async <T>(writes: readonly Write[], go: () => Promise<T>): Promise<T> => {
    if (dead) throw new Crash()
    const hit = writes.some((write) => stateIn(write)?.state === state) && ++met === nth
    if (hit && when === 'before') dead = true
    if (dead) throw new Crash()
    const written = await go()
    if (!hit) return written
    dead = true
    throw new Crash()
  }
  return {
    ...table,
    get: (...input) => (dead ? Promise.reject(new Crash()) : table.get(...input)),
    getMany: (...input) => (dead ? Promise.reject(new Crash()) : table.getMany(...input)),
    query: (...input) => (dead ? Promise.reject(new Crash()) : table.query(...input)),
    write: (...writes) => dying(writes, () => table.write(...writes)),
    writeEach: (...writes) => dying(writes, () => table.writeEach(...writes)),
  }
}

/** The state that a write brings a row of the ledger to, and whose row it is. */
export const stateIn = (write: Write): { state: unknown; sk: string } | undefined => {
  if ('put' in write) return { state: write.put.state, sk: write.put.sk }
  return 'update' in write ? { state: write.set?.state, sk: write.update.sk } : undefined
}

export const people = (count: number) => Array.from({ length: count }, (_, n) => person(n))
