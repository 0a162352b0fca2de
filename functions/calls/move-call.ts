import type { Call } from '../../shared/calls/call.ts'
import { type CallFields, type ChangeRefusal, cancelCall, changeCall } from '../../shared/calls/change-call.ts'
import {
  asRead,
  type Campaign,
  campaignItem,
  invitedOf,
  isPlanned,
  isUnderWay,
} from '../../shared/campaigns/campaign.ts'
import { waitOf } from '../../shared/campaigns/deciding/announcements.ts'
import { announce } from '../../shared/campaigns/deciding/rounds.ts'
import { cancel } from '../../shared/campaigns/deciding/steer.ts'
import { APPROVAL } from '../../shared/campaigns/policy.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { CallId, NewId, UserId } from '../../shared/ids.ts'
import type { Clock, Instant } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table, Write } from '../adapters/table.ts'
import { changesOf, invitationOf, readCall } from './calls.ts'
import { fillSeats } from './fill-seats.ts'

type Needs = { table: Table; now: Clock; newId: NewId }

export type MoveRefusal =
  | ChangeRefusal
  | 'unknown'
  | 'changed-meanwhile'
  | 'invitation-too-late'
  | 'invitation-approved'

/** `waits`: nobody is told before somebody else on the staff has read it, or ten minutes have passed. */
export type MovedCall =
  | { outcome: 'moved'; call: Call; told: boolean; waits: boolean }
  | { outcome: 'refused'; reason: MoveRefusal }

/** Those who hold invitations and can be told. A mailing that was ended tells nobody any more. */
export const toldOf = (campaign: Campaign | undefined): number =>
  campaign && isUnderWay(campaign) ? (invitedOf(campaign) ?? 0) : 0

/**
 * Changes a call together with its invitation: whoever was invited is mailed the same calendar entry anew, by the next
 * minute's look at what is due. `revision` is that of the page on which it was edited.
 */
export const moveCall = async (
  needs: Needs,
  callId: CallId,
  input: {
    fields: CallFields
    revision: number
    tellAll: boolean
    note?: string | undefined
    actor: Actor | 'network'
    act?: string
    besides?: readonly Write[]
  },
): Promise<MovedCall> => {
  const { table } = needs
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const call = await readCall(table, callId)
    if (!call) return refused('unknown')
    const campaign = await invitationOf(table, call)
    const now = needs.now()
    const decided = changeCall(call, input.fields, {
      now,
      invited: toldOf(campaign) > 0,
      untold: isUntold(campaign),
      tellAll: input.tellAll,
      note: input.note,
    })
    if (decided.outcome === 'refused') return decided
    if (call.revision !== input.revision) return refused('changed-meanwhile')
    const { call: after, told } = decided
    if (input.actor !== 'network' && isApproved(campaign)) return refused('invitation-approved')
    if (campaign?.state === 'scheduled' && campaign.launchAt >= after.startsAt) return refused('invitation-too-late')
    const seconds = told && input.actor !== 'network' ? waitFor(campaign, 'call-changed', { call, after, now }) : 0
    const written = await table.write(
      ...changesOf(call, after),
      ...(campaign ? invitationMoved(campaign, { call: after, told, actor: input.actor, now, seconds }) : []),
      auditEntry({
        at: now,
        actor: input.actor,
        act: input.act ?? 'call.changed',
        subject: callId,
        detail: { startsAt: after.startsAt, sequence: after.sequence, told, held: seconds > 0 },
      }),
      ...(input.besides ?? []),
    )
    if (written.outcome === 'refused') continue
    if (after.capacity !== call.capacity) await fillSeats(needs, after)
    return { outcome: 'moved', call: after, told, waits: seconds > 0 }
  }
  return refused('changed-meanwhile')
}

