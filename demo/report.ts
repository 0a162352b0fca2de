import { newSalt } from '../functions/adapters/chance.ts'
import type { Table } from '../functions/adapters/table.ts'
import { approveReport } from '../functions/results/drafting/decide-report.ts'
import { draftReport } from '../functions/results/drafting/draft-report.ts'
import { sealReport } from '../functions/results/drafting/seal-report.ts'
import { shownReport } from '../functions/results/drafting/shown-report.ts'
import { proveQuestion } from '../functions/results/gate/prove-question.ts'
import type { Signer } from '../functions/results/gate/signing.ts'
import { networkChoices } from '../functions/results/network/network-choices.ts'
import { prepareNetworkReport } from '../functions/results/network/prepare-network-report.ts'
import { reportOnNetwork } from '../functions/results/network/report-on-network.ts'
import { prepareReport } from '../functions/results/preparing/prepare-report.ts'
import { publishReport } from '../functions/results/publishing/publish-report.ts'
import { writeFindings } from '../functions/results/publishing/write-findings.ts'
import type { Actor } from '../shared/identity/actor.ts'
import type { CampaignId, NewId, QuestionId, RecountId } from '../shared/ids.ts'
import type { Solve } from '../shared/results/gate/programme.ts'
import type { ReportOf } from '../shared/results/report-work.ts'
import type { Clock, Instant } from '../shared/units.ts'

type Needs = { table: Table; now: Clock; signer: Signer; solve: Solve }

const CODE = { newSalt, codeVersion: 'demo' }

/**
 * The steps of the report workflow and of the publication in their order, with staff who let it go at once. Those who answered can
 * read what was found; the mail that tells them waits as a draft where it is asked for.
 */
export const publishPastReport = async (
  needs: Needs & { newId: NewId; publicUrl: string },
  staff: Actor,
  {
    campaignId,
    recount,
    mail,
  }: { campaignId: CampaignId; recount: { recountId: RecountId; at: Instant }; mail: boolean },
): Promise<void> => {
  const prepared = await prepareReport({ ...needs, ...CODE }, { campaignId, recount })
  if (prepared.outcome !== 'prepared') throw new Error(`the demo report was not prepared: ${prepared.outcome}`)
  const of = { campaignId, city: prepared.city }
  await publishPrepared(needs, staff, { ...of, ...prepared, tellMembers: mail })
  await writeFindings({ ...needs, site: { publicUrl: needs.publicUrl } }, of)
}

/** What the cities have published of the same survey, put together. */
export const publishNetworkReport = async (needs: Needs, staff: Actor): Promise<void> => {
  const [choice] = await networkChoices(needs.table)
  if (!choice) throw new Error('the demo cities have published nothing that was asked alike')
  const { campaignId } = choice
  const campaigns = choice.cities.map((city) => city.campaignId)
  const startNetworkReport = async () => ({ outcome: 'started' as const })
  await reportOnNetwork({ ...needs, startNetworkReport }, staff, { campaignId, campaigns })
  const prepared = await prepareNetworkReport({ ...needs, ...CODE }, { campaignId, campaigns })
  if (prepared.outcome !== 'prepared') throw new Error(`the demo report on the network was refused: ${prepared.reason}`)
  await publishPrepared(needs, staff, { campaignId, ...prepared, tellMembers: false })
}

const publishPrepared = async (
  needs: Needs,
  staff: Actor,
  prepared: ReportOf & { inputs: string; questions: readonly QuestionId[]; tellMembers: boolean },
): Promise<void> => {
  const { campaignId, city, inputs, questions, tellMembers } = prepared
  const of = { campaignId, city }
  for (const question of questions) await proveQuestion(needs, { ...of, inputs, question })
  await draftReport(needs, { ...of, inputs })
  const startPublication = async () => ({ outcome: 'started' as const })
  const seal = (await shownReport(needs.table, of))?.seal ?? ''
  await approveReport({ ...needs, startPublication }, staff, { ...of, seal, tellMembers })
  const signed = await sealReport(needs, of)
  if (signed.outcome !== 'signed') throw new Error(`the demo report was not signed: ${signed.outcome}`)
  await publishReport(needs, { ...of, seal: signed.seal })
}
