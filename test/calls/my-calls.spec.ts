import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rateLimits } from '../../functions/adapters/rate-limit.ts'
import { firstWrites } from '../../functions/calls/calls.ts'
import { fillSeats } from '../../functions/calls/fill-seats.ts'
import { markAttendance } from '../../functions/calls/mark-attendance.ts'
import { storeReply } from '../../functions/calls/store-reply.ts'
import { cityPageRoutes } from '../../functions/cities/city-pages.routes.tsx'
import { audienceApp } from '../../functions/http/audience.tsx'
import { memberTimeline } from '../../functions/membership/desk/member-timeline.ts'
import { takeSignupStep } from '../../functions/membership/joining/take-signup-step.ts'
import { Call } from '../../shared/calls/call.ts'
import { seatsKey } from '../../shared/calls/seats.ts'
import { campaignItem } from '../../shared/campaigns/campaign.ts'
import { plusDays } from '../../shared/units.ts'
import { ana, links, NOON, sanFrancisco, site } from '../membership/cast.ts'
import { type MemberDesk, openMemberDesk } from '../membership/member-desk.ts'
import { CALL, CAMPAIGN_ID, INVITED, memberId, SAM } from './cast.ts'

const HERE = Call.parse({
  ...CALL,
  city: sanFrancisco.slug,
  campaignId: CAMPAIGN_ID,
  startsAt: plusDays(NOON, 10),
  wallClock: '2026-12-03T12:00',
})
const PLANNED = Call.parse({
  ...HERE,
  callId: 'cal_01HZZZZZZZZZZZZZZZZZZZZZZ1',
  campaignId: undefined,
  title: 'Only planned',
})

let desk: MemberDesk
let browser: Awaited<ReturnType<MemberDesk['signsIn']>>
beforeAll(async () => {
  desk = await openMemberDesk(4390)
  await desk.table.write(...firstWrites(HERE))
  await desk.table.write(...firstWrites(PLANNED))
  await desk.table.write({
    put: campaignItem({ ...INVITED, city: HERE.city, closesAt: HERE.startsAt, launchAt: NOON }),
  })
  await desk.joins()
  browser = await desk.signsIn()
})
afterAll(() => desk.stop())

describe('a member whose city has a call', () => {
  it('sees it on their own pages, replies from there, and reads the reply there', async () => {
    const { member } = await desk.memberOf(ana.email)
    const before = (await browser.opens('/me')).html
    expect(before).toContain(HERE.title)
    expect(before).toContain('You have not replied yet.')
    expect(before).toMatch(/href="[^"]*\/calls\/rsvp\?t=/)
    expect(before).not.toContain('Only planned')
    await storeReply({ ...desk.needs, table: desk.table }, HERE, member.memberId, 'yes')
    expect((await browser.opens('/me')).html).toContain('You come. Your place is kept.')
  })

  it('finds the reply among their own data, and staff find it in what happened', async () => {
    const known = await desk.memberOf(ana.email)
    const { html } = await browser.sends('/me/data', { as: 'page' })
    expect(html).toContain('Your replies to calls')
    expect(html).toMatch(/<dt>Reply<\/dt><dd><span>yes/)
    const later = { table: desk.table, now: () => HERE.startsAt }
    await markAttendance(later, HERE, { shown: [known.member.memberId], came: [known.member.memberId], actor: SAM })
    const { lines } = await memberTimeline(desk, known)
    expect(lines.flatMap((line) => (line.about === 'call' ? [line.what] : []))).toEqual(['came', 'yes'])
  })

  it('is written to when a place got free, and not any more after saying no', async () => {
    const { member } = await desk.memberOf(ana.email)
    const needs = { ...desk.needs, table: desk.table }
    const wait = async () => {
      await storeReply(needs, HERE, member.memberId, 'no')
      await desk.table.write({ update: seatsKey(HERE.callId), set: { capacity: 1 } })
      await storeReply(needs, HERE, memberId(7), 'yes')
      await storeReply(needs, HERE, member.memberId, 'yes')
      await desk.table.write({ update: seatsKey(HERE.callId), set: { capacity: 2 } })
      expect(await fillSeats(needs, HERE)).toBe(1)
    }
    await wait()
    const [mail] = await desk.post()
    expect(mail).toMatchObject({ to: ana.email, subject: `You have a place: ${HERE.title}` })
    expect(mail?.text).toContain('/calls/rsvp?t=')
    expect(mail?.text).toContain('Pacific Standard Time')
    await wait()
    await storeReply(needs, HERE, member.memberId, 'no')
    expect(await desk.post()).toEqual([])
  })
})

describe('somebody who joins after the invitation', () => {
  const welcomed = async (occasion: string) => {
    const { member } = await desk.memberOf(ana.email)
    const { now, newId } = desk.needs
    const { table } = desk
    const limits = rateLimits({ table, links, now })
    await takeSignupStep({ table, now, newId, limits }, { memberId: member.memberId, step: 'welcome', occasion })
    const [mail] = await desk.post()
    return { text: mail?.text ?? '', member }
  }

  it('is told of the next call in the welcome, unless they want no invitations', async () => {
    const { text, member } = await welcomed('first')
    expect(text).toContain(HERE.title)
    expect(text).toContain('/calls/rsvp?t=')
    const profile = { pk: `MEMBER#${member.memberId}`, sk: 'PROFILE' }
    await desk.table.write({ update: profile, set: { unsubscribes: { calls: { at: NOON } } } })
    const quiet = await welcomed('second')
    expect(quiet.text).toContain(ana.name)
    expect(quiet.text).not.toContain(HERE.title)
  })
})

describe('a visitor of the page of the city', () => {
  const page = async (at = NOON) => {
    const app = audienceApp(site, { section: 'public' })
    app.route('/', cityPageRoutes({ site, table: desk.table, now: () => at }))
    return (await app.request(`/cities/${HERE.city}`)).text()
  }

  it('reads what the next call is about and when, and not how to get in', async () => {
    const html = await page()
    expect(html).toContain(HERE.title)
    expect(html).toContain('Pacific Standard Time')
    for (const secret of [HERE.dialIn, HERE.link, 'Only planned']) expect(html).not.toContain(secret)
    expect(await page(plusDays(HERE.startsAt, 1))).not.toContain(HERE.title)
  })
})
