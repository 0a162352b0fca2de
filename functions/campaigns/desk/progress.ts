import { accounting } from '../../../shared/campaigns/accounting.ts'
import { type Campaign, purposeOf, roundOf } from '../../../shared/campaigns/campaign.ts'
import { type Counts, countsOf, LISTS, withAccepted } from '../../../shared/campaigns/desk/snapshot.ts'
import type { Figures } from '../../../shared/campaigns/figures.ts'
import { CLASS_OF } from '../../../shared/campaigns/round.ts'
import { CountedShard, countedKey } from '../../../shared/campaigns/sending/counted.ts'
import { paceOf, throughAt } from '../../../shared/campaigns/sending/pace.ts'
import { quietUntil } from '../../../shared/campaigns/sending/quiet-hours.ts'
import { MAIL_RULES } from '../../../shared/mail/mail-class.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import type { Earlier, Progress } from '../../../web/campaigns/progress.tsx'
import type { Table } from '../../adapters/table.ts'
import { readFigures } from '../events/break-circuit.ts'
import { countAnswers } from '../events/count-answers.ts'
import { isFreshOf, type Look, seeSnapshot, shardsOf } from '../launch/take-snapshot.ts'
import { rowsOf, withNames } from './list-recipients.ts'

type Needs = { table: Table; now: Clock }

/** How the newest mailing of a campaign goes; `undefined` before there is a ledger. It keeps what it counts only by a `look` that does. */
export const progressOf = async (
  needs: Needs,
  campaign: Campaign,
  timeZone: string,
  look: Look = seeSnapshot,
): Promise<Progress | undefined> => {
  const { table, now } = needs
  if (!shardsOf(campaign)) return undefined
  const { campaignId } = campaign
  const round = roundOf(campaign)
  const [figures, answered, past] = await Promise.all([
    readFigures(table, campaignId),
    campaign.kind === 'survey' ? countAnswers(table, campaign) : undefined,
    earlierOf(needs, campaign, look),
  ])
  const accepted = acceptedIn(campaign, figures)
  const snapshot = await look(needs, { campaign, round, accepted })
  const counts = snapshot ? countsOf(snapshot.shards) : uncounted(campaign)
  const states = withAccepted(counts, accepted)
  const [doubtful, failed] = await Promise.all([
    lookAt(table, campaign, counts.doubtful, LISTS.doubtful),
    lookAt(table, campaign, counts.failed, LISTS.failed),
  ])
  return {
    round,
    states,
    secondsAgo: snapshot && Math.max(0, Math.round((Date.parse(now()) - Date.parse(snapshot.takenAt)) / 1000)),
    stale: !snapshot || !isFreshOf(campaign, snapshot, now()),
    answered,
    deferred: counts.deferred,
    deferredUntil: counts.deferredUntil,
    why: counts.why,
    doubtful,
    failed,
    past,
    ...(campaign.state === 'sending' &&
      speedOf(campaign, snapshot?.samples ?? [], figures, { ...counts, states }, timeZone, now())),
  }
}

/** Without a look at the ledger: a list of campaigns must not walk all of theirs. */
export const figuresOf = async (table: Table, campaign: Campaign) => {
  if (!('recipients' in campaign) || campaign.recipients === undefined) return undefined
  return {
    audience: campaign.recipients,
    mailed: 'mailed' in campaign ? campaign.mailed : undefined,
    answered: campaign.kind === 'survey' ? await countAnswers(table, campaign) : 0,
  }
}

/** The figures are of all mailings together, and what earlier ones came to stands with the campaign. */
const acceptedIn = (campaign: Campaign, { accepted }: Figures): number => {
  const past = 'past' in campaign ? (campaign.past ?? []) : []
  return Math.max(0, accepted - past.reduce((all, { mailed }) => all + mailed, 0))
}

/** Too many to be counted while somebody waits: what is known without. */
const uncounted = (campaign: Campaign): Counts => {
  const audience = ('recipients' in campaign ? campaign.recipients : undefined) ?? 0
  return { states: accounting([{ PENDING: audience }]), deferred: 0, why: [], doubtful: [], failed: [] }
}

const speedOf = (
  campaign: Campaign,
  samples: Parameters<typeof paceOf>[0],
  figures: Figures,
  { states, deferred }: Pick<Counts, 'states' | 'deferred'>,
  timeZone: string,
  now: Instant,
): Pick<Progress, 'perSecond' | 'throughAt' | 'morning'> => {
  const perSecond = paceOf(samples, now)
  const left = states.PENDING - deferred + states.CLAIMED + states.SENDING
  const resting = figures.restUntil && figures.restUntil > now
  const morning = resting ? quietUntil(now, timeZone) : undefined
  const keptQuiet = MAIL_RULES[CLASS_OF[purposeOf(campaign)]].quietHours === 'kept'
  if (morning) return { morning }
  return { perSecond, throughAt: throughAt(left, perSecond, now, keptQuiet ? timeZone : undefined) }
}

/** As they are now, whatever they were when they were counted. */
const lookAt = async (table: Table, campaign: Campaign, members: Counts['doubtful'], states: readonly string[]) => {
  const rows = await rowsOf(table, campaign, roundOf(campaign), members.slice(0, MOST_SHOWN))
  return withNames(
    table,
    rows.filter(({ state }) => states.includes(state)),
  )
}

/** What the mailings before came to, and what of them is still in doubt: what was counted then, counted again if there was any. */
const earlierOf = async (needs: Needs, campaign: Campaign, look: Look): Promise<Earlier[]> => {
  const past = 'past' in campaign ? (campaign.past ?? []) : []
  const shards = shardsOf(campaign) ?? 0
  const keys = past.flatMap((_, round) =>
    Array.from({ length: shards }, (_, shard) => countedKey(campaign.campaignId, round, shard)),
  )
  const counted = await needs.table.getMany(CountedShard, keys, { consistent: false })
  return Promise.all(
    past.map(async (mailing, round) => {
      const then = counted
        .slice(round * shards, (round + 1) * shards)
        .reduce((all, shard) => all + (shard?.states.UNCERTAIN ?? 0), 0)
      const snapshot = then > 0 ? await look(needs, { campaign, round, accepted: 0 }) : undefined
      return { ...mailing, round, doubtful: snapshot ? countsOf(snapshot.shards).states.UNCERTAIN : then }
    }),
  )
}

const MOST_SHOWN = 10
