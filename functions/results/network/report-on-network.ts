import type { Actor } from '../../../shared/identity/actor.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import { isNetwork } from '../../../shared/results/network/network-report.ts'
import { mayBeMadeAgain } from '../../../shared/results/report-work.ts'
import { type Clock, minuteOf } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { sha256 } from '../gate/canonical.ts'
import { networkChoices } from './network-choices.ts'

export type NetworkReportRefusal = 'unknown' | 'published-already' | 'too-few-cities'

export type BegunNetworkReport = { outcome: 'begun' } | { outcome: 'refused'; reason: NetworkReportRefusal }

type Needs = { table: Table; now: Clock; startNetworkReport: StartWorkflow }

/** Begins the network's report of a survey, or begins it again: a new draft takes the place of the one that is there. */
export const reportOnNetwork = async (
  { table, now, startNetworkReport }: Needs,
  actor: Actor,
  { campaignId, campaigns }: { campaignId: CampaignId; campaigns: readonly string[] },
): Promise<BegunNetworkReport> => {
  const choice = (await networkChoices(table)).find((one) => one.campaignId === campaignId)
  if (!choice) return { outcome: 'refused', reason: 'unknown' }
  if (choice.work && !mayBeMadeAgain(choice.work)) return { outcome: 'refused', reason: 'published-already' }
  const chosen = choice.cities.filter((one) => campaigns.includes(one.campaignId))
  if (!isNetwork(chosen)) return { outcome: 'refused', reason: 'too-few-cities' }
  const cities = chosen.map(({ city }) => city)
  const at = now()
  await table.write(
    auditEntry({ at, actor, act: 'report.network-begun', subject: campaignId, detail: { cities: cities.join(' ') } }),
  )
  const taken = chosen.map((one) => one.campaignId)
  // Pressed twice within a minute it is made once; of other cities, or once there is a draft, it is made anew.
  const of = sha256([choice.work?.inputs ?? '', ...taken].join('|')).slice(0, 8)
  await startNetworkReport(`network-${campaignId}-${minuteOf(at)}-${of}`, { campaignId, campaigns: taken })
  return { outcome: 'begun' }
}
