import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { newId } from '../../functions/adapters/clock.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { readAssembly } from '../../local/assembly.ts'
import { readTemplates } from '../../local/template.ts'
import type { Usage } from '../../local/usage.ts'
import { machineArn } from '../../local/workflows.ts'
import { Campaign, type CampaignIn, campaignItem, campaignKey } from '../../shared/campaigns/campaign.ts'
import { Figures, figuresKey } from '../../shared/campaigns/figures.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { CampaignId, type CitySlug, MemberId, SurveyId } from '../../shared/ids.ts'
import { AUDIENCE_SHARDS, audienceKey, type Member, profileKey, shardOf } from '../../shared/membership/member.ts'
import { Instant, plusDays } from '../../shared/units.ts'
import { type RunningCloud, tableOf, until } from '../cloud.ts'
import type { BareLoop } from './bare-sender.ts'
import { inParallel } from './in-parallel.ts'
import { type CostFigure, costOf } from './sending-cost.ts'

export type SendingFigure = {
  recipients: number
  seconds: number
  perSecond: number
  barePerSecond: number
  ratio: number
  /** The same when the clock stops only once every event about the mails is recorded. */
  settledRatio: number
  /** Both loops again, fewer mails, where the mail provider takes `answeredAfter` for each. */
  patient: { answeredAfter: string; recipients: number; perSecond: number; barePerSecond: number; ratio: number }
  /** Time of all recipients over that of the first half of them in a campaign of their own. */
  growth: number
  /** Live memory of the sending worker. */
  megabytes: { at2000: number; most: number }
  /** Of 100,000 recipients. */
  cost: CostFigure
}

/**
 * A survey of `recipients` through the real workflow of the embedded cloud, the mail provider without a limit: from the
 * first claim until the ledger is settled. Against a bare loop in a worker thread of its own that hands the same MIME,
 * composed once, to the same SES endpoint with as many at once, and puts one row for each into the same table. What
 * happens behind SES (the mailbox, two events for each mail and their recording) goes on beside both.
 */
export const measureSending = async (cloud: RunningCloud, recipients: number): Promise<SendingFigure> => {
  // A mailbox takes a mail seconds after SES did: no event comes before the row is written down.
  await cloud.local('ses/knobs', { maxSendRate: 1_000_000, max24HourSend: 100_000_000, delayEvents: 'PT1S' })
  const sendHalf = await prepared(cloud, 'halfway', recipients / 2)
  await cloud.local('usage/reset', {})
  const half = await sendHalf()
  await cloud.settled()
  const usedByHalf = { usage: await cloud.local<Usage>('usage'), mails: recipients / 2 }
  const bareBegan = performance.now()
  const barePerSecond = await bareRate(cloud, recipients / 2)
  await cloud.settled()
  const bareSettled = (1000 * recipients) / 2 / (performance.now() - bareBegan)
  const sendAll = await prepared(cloud, 'bulkton', recipients)
  await cloud.local('usage/reset', {})
  const all = await sendAll()
  await cloud.settled()
  const settledPerSecond = (1000 * recipients) / (performance.now() - all.beganAt)
  const cost = costOf(usedByHalf, { usage: await cloud.local<Usage>('usage'), mails: recipients }, 100_000)
  const perSecond = recipients / all.seconds
  const patient = await measurePatient(cloud, recipients / 5)
  return {
    recipients,
    seconds: all.seconds,
    perSecond,
    barePerSecond,
    ratio: perSecond / barePerSecond,
    settledRatio: settledPerSecond / bareSettled,
    patient,
    growth: all.seconds / half.seconds,
    megabytes: all.megabytes,
    cost,
  }
}

/** At once, as the embedded one does, no mail provider answers: then the bookkeeping of both loops is all there is. */
const measurePatient = async (cloud: RunningCloud, recipients: number): Promise<SendingFigure['patient']> => {
  const answeredAfter = 'PT0.05S'
  await cloud.local('ses/knobs', { answerAfter: answeredAfter })
  const barePerSecond = await bareRate(cloud, recipients / 2)
  await cloud.settled()
  const send = await prepared(cloud, 'patience', recipients)
  const { seconds } = await send()
  await cloud.settled()
  const perSecond = recipients / seconds
  return { answeredAfter, recipients, perSecond, barePerSecond, ratio: perSecond / barePerSecond }
}

/** Brings in a city of so many members; what it answers mails them all. */
const prepared = async (cloud: RunningCloud, name: string, recipients: number) => {
  const table = await tableOf(cloud)
  const at = await timeOf(cloud)
  const city = City.parse({
    slug: name,
    name,
    state: 'CO',
    timeZone: 'America/Denver',
    neighbourhoods: [],
    foundedAt: at,
  })
  await table.write({ put: { ...cityKey(city.slug), ...city } })
  await bringIn(table, city.slug, recipients, at)
  await cloud.settled()

  const campaign = campaignOf(city.slug, at)
  await table.write({ put: { ...campaignItem(campaign), due: undefined, dueAt: undefined } })
  return async () => {
    await start(cloud, campaign)
    const began = await until('the campaign to send', () => inState(table, campaign.campaignId, 'sending'), 300)
    const watched = watchMemory(cloud, table, campaign.campaignId)
    const ended = await until('the campaign to be through', () => inState(table, campaign.campaignId, 'open'), 1200)
    const mailed = ended.campaign.state === 'open' ? ended.campaign.mailed : 0
    if (mailed !== recipients) throw new Error(`${mailed} of ${recipients} were mailed`)
    return { beganAt: began.at, seconds: (ended.at - began.at) / 1000, megabytes: await watched.done() }
  }
}

