import { describe, expect, it } from 'vitest'
import type { Campaign, CampaignIn } from '../../shared/campaigns/campaign.ts'
import { dueNow } from '../../shared/campaigns/deciding/due.ts'
import { announce, beginRound, leaveOutNext, opened, putOff, setAside } from '../../shared/campaigns/deciding/rounds.ts'
import { close, resume } from '../../shared/campaigns/deciding/steer.ts'
import type { RoundPurpose } from '../../shared/campaigns/round.ts'
import { CallId } from '../../shared/ids.ts'
import { type Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import { MissedReminders } from '../../web/campaigns/missed-reminders.tsx'
import { DRAFT, NOON } from './network.ts'

const STARTS = plusDays(NOON, 4)
const DAY_BEFORE = plusDays(STARTS, -1)
const HOUR_BEFORE = plusSeconds(STARTS, -3600)
const ahead = (seconds: number) => plusSeconds(STARTS, -seconds)
const HOUR = 3600

const { campaignId, city, title, message, createdAt } = DRAFT

/** A mailing of this purpose is under way, since this moment, after the invitation at noon four days before. */
const sending = (purpose: RoundPurpose, begunAt: Instant): CampaignIn<'sending'> => ({
  ...{ campaignId, city, title, message, createdAt },
  kind: 'call',
  callId: CallId.parse('cal_01HZZZZZZZZZZZZZZZZZZZZZZZ'),
  state: 'sending',
  closesAt: STARTS,
  revision: 3,
  launchAt: NOON,
  responseKey: 'k1',
  recipients: 10,
  ledgerShards: 8,
  ...(purpose !== 'invitation' && {
    round: { number: 1, purpose, begunAt, askedAt: begunAt },
    past: [{ purpose: 'invitation', begunAt: NOON, recipients: 10, mailed: 10 }],
  }),
})

const through = (campaign: CampaignIn<'sending'>, now: Instant) => {
  const after = opened(campaign, { mailed: 10 }, now)
  if (after.state !== 'open') throw new Error('closed')
  return after as CampaignIn<'open'>
}

const missed = (campaign: Campaign) => ('missed' in campaign ? campaign.missed : undefined)

describe('a word before a call whose time comes while another mailing is under way', () => {
  it('goes out as soon as that is through', () => {
    const now = plusSeconds(DAY_BEFORE, 5 * HOUR)
    const after = through(sending('call-changed', plusSeconds(DAY_BEFORE, -HOUR)), now)
    expect(after.next).toEqual({ purpose: 'call-day-before', at: now })
    expect(dueNow(after, now)).toBe('round')
    expect(missed(after)).toBeUndefined()
  })

  it('goes out also when it was the invitation itself', () => {
    const now = plusSeconds(DAY_BEFORE, 60)
    expect(through(sending('invitation', NOON), now).next).toEqual({ purpose: 'call-day-before', at: now })
  })

  it('is left out once the next word is due, which goes instead', () => {
    const now = plusSeconds(HOUR_BEFORE, 600)
    const after = through(sending('call-changed', plusSeconds(DAY_BEFORE, -HOUR)), now)
    expect(after.next).toEqual({ purpose: 'call-hour-before', at: now })
    expect(missed(after)).toEqual([{ purpose: 'call-day-before', at: DAY_BEFORE, why: 'other-mailing' }])
  })

  it('is left out when everybody was told of the call since, and the next one comes at its time', () => {
    const after = through(sending('call-changed', plusSeconds(DAY_BEFORE, 60)), plusSeconds(DAY_BEFORE, HOUR))
    expect(after.next).toEqual({ purpose: 'call-hour-before', at: HOUR_BEFORE })
    expect(missed(after)).toEqual([{ purpose: 'call-day-before', at: DAY_BEFORE, why: 'told-since' }])
  })

  it('comes once: the mailing that was it is not made again', () => {
    const after = through(sending('call-day-before', DAY_BEFORE), plusSeconds(DAY_BEFORE, 3 * HOUR))
    expect(after.next).toEqual({ purpose: 'call-hour-before', at: HOUR_BEFORE })
    const late = through(sending('call-day-before', plusSeconds(DAY_BEFORE, HOUR)), plusSeconds(DAY_BEFORE, 3 * HOUR))
    expect(late.next).toEqual({ purpose: 'call-hour-before', at: HOUR_BEFORE })
    expect(missed(after)).toBeUndefined()
  })

  it('goes out an hour before though that of the day before is still being sent then', () => {
    const now = plusSeconds(HOUR_BEFORE, 20 * 60)
    const after = through(sending('call-day-before', DAY_BEFORE), now)
    expect(after.next).toEqual({ purpose: 'call-hour-before', at: now })
  })

  it('is not caught up with by an invitation that went out after its time', () => {
    const launched = { ...sending('invitation', NOON), launchAt: ahead(20 * HOUR) }
    const after = through(launched, ahead(19 * HOUR))
    expect(after.next).toEqual({ purpose: 'call-hour-before', at: HOUR_BEFORE })
    expect(missed(after)).toBeUndefined()
  })

  it('gives way to what was announced, and is not spoken of when the call will not be', () => {
    const announced = announce(sending('call-changed', ahead(30 * HOUR)), 'call-cancelled', ahead(22 * HOUR))
    const after = through(announced as CampaignIn<'sending'>, ahead(20 * HOUR))
    expect(after.next).toMatchObject({ purpose: 'call-cancelled' })
    const ended = close(after, STARTS)
    expect(ended.outcome === 'changed' && missed(ended.campaign)).toBeUndefined()
  })
})

describe('a word before a call whose time comes while a mailing is paused', () => {
  const paused = { ...sending('call-changed', ahead(30 * HOUR)), state: 'paused', reason: 'by-staff' } as const

  it('goes out after the mailing, when staff let that go on in time', () => {
    const resumed = resume(paused, ahead(20 * HOUR))
    if (resumed.outcome === 'refused') throw new Error('not resumed')
    const after = through(resumed.campaign, ahead(19 * HOUR))
    expect(after.next).toMatchObject({ purpose: 'call-day-before' })
    const begun = beginRound(after, ahead(19 * HOUR))
    expect(begun).toMatchObject({ outcome: 'changed', campaign: { round: { purpose: 'call-day-before' } } })
  })

  it('is left out for that reason when it was paused for too long', () => {
    const resumed = resume(paused, ahead(1800))
    if (resumed.outcome === 'refused') throw new Error('not resumed')
    const why = [{ purpose: 'call-day-before', at: DAY_BEFORE, why: 'paused' }]
    expect(missed(resumed.campaign)).toEqual(why)
    const after = through(resumed.campaign, ahead(1200))
    expect(after).toMatchObject({ missed: why, next: { purpose: 'call-hour-before' } })
  })

  it('is left out when the call begins meanwhile', () => {
    const closed = close(paused, STARTS)
    expect(closed.outcome === 'changed' && missed(closed.campaign)).toEqual([
      { purpose: 'call-day-before', at: DAY_BEFORE, why: 'paused' },
      { purpose: 'call-hour-before', at: HOUR_BEFORE, why: 'paused' },
    ])
  })
})

describe('a word before a call that does not come', () => {
  const open = through(sending('invitation', NOON), plusSeconds(NOON, 60))

  it('for being found long after its time, is written down and the next one planned', () => {
    const now = plusSeconds(DAY_BEFORE, 3 * HOUR)
    expect(dueNow(open, now)).toBe('put-off')
    expect(putOff(open, now)).toMatchObject({
      next: { purpose: 'call-hour-before', at: HOUR_BEFORE },
      missed: [{ purpose: 'call-day-before', at: DAY_BEFORE, why: 'found-late' }],
    })
  })

  it('for staff who left it out, is written down and not offered again', () => {
    const preparing = beginRound(open, DAY_BEFORE)
    if (preparing.outcome === 'refused') throw new Error('not begun')
    const aside = setAside(preparing.campaign, 'fault', plusSeconds(DAY_BEFORE, HOUR))
    const left = leaveOutNext(aside, plusSeconds(DAY_BEFORE, 2 * HOUR))
    expect(left).toMatchObject({
      campaign: {
        next: { purpose: 'call-hour-before', at: HOUR_BEFORE },
        missed: [{ purpose: 'call-day-before', why: 'by-staff' }],
      },
    })
    const closed = close(aside, STARTS)
    expect(closed.outcome === 'changed' && missed(closed.campaign)).toMatchObject([
      { purpose: 'call-day-before', why: 'by-staff' },
      { purpose: 'call-hour-before', why: 'by-staff' },
    ])
  })

  it('is shown with its time and its reason', () => {
    const closed = putOff(open, plusSeconds(DAY_BEFORE, 3 * HOUR))
    const shown = String(MissedReminders({ campaign: closed, timeZone: 'America/Denver' }))
    expect(shown).toContain('Reminder a day before (Friday, December 4, 2026 at 12:00 PM')
    expect(shown).toContain('found long after its time')
    expect(MissedReminders({ campaign: open, timeZone: 'America/Denver' })).toBeNull()
  })
})
