import { type StaffTask, taskItem, taskKey } from '../../../shared/membership/task.ts'
import {
  REPORT_WORK,
  ReportWork,
  type ReportWorkIn,
  reportWorkKey,
  WAITS_AT_MOST_DAYS,
} from '../../../shared/results/report-work.ts'
import { type Clock, plusDays, plusSeconds } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { publicationName } from '../drafting/decide-report.ts'

type Needs = { table: Table; now: Clock; startPublication: StartWorkflow }

export type LookedAfter = { started: number; asked: number }

/**
 * What has been let go and is not published yet is started again; staff are asked to look at a draft that has waited for a
 * week. Nothing is published because nobody looked.
 */
export const lookAfterReports = async (needs: Needs): Promise<LookedAfter> => {
  const { items } = await needs.table.query(ReportWork, { pk: REPORT_WORK })
  const found = { started: 0, asked: 0 }
  for (const work of items) {
    if (work.state === 'approved') found.started += await startAgain(needs, work)
    if (work.state === 'waiting') found.asked += await askStaff(needs, work)
    if (work.state === 'published' || work.state === 'held-back')
      await needs.table.write({ delete: taskKey('report-waits', work.campaignId), if: { exists: true } })
  }
  return found
}

const startAgain = async ({ now, startPublication }: Needs, work: ReportWorkIn<'approved'>): Promise<number> => {
  if (plusSeconds(work.at, PATIENCE_SECONDS) > now()) return 0
  const { campaignId, city } = work
  const again = await startPublication(publicationName(work, `-${now().slice(0, 13)}`), { campaignId, city })
  return again.outcome === 'started' ? 1 : 0
}

/**
 * Again after another week: whoever took the task off the list may have forgotten the report. At once when it came back after it
 * was let go: nobody waits for it.
 */
const askStaff = async ({ table, now }: Needs, work: ReportWorkIn<'waiting'>): Promise<number> => {
  const { campaignId, city, inputs } = work
  const isBack = work.changed !== undefined && work.askedAt === undefined
  if (!isBack && plusDays(work.askedAt ?? work.draftedAt, WAITS_AT_MOST_DAYS) > now()) return 0
  const task = { task: 'report-waits', campaignId, city, at: now() } satisfies StaffTask
  const asked = await table.write(
    { put: taskItem(task, campaignId) },
    { update: reportWorkKey(work), set: { askedAt: now() }, if: { equals: { state: 'waiting', inputs } } },
  )
  return asked.outcome === 'written' ? 1 : 0
}

/** A publication takes seconds; its tasks are tried again for minutes. */
const PATIENCE_SECONDS = 600
