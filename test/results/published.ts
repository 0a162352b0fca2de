import { newSalt } from '../../functions/adapters/chance.ts'
import { newId } from '../../functions/adapters/clock.ts'
import { highsSolver } from '../../functions/adapters/integer-programme.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { cubeHash } from '../../functions/results/counting/stored-cube.ts'
import { approveReport } from '../../functions/results/drafting/decide-report.ts'
import { draftReport } from '../../functions/results/drafting/draft-report.ts'
import { sealReport } from '../../functions/results/drafting/seal-report.ts'
import { shownReport } from '../../functions/results/drafting/shown-report.ts'
import { proveQuestion } from '../../functions/results/gate/prove-question.ts'
import { createSigner } from '../../functions/results/gate/signing.ts'
import { prepareReport } from '../../functions/results/preparing/prepare-report.ts'
import { publishReport } from '../../functions/results/publishing/publish-report.ts'
import { readDraft, sealOf, storeDraft } from '../../functions/results/publishing/report-items.ts'
import { keepRecounted } from '../../functions/results/recount/recounted-cube.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { type Campaign, campaignKey, campaignListKey } from '../../shared/campaigns/campaign.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { CampaignId, CitySlug, MemberId, RecountId, UserId } from '../../shared/ids.ts'
import { type Cube, talliesKey, tallySortKey } from '../../shared/results/counting/tally.ts'
import type { ReportOf } from '../../shared/results/report-work.ts'
import { Survey, surveyKey } from '../../shared/surveys/survey.ts'
import { type Clock, epochSecondsOf, plusDays } from '../../shared/units.ts'
import { ulidOf } from '../ids.ts'
import { springSurvey, surveyCampaign } from './answered.ts'
import { atNoon, campaignId, denver, NOON, surveyId } from './cast.ts'

export const aCity = (slug: string, name: string) =>
  City.parse({ slug, name, state: 'CO', timeZone: 'America/Denver', neighbourhoods: [], foundedAt: NOON })

export const aCampaign = (state: 'open' | 'closed'): Campaign => surveyCampaign(campaignId, state)

/** Denver, its spring survey and the campaign, with the city of Fresno beside it. */
export const setTheScene = async (table: Table, state: 'open' | 'closed', title = 'Spring survey') => {
  const survey = springSurvey(title)
  const campaign = { ...aCampaign(state), title }
  for (const city of [aCity('denver', 'Denver'), aCity('fresno', 'Fresno')])
    await table.write({ put: { ...cityKey(city.slug), ...city } })
  await table.write({ put: { ...surveyKey(surveyId, 1), ...survey } })
  await table.write({ put: { ...campaignKey(campaignId), ...campaign } })
  await table.write({ put: { ...campaignListKey(denver, campaignId), ...campaign } })
}

export const storeCube = async (table: Table, cube: Cube, { campaignId }: ReportOf = denversReport) => {
  for (const [cell, adds] of cube)
    await table.write({ put: { pk: talliesKey(campaignId), sk: tallySortKey(cell, 0, 0), ...adds } })
}

/** So many people are marked as having answered. */
export const markAnswered = async (table: Table, many: number, id = campaignId) => {
  for (let n = 1; n <= many; n++) await table.write({ put: answeredKey(id, 0, marked(n)) })
}
export const marked = (n: number) => MemberId.parse(`mbr_${String(n).padStart(26, '0')}`)

/** Of the tests: what nobody else knows. */
export const signer = createSigner(async () => 'a secret of the tests, of enough chance')

export const staff: Actor = {
  userId: UserId.parse(`usr_${'7'.repeat(26)}`),
  name: 'Sam Okafor',
  roles: [{ role: 'staff' }],
}

export const denversReport = { campaignId, city: denver }
export const notStarted = async () => ({ outcome: 'started' as const })

/** As if these counts had been recounted, and had been equal to the responses. */
export const recounted = async (table: Table, cube: Cube, { campaignId }: ReportOf = denversReport) => {
  const recountId = newId(RecountId, 'rcn')
  await keepRecounted(table, { campaignId, recountId }, cubeHash(cube), epochSecondsOf(plusDays(NOON, 1)))
  return { recountId, at: NOON }
}

/** Prepares, proves and drafts the report of the stored cube. */
export const draft = async (table: Table, cube: Cube, now: Clock = atNoon, of: ReportOf = denversReport) => {
  const needs = { table, now, signer, solve: highsSolver() }
  const recount = await recounted(table, cube, of)
  const prepared = await prepareReport(
    { ...needs, newSalt, codeVersion: 'test' },
    { campaignId: of.campaignId, recount },
  )
  if (prepared.outcome !== 'prepared') throw new Error(`the report was not prepared: ${prepared.outcome}`)
  const { inputs } = prepared
  for (const question of prepared.questions) await proveQuestion(needs, { ...of, inputs, question })
  const drafted = await draftReport(needs, { ...of, inputs })
  if (drafted.outcome !== 'drafted') throw new Error(`the report was not drafted: ${drafted.reason}`)
  return { inputs, refused: drafted.refused }
}

/** Staff let the draft go, and it is signed. */
export const approveAndSign = async (table: Table, of: ReportOf = denversReport, tellMembers = false) => {
  const needs = { table, now: atNoon, signer, startPublication: notStarted }
  const approved = await approveReport(needs, staff, { ...of, seal: await shownSeal(table, of), tellMembers })
  if (approved.outcome !== 'decided') throw new Error(`the report was not approved: ${approved.reason}`)
  const signed = await sealReport(needs, of)
  if (signed.outcome !== 'signed') throw new Error(`the report was not signed: ${JSON.stringify(signed)}`)
  return signed
}

/** As a page of staff has it. */
export const shownSeal = async (table: Table, of: ReportOf = denversReport): Promise<string> =>
  (await shownReport(table, of))?.seal ?? ''

/** The draft that is shown becomes one that another version of the software has made: with nothing to read first. */
export const asOlderCodeMadeIt = async (table: Table, of: ReportOf) => {
  const draft = await readDraft(table, of, 'SHOWN')
  if (!draft) throw new Error('there is no draft')
  const head = { ...draft.head, headlines: [], answered: { kind: 'at-least' as const, count: 5 } }
  await storeDraft(table, of, 'SHOWN', { ...draft, head, seal: sealOf({ ...draft, head }) })
}

/** Makes and publishes the report of the stored cube. */
export const publish = async (table: Table, cube: Cube, of: ReportOf = denversReport) => {
  await draft(table, cube, atNoon, of)
  const { seal } = await approveAndSign(table, of)
  return publishReport({ table, now: atNoon }, { ...of, seal })
}

/** The same survey in another city, asked, closed and published. */
export const publishIn = async (table: Table, name: string, cube: Cube): Promise<ReportOf> => {
  const city = CitySlug.parse(name.toLowerCase())
  const of = { campaignId: CampaignId.parse(`cmp_${ulidOf(name)}`), city }
  const campaign = { ...aCampaign('closed'), ...of }
  if (!(await table.get(Survey, surveyKey(surveyId, 1)))) await setTheScene(table, 'closed')
  await table.write({ put: { ...cityKey(city), ...aCity(city, name) } })
  await table.write({ put: { ...campaignKey(of.campaignId), ...campaign } })
  await storeCube(table, cube, of)
  await publish(table, cube, of)
  return of
}