const inState = async (table: Table, campaignId: CampaignId, state: Campaign['state']) => {
  const campaign = await table.get(Campaign, campaignKey(campaignId))
  if (campaign?.state === 'paused' || campaign?.state === 'held')
    throw new Error(`it is ${campaign.state}: ${campaign.reason}`)
  return campaign?.state === state ? { campaign, at: performance.now() } : undefined
}

/** What lives in the worker, looked at once in each thousand mails, after what does not was collected. */
const watchMemory = (cloud: RunningCloud, table: Table, campaignId: CampaignId) => {
  let over = false
  const live = async () => {
    const { functions } = await cloud.local<Usage>('usage')
    return Object.entries(functions).find(([name]) => name.includes(SENDER))?.[1].liveMegabytes ?? []
  }
  const watching = (async () => {
    for (let next = 2; !over; await pause(200)) {
      const { accepted } = (await table.get(Figures, figuresKey(campaignId))) ?? { accepted: 0 }
      const thousand = Math.floor(accepted / 1000)
      if (thousand < next) continue
      next = thousand + 1
      await cloud.local('usage/collect', { function: SENDER })
    }
  })()
  return {
    async done() {
      over = true
      await watching
      const [at2000 = 0, ...later] = await live()
      return { at2000, most: Math.max(at2000, ...later) }
    },
  }
}

const SENDER = 'SendPage'

/** The mail is one that the campaign before has sent. */
const bareRate = async (cloud: RunningCloud, mails: number): Promise<number> => {
  const { environment } = templateOf(cloud)
  const loop: BareLoop = {
    port: cloud.port + 4,
    campaignId: newId(CampaignId, 'cmp'),
    memberIds: Array.from({ length: mails }, () => newId(MemberId, 'mbr')),
    atOnce: WORKERS,
    configurationSet: environment.MAIL_CONFIGURATION_SET ?? '',
    tableName: environment.TABLE_NAME ?? '',
    from: environment.MAIL_FROM ?? '',
    raw: newestMail(cloud),
  }
  const worker = new Worker(new URL('./bare-sender.ts', import.meta.url), { workerData: loop })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

const newestMail = ({ data }: RunningCloud): Uint8Array => {
  const journal = new DatabaseSync(join(data, 'cloud.db'), { readOnly: true })
  const row = journal.prepare('select mime from ses_message order by accepted_at desc limit 1').get()
  journal.close()
  if (!(row?.mime instanceof Uint8Array)) throw new Error('nothing was sent before')
  return row.mime
}

/** What the cloud was made from: the environment of the sender and the workflow. */
const templateOf = ({ data, port, url }: RunningCloud) => {
  const assembly = readAssembly(join(data, 'cdk.out'))
  const { functions, machines } = readTemplates(assembly, {
    publicUrl: url,
    sqs: `http://127.0.0.1:${port + 4}/sqs`,
    place: '',
  })
  const sender = functions.find(({ name }) => name.includes(SENDER))
  const machine = machines.find(({ id }) => id.includes('Campaign'))
  if (!sender || !machine) throw new Error('the template has no campaigns')
  return { environment: sender.Environment?.Variables ?? {}, workflow: machineArn(machine.name) }
}

const WORKERS = 8

const timeOf = async (cloud: RunningCloud) => Instant.parse((await cloud.local<{ now: string }>('clock')).now)

const bringIn = async (table: Table, city: CitySlug, count: number, at: Instant) => {
  const all = Array.from({ length: count }, (_, n) => memberOf(city, n, at))
  await inParallel(
    all.map((member) => async () => {
      await table.write({ put: { ...profileKey(member.memberId), ...member } })
    }),
  )
}

const memberOf = (city: CitySlug, n: number, at: Instant): Member => {
  const memberId = newId(MemberId, 'mbr')
  return {
    memberId,
    name: PersonName.parse(`Ana María Reader ${n}`),
    email: Mailbox.parse(`reader-${city}-${n}@example.org`),
    city,
    language: n % 4 === 0 ? 'es' : 'en',
    demographics: {},
    consents: {},
    unsubscribes: {},
    tokenEpoch: 0,
    joinedAt: at,
    audience: audienceKey(city, shardOf(memberId, AUDIENCE_SHARDS)),
  }
}

const campaignOf = (city: CitySlug, at: Instant): CampaignIn<'scheduled'> => ({
  state: 'scheduled',
  kind: 'survey',
  campaignId: newId(CampaignId, 'cmp'),
  city,
  surveyId: newId(SurveyId, 'svy'),
  surveyVersion: 1,
  protection: 'standard',
  title: 'How is your street?',
  message: MESSAGE,
  createdAt: at,
  launchAt: at,
  closesAt: plusDays(at, 14),
  revision: 2,
  responseKey: 'k1',
})

const MESSAGE = `Once a year we ask everybody in the city the same **ten questions**. It takes five minutes.

What you tell us is read by the council in your city, never with your name:

- what should change first
- what is better than last year
- where you would help

The results of last year are at [our page](https://network.example.org/results). Thank you!`

const start = async (cloud: RunningCloud, { campaignId, revision }: CampaignIn<'scheduled'>) => {
  const client = new SFNClient({
    endpoint: `http://127.0.0.1:${cloud.port + 4}/states`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
  })
  await client.send(
    new StartExecutionCommand({
      stateMachineArn: templateOf(cloud).workflow,
      name: `campaign-${campaignId}-r${revision}`,
      input: JSON.stringify({ campaignId, revision }),
    }),
  )
}
