import { setTimeout as pause } from 'node:timers/promises'
import type { Links } from '../functions/adapters/links.ts'
import type { MailTransport } from '../functions/adapters/mail.ts'
import type { Table } from '../functions/adapters/table.ts'
import type { StartWorkflow } from '../functions/adapters/workflows.ts'
import { readCampaign } from '../functions/campaigns/campaigns.ts'
import { listRows } from '../functions/campaigns/desk/list-recipients.ts'
import { askingOf } from '../functions/campaigns/drafting/campaign-form.ts'
import { createCampaign } from '../functions/campaigns/drafting/create-campaign.ts'
import { freezeShard } from '../functions/campaigns/launch/freeze-shard.ts'
import { planCampaign } from '../functions/campaigns/launch/plan-campaign.ts'
import { sealAudience } from '../functions/campaigns/launch/seal-audience.ts'
import { settleRecipient } from '../functions/campaigns/sending/ledger.ts'
import { sendPage } from '../functions/campaigns/sending/send-page.ts'
import { planNextWave } from '../functions/campaigns/series/plan-wave.ts'
import { scheduleCampaign } from '../functions/campaigns/series/schedule-campaign.ts'
import { closeCampaign } from '../functions/campaigns/settling/close-campaign.ts'
import { SettleStep, settleShard } from '../functions/campaigns/settling/settle-shard.ts'
import type { Signer } from '../functions/results/gate/signing.ts'
import { questionnaireReader } from '../functions/results/preparing/questionnaire.ts'
import { recountResponses } from '../functions/results/recount/recount-responses.ts'
import { createSurvey } from '../functions/surveys/create-survey.ts'
import { editSurvey } from '../functions/surveys/edit-survey.ts'
import { type Campaign, type CampaignOf, DUE_CAMPAIGNS, type Repeats } from '../shared/campaigns/campaign.ts'
import { observed } from '../shared/campaigns/ledger.ts'
import type { City } from '../shared/cities/city.ts'
import type { Actor } from '../shared/identity/actor.ts'
import { type CampaignId, QuestionId } from '../shared/ids.ts'
import type { Solve } from '../shared/results/gate/programme.ts'
import { draftOf } from '../shared/surveys/draft.ts'
import type { Survey } from '../shared/surveys/survey.ts'
import { type Instant, plusDays } from '../shared/units.ts'
import { planFlight, plansAtOnce } from './flight.ts'
import { inBatches, type Needs as NetworkNeeds } from './network.ts'
import { publishPastReport } from './report.ts'
import type { DemoSurvey } from './surveys.ts'

type Needs = NetworkNeeds & { links: Links }
type Signing = { signer: Signer; solve: Solve; publicUrl: string }
type Campaigning = {
  staff: Actor
  survey: Survey
  city: City
  closesAt: Instant
  reminders?: CampaignOf<'survey'>['reminders']
  repeats?: Repeats
}
type Launched = { campaignId: CampaignId; survey: Survey }

export const writeSurvey = async (needs: Needs, actor: Actor, asked: DemoSurvey): Promise<Survey> => {
  const created = await createSurvey(needs, {
    actor,
    title: asked.title,
    introduction: asked.introduction,
    protection: 'standard',
    about: [],
  })
  if (created.outcome === 'refused') throw new Error(`the demo survey was refused: ${created.reason}`)
  let { survey } = created
  const change = async (edit: Parameters<typeof editSurvey>[1]['change'], draft = draftOf(survey)) => {
    const edited = await editSurvey(needs, { actor, surveyId: survey.surveyId, seen: survey, draft, change: edit })
    if (edited.outcome === 'refused') throw new Error(`an edit of the demo survey was refused: ${edited.reason}`)
    survey = edited.survey
  }
  for (const question of asked.questions) {
    const id = needs.newId(QuestionId, 'qst')
    await change({ act: 'add', kind: question.kind, id })
    const { answer: _answer, ...typed } = question
    const draft = draftOf(survey)
    const questions = draft.questions.map((blank) => (blank.id === id ? { ...blank, ...typed } : blank))
    await change({ act: 'save' }, { ...draft, questions })
  }
  for (const dimension of ['race', 'gender', 'ageBand', 'neighbourhood'] as const)
    await change({ act: 'add-from-bank', dimension, id: needs.newId(QuestionId, 'qst') })
  return survey
}