/** Whoever was invited is told; an invitation that has not left never will. */
export const callOff = async (
  needs: Needs,
  callId: CallId,
  { reason, revision, actor }: { reason: string; revision: number; actor: Actor },
): Promise<MovedCall> => {
  const { table } = needs
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const call = await readCall(table, callId)
    if (!call) return refused('unknown')
    const campaign = await invitationOf(table, call)
    const now = needs.now()
    const told = toldOf(campaign) > 0
    const decided = cancelCall(call, reason, { now, invited: told })
    if (decided.outcome === 'refused') return decided
    if (call.revision !== revision) return refused('changed-meanwhile')
    const seconds = waitFor(campaign, 'call-cancelled', { call, after: decided.call, now })
    const written = await table.write(
      ...changesOf(call, decided.call),
      ...(campaign ? invitationEnded(campaign, now, { by: actor.userId, seconds }) : []),
      auditEntry({
        at: now,
        actor,
        act: 'call.cancelled',
        subject: callId,
        detail: { sequence: decided.call.sequence, told, held: seconds > 0 },
      }),
    )
    if (written.outcome === 'written') return { outcome: 'moved', call: decided.call, told, waits: seconds > 0 }
  }
  return refused('changed-meanwhile')
}

const MOST_ATTEMPTS = 5

type Moving = { call: Call; after: Pick<Call, 'startsAt'>; now: Instant }

/** Seconds for which its words wait for a second reader. People may know the start before the change, or the one before that. */
export const waitFor = (
  campaign: Campaign | undefined,
  purpose: 'call-changed' | 'call-cancelled',
  { call, after, now }: Moving,
): number => {
  const starts = [call.startsAt, call.was?.startsAt, after.startsAt]
  return waitOf({ purpose, invited: toldOf(campaign), starts, now })
}

const isUntold = (campaign: Campaign | undefined): boolean =>
  campaign !== undefined && 'next' in campaign && campaign.next?.purpose === 'call-changed'

/** With what stands in the call: whoever changes that meanwhile would put other words into it than were approved. */
const isApproved = (campaign: Campaign | undefined): boolean =>
  campaign?.state === 'scheduled' && (campaign.approval?.reached ?? 0) >= APPROVAL.fromRecipients

type Moved = { call: Call; told: boolean; actor: Actor | 'network'; now: Instant; seconds: number }

const invitationMoved = (campaign: Campaign, { call, told, actor, now, seconds }: Moved): Write[] => {
  if (campaign.state === 'closed' || campaign.state === 'cancelled') return []
  const moved = { ...writtenBy(campaign, actor), closesAt: call.startsAt }
  if (!told) return [saved(campaign, moved)]
  // What staff wrote still waits for its reader; nobody wrote anything about a change of clocks.
  if (actor === 'network') return [saved(campaign, waitsForStaff(moved) ? moved : announce(moved, 'call-changed', now))]
  return [saved(campaign, announce(moved, 'call-changed', now, { by: actor.userId, seconds }))]
}

const waitsForStaff = (campaign: Campaign) =>
  'next' in campaign && campaign.next?.purpose === 'call-changed' && campaign.next.asked !== undefined

/** What the mail says is what the call says: whoever looked at it before has looked at another text. */
const writtenBy = (campaign: Campaign, actor: Actor | 'network'): Campaign => {
  if (actor === 'network' || !isPlanned(campaign)) return campaign
  const edit = { editedBy: actor.userId, revision: campaign.revision + 1 }
  if (campaign.state === 'draft') return { ...campaign, ...edit }
  const { approval: _, ...held } = campaign
  return { ...held, ...edit }
}

const invitationEnded = (campaign: Campaign, now: Instant, wait: { by: UserId; seconds: number }): Write[] => {
  if (toldOf(campaign) > 0) return [saved(campaign, announce(campaign, 'call-cancelled', now, wait))]
  const decided = cancel(campaign, now)
  return decided.outcome === 'changed' ? [saved(campaign, decided.campaign)] : []
}

/** Whatever its workers changed meanwhile is looked at anew. */
const saved = (before: Campaign, after: Campaign): Write => ({ put: campaignItem(after), if: asRead(before) })

const refused = (reason: MoveRefusal): MovedCall => ({ outcome: 'refused', reason })
