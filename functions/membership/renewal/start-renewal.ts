import { DUE_SHARDS } from '../../../shared/membership/renewal.ts'
import { type Clock, utcDay } from '../../../shared/units.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'

type Needs = { now: Clock; start: StartWorkflow }

/** One execution for each day, however often the day is rung in. */
export const startRenewal = ({ now, start }: Needs) =>
  start(`renewal-${utcDay(now())}`, { shards: Array.from({ length: DUE_SHARDS }, (_, shard) => ({ shard })) })