/** Mails are written once before a launch, to see that they can be. */
const SITE = {
  publicUrl: 'http://localhost',
  networkName: 'Network City Program',
  postalAddress: '1 Example Street, Your City, ST 00000',
}

/** Launched in the present and sent by the deployed workflow: its mails are in the mailbox. */
export const launchSurvey = async (
  needs: Needs,
  { startWorkflow, ...plan }: Campaigning & { startWorkflow: StartWorkflow },
): Promise<Launched> => {
  const launched = await launch({ ...needs, startWorkflow }, plan)
  // On a busy machine the functions of the workflow take their time to be there.
  for (let attempt = 0; attempt < 1200; attempt++) {
    const campaign = await readCampaign(needs.table, launched.campaignId)
    if (campaign?.state === 'sending' || campaign?.state === 'open') return launched
    await pause(50)
  }
  throw new Error('the demo campaign was launched, but its workflow did not begin to send')
}

/**
 * Launched, mailed, answered, closed and reported in the past. The mails of that time went to nobody: the mailbox shows
 * the present.
 */
export const conductPastSurvey = async (
  needs: Needs & Signing,
  {
    launchedAt,
    answer,
    mail = false,
    ...plan
  }: Campaigning & {
    launchedAt: Instant
    /** Whether a mail waits that tells those who answered what was found. */
    mail?: boolean
    answer: (campaign: Launched, at: Instant) => Promise<number>
  },
): Promise<{ answered: number }> => {
  const unseen = { ...needs, table: neverDue(needs.table), now: () => launchedAt }
  const launched = await launchQuietly(unseen, plan)
  const answered = await answer(launched, plusDays(launchedAt, 5))
  const atClose = { ...needs, now: () => plan.closesAt }
  await closeCampaign(atClose, launched.campaignId)
  await publish(atClose, plan.staff, launched.campaignId, mail)
  // The wave after it lies ahead: it goes by the clock of the present.
  const closed = await readCampaign(needs.table, launched.campaignId)
  if (closed && plan.repeats) await planNextWave({ ...needs, startPlan: plansAtOnce(needs) }, closed)
  return { answered }
}

/** An update that went out in the past, to nobody's mailbox. */
export const sendPastUpdate = async (
  needs: Needs,
  { staff: actor, city, launchedAt, closesAt, title, message }: PastUpdate,
): Promise<void> => {
  const unseen = {
    ...needs,
    table: neverDue(needs.table),
    now: () => launchedAt,
    startWorkflow: async () => ({ outcome: 'started' as const }),
  }
  const draft = { city: city.slug, title, message }
  const { campaign } = await createCampaign(unseen, { draft, content: { kind: 'update' }, closesAt, actor })
  await launchDraft(unseen, campaign, actor)
  await sendToNobody(unseen, campaign.campaignId)
  // From here on the clock may see it: it counts for good what was mailed.
  await closeCampaign({ ...needs, now: () => closesAt }, campaign.campaignId)
}

type PastUpdate = Pick<Campaigning, 'staff' | 'city' | 'closesAt'> & {
  launchedAt: Instant
  title: string
  message: string
}

/** A survey of the past is over its closing time from the start: on a slow machine the minute's schedule would close it. */
export const neverDue = (table: Table): Table => ({
  ...table,
  write: (...writes) =>
    table.write(
      ...writes.map((write) =>
        'put' in write && write.put.due === DUE_CAMPAIGNS ? { ...write, put: { ...write.put, due: undefined } } : write,
      ),
    ),
})

/** The deployed consumer of the stream counts the answers meanwhile. */
const publish = async (needs: Needs & Signing, staff: Actor, campaignId: CampaignId, mail: boolean): Promise<void> => {
  const counting = { ...needs, questionnaireOf: questionnaireReader(needs.table) }
  for (let attempt = 0; attempt < 100; attempt++) {
    const recount = await recountResponses(counting, { campaignId, attempt })
    if (recount.outcome === 'equal') return publishPastReport(needs, staff, { campaignId, recount, mail })
    await pause(100)
  }
  throw new Error('the answers of the demo survey were not counted')
}

