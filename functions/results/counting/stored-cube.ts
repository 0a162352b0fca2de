import { createHash } from 'node:crypto'
import type { CampaignId } from '../../../shared/ids.ts'
import { type Cube, cubeOf, cubeText, Tally, talliesKey } from '../../../shared/results/counting/tally.ts'
import type { Table } from '../../adapters/table.ts'

export const readCube = async (table: Pick<Table, 'query'>, campaignId: CampaignId): Promise<Cube> =>
  cubeOf((await table.query(Tally, { pk: talliesKey(campaignId) })).items)

/** Of small cubes it tells the answers to whoever tries all that there can be: only those who read tallies may see it. */
export const cubeHash = (cube: Cube): string => createHash('sha256').update(cubeText(cube)).digest('hex')
