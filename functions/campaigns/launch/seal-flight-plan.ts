import { emptyPlan, mergedPlan } from '../../../shared/campaigns/launch/flight-plan.ts'
import { PlannedShard, planKey, plannedShardKey } from '../../../shared/campaigns/launch/stored-plan.ts'
import type { Quota } from '../../../shared/campaigns/launch/timetable.ts'
import { AUDIENCE_SHARDS } from '../../../shared/membership/member.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import type { MailQuota, MailTransport } from '../../adapters/mail.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { type OtherSending, othersSending } from '../sending/others-sending.ts'
import type { PlanRun } from './plan-flight.ts'

type Needs = { table: Table; now: Clock; mail: Pick<MailTransport, 'quota'> }
type Sealed = { outcome: 'made' | 'failed' | 'superseded' }

/** A plan of a part of the audience is none: when one part is missing, it says that it could not be made. */
export const sealFlightPlan = async (needs: Needs, run: PlanRun): Promise<Sealed> => {
  const shards = await Promise.all(
    Array.from({ length: AUDIENCE_SHARDS }, (_, shard) =>
      needs.table.get(PlannedShard, plannedShardKey(run.campaignId, run.askedAt, shard)),
    ),
  )
  const parts = shards.flatMap((shard) => (shard?.done ? [shard.part] : []))
  if (parts.length < AUDIENCE_SHARDS) return failFlightPlan(needs, run)
  const [limits, others] = await Promise.all([needs.mail.quota(), othersSending(needs, run.campaignId)])
  const plannedAt = needs.now()
  const facts = parts.reduce(mergedPlan, emptyPlan)
  return seal(needs, run, { state: 'made', plannedAt, facts, quota: quotaOf(limits, others, plannedAt) })
}

export const failFlightPlan = (needs: Pick<Needs, 'table' | 'now'>, run: PlanRun): Promise<Sealed> =>
  seal(needs, run, { state: 'failed', failedAt: needs.now() })

/** Only what is still being made: somebody may have asked for another one meanwhile. */
const seal = async (
  { table }: Pick<Needs, 'table'>,
  { campaignId, askedAt }: PlanRun,
  plan: { state: 'made' | 'failed' } & Record<string, unknown>,
): Promise<Sealed> => {
  const write: Write = { update: planKey(campaignId), set: plan, if: { equals: { askedAt, state: 'making' } } }
  const written = await table.write(write)
  return { outcome: written.outcome === 'written' ? plan.state : 'superseded' }
}

/** What has no limit cannot be written down as a number. */
const quotaOf = (
  { perSecond, perDay, sentLastDay }: MailQuota,
  others: readonly OtherSending[],
  at: Instant,
): Quota => ({
  sentLastDay,
  ...(others.length > 0 && { besides: { at, left: others.map(({ left }) => left) } }),
  ...(Number.isFinite(perSecond) && { perSecond }),
  ...(Number.isFinite(perDay) && { perDay }),
})
