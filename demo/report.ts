import { newSalt } from '../functions/adapters/chance.ts'
import type { Table } from '../functions/adapters/table.ts'
import { approveReport } from '../functions/results/drafting/decide-report.ts'
import { draftReport } from '../functions/results/drafting/draft-report.ts'
import { sealReport } from '../functions/results/drafting/seal-report.ts'
import { shownReport } from '../functions/results/drafting/shown-report.ts'
import { proveQuestion } from '../functions/results/gate/prove-question.ts'
import type { Signer } from '../functions/results/gate/signing.ts'
import { prepareReport } from '../functions/results/preparing/prepare-report.ts'
import { publishReport } from '../functions/results/publishing/publish-report.ts'
import type { Actor } from '../shared/identity/actor.ts'
import type { CampaignId, RecountId } from '../shared/ids.ts'
import type { Solve } from '../shared/results/gate/programme.ts'
import type { Clock, Instant } from '../shared/units.ts'

type Needs = { table: Table; now: Clock; signer: Signer; solve: Solve }

/** The steps of the report workflow and of the publication in their order, with staff who let it go at once. */
export const publishPastReport = async (
  needs: Needs,
  staff: Actor,
  campaignId: CampaignId,
  recount: { recountId: RecountId; at: Instant },
): Promise<void> => {
  const prepared = await prepareReport({ ...needs, newSalt, codeVersion: 'demo' }, { campaignId, recount })
  if (prepared.outcome !== 'prepared') throw new Error(`the demo report was not prepared: ${prepared.outcome}`)
  const { city, inputs } = prepared
  const of = { campaignId, city }
  for (const question of prepared.questions) await proveQuestion(needs, { ...of, inputs, question })
  await draftReport(needs, { ...of, inputs })
  const startPublication = async () => ({ outcome: 'started' as const })
  const seal = (await shownReport(needs.table, of))?.seal ?? ''
  await approveReport({ ...needs, startPublication }, staff, { ...of, seal, tellMembers: false })
  const signed = await sealReport(needs, of)
  if (signed.outcome !== 'signed') throw new Error(`the demo report was not signed: ${signed.outcome}`)
  await publishReport(needs, { ...of, seal: signed.seal })
}
