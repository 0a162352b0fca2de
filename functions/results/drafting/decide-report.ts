import { Campaign, campaignKey } from '../../../shared/campaigns/campaign.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import {
  approveReport as approve,
  type Decided,
  holdBackReport as holdBack,
  mayBeMadeAgain,
  type ReportOf,
  ReportWork,
  reportWorkKey,
} from '../../../shared/results/report-work.ts'
import { type Clock, type Instant, minuteOf } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { shownReport } from './shown-report.ts'

type Needs = { table: Table; now: Clock }

export type ReportRefusal =
  | 'unknown'
  | 'changed-meanwhile'
  | 'published-already'
  | 'other-draft'
  | 'no-reason'
  | 'reason-too-long'

export type DecidedReport = { outcome: 'decided' } | { outcome: 'refused'; reason: ReportRefusal }

/**
 * `seal`: of the document that they looked at. The publication is started behind the decision: should that fail, whoever looks
 * after reports starts it within the hour.
 */
export const approveReport = async (
  needs: Needs & { startPublication: StartWorkflow },
  actor: Actor,
  { seal, tellMembers, ...of }: ReportOf & { seal: string; tellMembers: boolean },
): Promise<DecidedReport> => {
  const at = needs.now()
  const standing = (await shownReport(needs.table, of))?.seal
  const decided = await change(needs, of, actor, 'report.approved', (work) =>
    approve(work, { by: actor.userId, at, shown: seal, standing, tellMembers }),
  )
  if (decided.outcome === 'decided') await needs.startPublication(publicationName({ ...of, at }), of)
  return decided
}

/** One for each time that it is let go: `at` is when. */
export const publicationName = ({ campaignId, at }: ReportOf & { at: Instant }, again = '') =>
  `publish-${campaignId}-${at.replaceAll(/\D/g, '')}${again}`

export const holdBackReport = (
  needs: Needs,
  actor: Actor,
  { reason, ...of }: ReportOf & { reason: string },
): Promise<DecidedReport> =>
  change(needs, of, actor, 'report.held-back', (work) => holdBack(work, { by: actor.userId, at: needs.now(), reason }))

/**
 * From answers that are recounted once more. A new draft takes the place of the one that is there; of a survey that has closed it
 * may also be the first, where the report failed before.
 */
export const makeReportAgain = async (
  needs: Needs & { startReport: StartWorkflow },
  actor: Actor,
  of: ReportOf,
): Promise<DecidedReport> => {
  const work = await needs.table.get(ReportWork, reportWorkKey(of))
  if (!work && !(await isClosedSurvey(needs.table, of))) return { outcome: 'refused', reason: 'unknown' }
  if (work && !mayBeMadeAgain(work)) return { outcome: 'refused', reason: 'published-already' }
  const { campaignId } = of
  const at = needs.now()
  await needs.table.write(auditEntry({ at, actor, act: 'report.made-again', subject: campaignId }))
  // Pressed twice within a minute it is made once; where that fails, it can be asked for again.
  await needs.startReport(`again-${campaignId}-${work?.inputs.slice(0, 8) ?? 'first'}-${minuteOf(at)}`, { campaignId })
  return { outcome: 'decided' }
}

const isClosedSurvey = async (table: Pick<Table, 'get'>, { campaignId, city }: ReportOf): Promise<boolean> => {
  const campaign = await table.get(Campaign, campaignKey(campaignId))
  return campaign?.kind === 'survey' && campaign.state === 'closed' && campaign.city === city
}

const change = async (
  { table, now }: Needs,
  of: ReportOf,
  actor: Actor,
  act: string,
  decide: (work: ReportWork) => Decided<ReportWork['state'], ReportRefusal>,
): Promise<DecidedReport> => {
  const key = reportWorkKey(of)
  const work = await table.get(ReportWork, key)
  if (!work) return { outcome: 'refused', reason: 'unknown' }
  const decided = decide(work)
  if (decided.outcome === 'refused') return decided
  const written = await table.write(
    { put: { ...key, ...decided.work }, if: { equals: { state: work.state, inputs: work.inputs } } },
    auditEntry({
      at: now(),
      actor,
      act,
      subject: of.campaignId,
      detail: { city: of.city, ...documentOf(decided.work) },
    }),
  )
  return written.outcome === 'written' ? { outcome: 'decided' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}

/** What was decided about. */
const documentOf = (work: ReportWork) => ({
  inputs: work.inputs,
  ...('shown' in work && work.shown !== undefined && { seal: work.shown }),
})
