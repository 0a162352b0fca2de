import * as z from 'zod'
import { type Campaign, participantsOf } from '../../../shared/campaigns/campaign.ts'
import { emptyPlan, type MemberMet, mergedPlan, planOf } from '../../../shared/campaigns/launch/flight-plan.ts'
import { PlannedShard, plannedShardKey } from '../../../shared/campaigns/launch/stored-plan.ts'
import { topicOf } from '../../../shared/campaigns/reach.ts'
import { Attention, attentionKey } from '../../../shared/campaigns/sending/attention.ts'
import { Language, Mailbox } from '../../../shared/identity/person.ts'
import { audienceKey, Member, profileKey } from '../../../shared/membership/member.ts'
import { type Clock, epochSecondsOf, plusDays, plusSeconds } from '../../../shared/units.ts'
import type { Links } from '../../adapters/links.ts'
import { suppressedAmong } from '../../adapters/suppressions.ts'
import type { Table } from '../../adapters/table.ts'
import { readCampaign } from '../campaigns.ts'
import { PlanRun } from './plan-flight.ts'
import { participantsPage } from './walk-participants.ts'

export const PlanShardStep = PlanRun.extend({ shard: z.number().int().nonnegative() })
export type PlanShardStep = z.output<typeof PlanShardStep>

type Needs = { table: Table; now: Clock; links: Pick<Links, 'pseudonyms'> }

/**
 * Folds one part of the audience into a plan, page by page. How far it has come stands in the table: whoever calls again
 * goes on from there.
 */
export const planFlightShard = async (needs: Needs, step: PlanShardStep) => {
  const { table } = needs
  const campaign = await readCampaign(table, step.campaignId)
  if (!campaign) return { ...step, next: 'done' } as const
  const key = plannedShardKey(step.campaignId, step.askedAt, step.shard)
  let at: PlannedShard = (await table.get(PlannedShard, key)) ?? { part: emptyPlan, done: false }
  const until = plusSeconds(needs.now(), MOST_SECONDS)
  while (!at.done && needs.now() < until) {
    const page = await pageOf(table, campaign, step.shard, at)
    const met = await withFacts(needs, campaign, page.members)
    const part = mergedPlan(at.part, planOf(met, { topic: topicOf(campaign), asOf: step.askedAt }))
    at = { part, done: page.next === undefined, ...page.next }
  }
  await table.write({ put: { ...key, ...at, expiresAt: epochSecondsOf(plusDays(needs.now(), KEPT_DAYS)) } })
  return { ...step, next: at.done ? ('done' as const) : ('more' as const) }
}

/** What cannot be read of one member must not keep the others from being counted. */
const Met = Member.pick({ memberId: true, city: true, unsubscribes: true, audience: true }).extend({
  email: z.string().catch(''),
  name: z.string().catch(''),
  language: Language.catch('en'),
})

const Lately = z.object({ sends: Attention.shape.sends.catch([]) })

type Page = { members: z.output<typeof Met>[]; next: Pick<PlannedShard, 'after' | 'of'> | undefined }

/** The same people that a freeze of this part writes rows for. */
const pageOf = async (
  table: Table,
  campaign: Campaign,
  shard: number,
  { after, of = 0 }: PlannedShard,
): Promise<Page> => {
  const from = after ? { after } : {}
  const participants = participantsOf(campaign)
  if (!participants) {
    const query = { pk: audienceKey(campaign.city, shard), index: 'audience', limit: PAGE, ...from } as const
    const { items, next } = await table.query(Met, query)
    return { members: items, next: next === undefined ? undefined : { after: next } }
  }
  const { members, merged, next } = await participantsPage(table, participants, shard, { of, ...from })
  const found = await table.getMany(Met, [...members, ...merged].map(profileKey))
  return { members: found.filter((member) => member !== undefined), next }
}

const withFacts = async (
  needs: Needs,
  campaign: Campaign,
  members: readonly z.output<typeof Met>[],
): Promise<MemberMet[]> => {
  const mailboxes = members.map(({ email }) => Mailbox.safeParse(email).data)
  const [suppressed, attention] = await Promise.all([
    suppressedAmong(
      needs,
      mailboxes.flatMap((mailbox) => mailbox ?? []),
    ),
    needs.table.getMany(
      Lately,
      members.map(({ memberId }) => attentionKey(memberId)),
    ),
  ])
  return members.map(({ memberId, name, language, unsubscribes, city, audience }, index) => {
    const mailbox = mailboxes[index]
    return {
      memberId,
      name,
      language,
      unsubscribes,
      standing: audience ? 'good' : 'lapsed',
      sameCity: city === campaign.city,
      suppressed: mailbox !== undefined && suppressed.has(mailbox),
      mailbox: mailbox !== undefined,
      sends: attention[index]?.sends.map(({ at }) => at) ?? [],
    }
  })
}

const PAGE = 100
/** Well inside the function's 60 seconds. */
const MOST_SECONDS = 30
const KEPT_DAYS = 7