/** Launched and mailed to nobody, without the workflow. */
export const launchQuietly = async (needs: Needs, plan: Campaigning): Promise<Launched> => {
  const launched = await launch({ ...needs, startWorkflow: async () => ({ outcome: 'started' }) }, plan)
  await sendToNobody(needs, launched.campaignId)
  return launched
}

const launch = async (
  needs: Needs & { startWorkflow: StartWorkflow },
  { staff: actor, survey, city, closesAt, reminders, repeats }: Campaigning,
): Promise<Launched> => {
  const draft = { city: city.slug, title: survey.title, message: survey.introduction }
  const content = { ...askingOf(survey), ...(reminders && { reminders }) }
  const { campaign } = await createCampaign(needs, { draft, content, closesAt, repeats, actor })
  await launchDraft(needs, campaign, actor)
  return { campaignId: campaign.campaignId, survey }
}

/** Looked at and launched, as staff do it. */
export const launchDraft = async (
  needs: Needs & { startWorkflow: StartWorkflow },
  campaign: Campaign,
  actor: Actor,
): Promise<void> => {
  const { campaignId, revision } = campaign
  await planFlight(needs, campaign)
  const scheduled = await scheduleCampaign({ ...needs, site: SITE }, { campaignId, revision, launchAt: 'now', actor })
  if (scheduled.outcome === 'refused') throw new Error(`the demo campaign was refused: ${scheduled.reason}`)
}

/**
 * The steps of the campaign workflow in their order, with a mail transport that takes everything and delivers nothing.
 * The last one, opening, is left out: a campaign can be closed without it.
 */
export const sendToNobody = async (needs: Needs, campaignId: CampaignId): Promise<void> => {
  const revision = (await readCampaign(needs.table, campaignId))?.revision ?? 1
  const planning = { ...needs, mail: nobodysMail, maySend: async () => true }
  const plan = await planCampaign(planning, { campaignId, revision })
  await inBatches(plan.audienceShards, (shard) => freezeShard(needs, { ...shard, seen: 0 }))
  await inBatches(plan.ledgerShards, async (shard) => {
    const step = await settleShard(needs, SettleStep.parse(shard))
    if (step.next !== 'done') throw new Error(`the demo campaign ${campaignId} is too long to be counted at once`)
  })
  await sealAudience(needs, { campaignId, revision })
  const { ledgerShards } = await planCampaign(planning, { campaignId, revision })
  const sending = {
    ...needs,
    mail: nobodysMail,
    rest: async () => {},
    chance: () => 0,
    write: async () => ({ to: 'nobody@example.org', raw: new Uint8Array(), tags: {} }),
  }
  await inBatches(ledgerShards, async (shard) => {
    for (let page = await sendPage(sending, shard); page.next !== 'done'; page = await sendPage(sending, page))
      if (page.next !== 'more')
        throw new Error(`the demo campaign ${campaignId} came to a ${page.next} while it was sent`)
  })
  const shards = ledgerShards.map(({ shard }) => shard)
  const asked = { round: 0, states: ['SENT'], shards, most: Number.POSITIVE_INFINITY } as const
  const { rows } = await listRows(needs.table, { campaignId }, asked)
  await inBatches(rows, (row) =>
    settleRecipient(needs.table, row, (sent) =>
      observed(sent, { kind: 'delivered', messageId: 'demo', at: needs.now() }),
    ),
  )
}

const nobodysMail: MailTransport = {
  prepare: async (mail) => ({ to: mail.to, raw: new Uint8Array(), tags: mail.tags }),
  send: async () => ({ outcome: 'accepted', messageId: 'demo' }),
  quota: async () => ({ perSecond: Number.POSITIVE_INFINITY, perDay: Number.POSITIVE_INFINITY, sentLastDay: 0 }),
}
