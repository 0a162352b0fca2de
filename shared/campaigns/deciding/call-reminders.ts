import type { Instant } from '../../units.ts'
import { type Campaign, type CampaignIn, isUnderWay, purposeOf } from '../campaign.ts'
import { callReminders, isCallReminder, type MissedReminder } from '../round.ts'

type UnderWay = CampaignIn<'freezing' | 'sending' | 'paused' | 'open'>
type Reminder = ReturnType<typeof callReminders>[number]

/**
 * The word before a call whose time came while something else of the campaign was under way, if it is still of use: before
 * the call begins, and before the next word is due. Everybody who was told of the call since needs none.
 */
export const reminderOwed = (campaign: UnderWay, now: Instant): Reminder | undefined =>
  unheard(campaign, now).find((reminder) => isOfUse(campaign, reminder, now) && !toldSince(campaign, reminder))

/** Writes down which of them will not come any more. `why`: what kept the others from their time. */
export const withMissed = <C extends Campaign>(campaign: C, now: Instant, why: MissedReminder['why']): C => {
  if (!isUnderWay(campaign)) return campaign
  const lost = unheard(campaign, now).flatMap((reminder): MissedReminder[] => {
    if (toldSince(campaign, reminder)) return [{ ...reminder, why: 'told-since' }]
    return isOfUse(campaign, reminder, now) ? [] : [{ ...reminder, why }]
  })
  return lost.length > 0 ? { ...campaign, missed: [...(campaign.missed ?? []), ...lost] } : campaign
}

/** This one will not come, though it may be of use. */
export const withoutReminder = <C extends UnderWay>(campaign: C, purpose: string, why: MissedReminder['why']): C => {
  const reminder = callReminders(campaign.closesAt).find((one) => one.purpose === purpose)
  if (campaign.kind !== 'call' || !reminder) return campaign
  return { ...campaign, missed: [...(campaign.missed ?? []), { ...reminder, why }] }
}

/** Their time has come since the launch, and nothing has become of them. A call that will not be needs none. */
const unheard = (campaign: UnderWay, now: Instant): Reminder[] => {
  if (campaign.kind !== 'call' || purposeOf(campaign) === 'call-cancelled') return []
  if (campaign.next?.purpose === 'call-cancelled') return []
  const { launchAt, closesAt, missed = [] } = campaign
  return callReminders(closesAt).filter(
    ({ purpose, at }) =>
      at > launchAt &&
      at <= now &&
      !begunSince(campaign, purpose, at) &&
      !missed.some((one) => one.purpose === purpose && one.at === at),
  )
}

const isOfUse = ({ closesAt }: Campaign, { at }: Reminder, now: Instant): boolean => {
  const next = callReminders(closesAt).find((later) => later.at > at)
  return now < (next?.at ?? closesAt)
}

const toldSince = (campaign: UnderWay, { at }: Reminder) => begunSince(campaign, 'call-changed', at)

const begunSince = ({ past = [], round }: UnderWay, purpose: string, at: Instant): boolean =>
  [...past, ...(round ? [round] : [])].some((one) => one.purpose === purpose && one.begunAt >= at)

/** Of a campaign that ends now: what kept the words before the call from their time. */
export const withMissedAtTheEnd = <C extends UnderWay>(campaign: C, now: Instant): C => {
  const { state, next } = campaign
  if (state === 'paused') return withMissed(campaign, now, 'paused')
  if (state !== 'open') return withMissed(campaign, now, 'other-mailing')
  const waited = next?.late && isCallReminder(next.purpose) ? next.purpose : undefined
  if (!waited) return withMissed(campaign, now, 'found-late')
  return withMissed(withoutReminder(campaign, waited, 'by-staff'), now, 'by-staff')
}
