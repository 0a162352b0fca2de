import { mayQuote } from '../../../shared/results/quotations.ts'
import {
  type ReportChange,
  type ReportOf,
  type ReportWork,
  type ReportWorkIn,
  reportWorkKey,
} from '../../../shared/results/report-work.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { readProven } from '../gate/proven-question.ts'
import { publicKeys } from '../gate/signing.ts'
import { readSealed } from '../preparing/sealed-store.ts'
import { sealOf, storeDraft } from '../publishing/report-items.ts'
import { computeReport, refusedIn } from './compute-report.ts'

/**
 * Computes the report of these inputs and puts it before staff, in the place of what they looked at until now: the draft and the
 * word that it waits are written together. Undefined when somebody has decided meanwhile.
 */
export const showDraft = async (
  { table, now }: { table: Table; now: Clock },
  { inputs, campaignId, city }: ReportOf & { inputs: string },
  { before, changed }: { before: ReportWork | undefined; changed?: ReportChange },
  ...also: Write[]
): Promise<ReportWorkIn<'waiting'> | undefined> => {
  const of = { campaignId, city }
  const sealed = await readSealed(table, of, inputs)
  if (!sealed) throw new Error(`the inputs ${inputs} are not there`)
  const made = computeReport(sealed, inputs, await readProven(table, of, inputs, await publicKeys(table)))
  const { cityName, title, closedAt } = made.head
  const refused = refusedIn(made.questions).length
  const work: ReportWorkIn<'waiting'> = {
    ...{ state: 'waiting', ...of, cityName, title, closedAt, inputs, draftedAt: now(), refused },
    ...(changed && { changed }),
  }
  const texts = made.questions.flatMap(({ kind, id }) => (kind === 'text' ? [id] : []))
  const quotable = texts.filter((id) => mayQuote(sealed.inputs, id))
  const written = await storeDraft(
    table,
    of,
    'SHOWN',
    { ...made, quotable, seal: sealOf(made) },
    { put: { ...reportWorkKey(of), ...work }, if: before ? { equals: asItStood(before) } : { exists: false } },
    ...also,
  )
  return written.outcome === 'written' ? work : undefined
}

/** `at`: it may have been let go a second time. */
const asItStood = (work: ReportWork) => ({
  state: work.state,
  inputs: work.inputs,
  ...('at' in work && { at: work.at }),
})
