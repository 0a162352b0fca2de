import type { CampaignId } from '../../../shared/ids.ts'
import { SET_ASIDE, SetAside, type SetAsideReason, setAsideKey } from '../../../shared/results/counting/set-aside.ts'
import { RESPONSES_BEGIN, responsesKey } from '../../../shared/surveys/response.ts'
import type { Key, Table } from '../../adapters/table.ts'

/** Keeps where the response is and why it is in no count, never what was answered. */
export const setAside = (table: Pick<Table, 'write'>, of: Key, reason: SetAsideReason, fields: string[] = []) => {
  const row: SetAside = { of: { pk: of.pk, sk: of.sk }, reason, fields }
  return table.write({ put: { ...setAsideKey(of), ...row } })
}

/** Of a whole campaign, or of one partition of its responses. */
export const listSetAside = async (
  table: Pick<Table, 'query'>,
  campaignId: CampaignId,
  partition?: number,
): Promise<SetAside[]> => {
  const begins =
    partition === undefined ? `${RESPONSES_BEGIN}${campaignId}#` : `${responsesKey(campaignId, partition)}#`
  return (await table.query(SetAside, { pk: SET_ASIDE, begins })).items
}

export const noLongerSetAside = (table: Pick<Table, 'write'>, of: Key) => table.write({ delete: setAsideKey(of) })
