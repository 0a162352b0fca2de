import { describe, expect, it } from 'vitest'
import { eraseReplies } from '../../functions/calls/erase-replies.ts'
import { lookAfterCalls } from '../../functions/calls/look-after-calls.ts'
import { moveCall } from '../../functions/calls/move-call.ts'
import { recordReply } from '../../functions/calls/record-reply.ts'
import { rsvpRoutes } from '../../functions/calls/rsvp.routes.tsx'
import { audienceApp } from '../../functions/http/audience.tsx'
import type { Reply } from '../../shared/calls/call.ts'
import { seatsKey } from '../../shared/calls/seats.ts'
import type { Member } from '../../shared/membership/member.ts'
import {
  agree,
  CALL,
  callNow,
  denver,
  INVITED,
  inLine,
  later,
  linkOf,
  memberId,
  type Network,
  person,
  rsvps,
  SAM,
  SITE,
  saveMember,
  seatsNow,
  toldOfSeat,
} from './cast.ts'

const ANA = person(0)
const BEN = person(1)
const CHEN = person(2, { language: 'es' })
const EVERYBODY = Array.from({ length: 12 }, (_, n) => person(n))

const replies = async (network: Network, member: Member, reply: Reply) => {
  const recorded = await recordReply(network, await linkOf(network, member), reply)
  if (recorded.outcome === 'refused') throw new Error(`the reply was refused: ${recorded.reason}`)
  later(network, 1)
  return recorded.rsvp
}
const appOf = (network: Network) => {
  const app = audienceApp(SITE, { section: 'member' })
  app.route('/', rsvpRoutes({ ...network, contact: 'hello@network.example.org' }))
  return app
}
const post = (app: ReturnType<typeof appOf>, fields: Record<string, string>) =>
  app.request('/calls/rsvp', {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin' },
  })
const standing = async (network: Network) =>
  Object.fromEntries(
    (await rsvps(network)).map(({ memberId, reply, waitingSince }) => [memberId, waitingSince ? 'waiting' : reply]),
  )

describe('somebody who was invited to a call', () => {
  it('finds the reply of the mail chosen, and nothing stored before the button is pressed', async () => {
    const network = await denver([ANA])
    const app = appOf(network)
    const token = await linkOf(network, ANA)
    for (let scan = 0; scan < 5; scan++)
      for (const method of ['GET', 'HEAD'])
        expect((await app.request(`/calls/rsvp?t=${token}&reply=yes`, { method })).status).toBe(200)
    expect(await rsvps(network)).toEqual([])

    const html = await (await app.request(`/calls/rsvp?t=${token}&reply=yes`)).text()
    expect(html).toMatch(/name="reply" value="yes" checked/)
    expect(html).toContain('Tuesday, December 15, 2026 at 11:00 AM Mountain Standard Time')
    expect(html).toContain('Nothing is stored before you press the button.')

    const stored = await post(app, { t: token, reply: 'yes' })
    expect(stored.status).toBe(303)
    const thanks = await (await app.request(stored.headers.get('location') ?? '')).text()
    expect(thanks).toContain('You come. Your place is kept.')
    expect(thanks).toContain('/calls/calendar.ics?t=')
    expect(thanks).toContain('calendar.google.com')
    expect(await standing(network)).toEqual({ [ANA.memberId]: 'yes' })
  })

  it('changes the reply as often as they like until the call begins', async () => {
    const network = await denver([ANA])
    for (const reply of ['yes', 'maybe', 'yes', 'yes', 'no'] as const) await replies(network, ANA, reply)
    expect(await rsvps(network)).toMatchObject([{ reply: 'no', revision: 4 }])
    expect(await seatsNow(network)).toEqual({ taken: 0, waiting: 0 })
    network.clock.at = CALL.startsAt
    const late = await post(appOf(network), { t: await linkOf(network, ANA), reply: 'yes' })
    expect(late.status).toBe(410)
    expect(await late.text()).toContain('This call has begun')
    expect(await rsvps(network)).toMatchObject([{ reply: 'no' }])
  })

  it('reads the page in the language of the profile, or in the one that was chosen here', async () => {
    const network = await denver([CHEN])
    const app = appOf(network)
    const token = await linkOf(network, CHEN)
    expect(await (await app.request(`/calls/rsvp?t=${token}`)).text()).toContain(
      'hora estándar de las Montañas Rocosas',
    )
    expect(await (await app.request(`/calls/rsvp?t=${token}&lang=en`)).text()).toContain('Mountain Standard Time')
  })

  it('is asked again on the same page when nothing was chosen', async () => {
    const network = await denver([ANA])
    const answer = await post(appOf(network), { t: await linkOf(network, ANA), reply: 'perhaps' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Choose yes, maybe or no')
  })

  it('takes the entry into a calendar, the same that the mail carries', async () => {
    const network = await denver([ANA])
    const answer = await appOf(network).request(`/calls/calendar.ics?t=${await linkOf(network, ANA)}`)
    expect(answer.headers.get('content-type')).toContain('text/calendar')
    const file = await answer.text()
    expect(file).toContain(`UID:${CALL.callId}@network.example.org`)
    expect(file).toContain('hello@network.example.org')
  })

  it.each([
    ['is cut off', 404, (token: string) => token.slice(0, -3)],
    ['is another', 404, () => '1.k1.e30.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['is empty', 404, () => ''],
  ])('is told so when the link %s', async (_, status, change) => {
    const network = await denver([ANA])
    const token = change(await linkOf(network, ANA))
    expect((await appOf(network).request(`/calls/rsvp?t=${token}`)).status).toBe(status)
    expect((await post(appOf(network), { t: token, reply: 'yes' })).status).toBe(status)
    expect(await rsvps(network)).toEqual([])
  })

  it('is told that a link is void after an erasure or a new epoch, and of a call that was cancelled or is long over', async () => {
    const network = await denver([ANA])
    const app = appOf(network)
    const token = await linkOf(network, ANA)
    const unknown = await linkOf(network, BEN)
    expect((await app.request(`/calls/rsvp?t=${unknown}`)).status).toBe(410)
    await saveMember(network.table, { ...ANA, tokenEpoch: 1 })
    expect(await (await app.request(`/calls/rsvp?t=${token}`)).text()).toContain('not valid any more')
    await saveMember(network.table, ANA)
    await network.table.write({
      update: { pk: `CALL#${CALL.callId}`, sk: 'CALL' },
      set: { state: 'cancelled', cancelledAt: network.now(), reason: 'Snow' },
    })
    expect(await (await post(app, { t: token, reply: 'yes' })).text()).toContain('This call is cancelled')
    network.clock.at = '2027-03-01T00:00:00.000Z' as typeof network.clock.at
    expect(await (await app.request(`/calls/rsvp?t=${token}`)).text()).toContain('This call is over')
    expect(await rsvps(network)).toEqual([])
  })
})

describe('a call with two places', () => {
  const withTwo = (members: readonly Member[] = EVERYBODY) =>
    denver(members, { call: { ...CALL, capacity: 2 }, campaign: INVITED })

  it('lets the third wait, and gives a place that gets free to the first of the line, who is told', async () => {
    const network = await withTwo()
    const [a, b, c, d] = EVERYBODY as [Member, Member, Member, Member]
    for (const member of [a, b, c, d]) await replies(network, member, 'yes')
    expect(await standing(network)).toEqual({
      [a.memberId]: 'yes',
      [b.memberId]: 'yes',
      [c.memberId]: 'waiting',
      [d.memberId]: 'waiting',
    })
    await replies(network, a, 'no')
    expect(await standing(network)).toMatchObject({ [c.memberId]: 'yes', [d.memberId]: 'waiting' })
    expect([await toldOfSeat(network, c), await toldOfSeat(network, d)]).toEqual([1, 0])
    // Whoever comes back stands behind those who wait.
    await replies(network, a, 'yes')
    expect(await inLine(network)).toEqual([d.memberId, a.memberId])
    await replies(network, d, 'maybe')
    await replies(network, b, 'no')
    expect(await standing(network)).toMatchObject({ [a.memberId]: 'yes', [d.memberId]: 'maybe' })
    expect(await agree(network)).toBe(true)
  })

  it('never has more than two, however many reply at once', async () => {
    const network = await withTwo()
    await Promise.all(EVERYBODY.map(async (member) => recordReply(network, await linkOf(network, member), 'yes')))
    expect(await seatsNow(network)).toEqual({ capacity: 2, taken: 2, waiting: 10 })
    expect(await agree(network)).toBe(true)
  })

  it('gives each place once when several are given up and asked for at the same time', async () => {
    const network = await withTwo()
    for (const member of EVERYBODY.slice(0, 6)) await replies(network, member, 'yes')
    await Promise.all(
      EVERYBODY.map(async (member, n) =>
        recordReply(network, await linkOf(network, member), n < 2 || n === 4 ? 'no' : 'yes'),
      ),
    )
    const seats = await seatsNow(network)
    expect(seats).toEqual({ capacity: 2, taken: 2, waiting: 7 })
    expect(await agree(network)).toBe(true)
    const told = await Promise.all(EVERYBODY.map((member) => toldOfSeat(network, member)))
    expect(Math.max(...told)).toBe(1)
    // Whoever waited longest has moved up.
    expect(await standing(network)).toMatchObject({ [memberId(2)]: 'yes', [memberId(3)]: 'yes' })
  })

  it('fills new places from the line, and sends nobody away when there are fewer', async () => {
    const network = await withTwo()
    for (const member of EVERYBODY.slice(0, 6)) await replies(network, member, 'yes')
    const resize = async (capacity: number | undefined) => {
      const { capacity: _, ...call } = await callNow(network)
      const input = { tellAll: false, actor: SAM, revision: call.revision }
      return moveCall(network, CALL.callId, { ...input, fields: { ...call, ...(capacity && { capacity }) } })
    }
    expect(await resize(5)).toMatchObject({ outcome: 'moved', told: false })
    expect(await seatsNow(network)).toEqual({ capacity: 5, taken: 5, waiting: 1 })
    expect(await toldOfSeat(network, person(4))).toBe(1)
    await resize(3)
    expect(await seatsNow(network)).toEqual({ capacity: 3, taken: 5, waiting: 1 })
    await replies(network, person(0), 'no')
    expect(await seatsNow(network)).toEqual({ capacity: 3, taken: 4, waiting: 1 })
    await replies(network, person(1), 'no')
    await replies(network, person(2), 'no')
    expect(await seatsNow(network)).toEqual({ capacity: 3, taken: 3, waiting: 0 })
    await resize(undefined)
    await replies(network, person(9), 'yes')
    expect(await seatsNow(network)).toEqual({ taken: 4, waiting: 0 })
    expect(await agree(network)).toBe(true)
  })

  it('fills places that were added while nobody came to fill them, at the latest the next day', async () => {
    const network = await withTwo()
    for (const member of EVERYBODY.slice(0, 4)) await replies(network, member, 'yes')
    await network.table.write({ update: seatsKey(CALL.callId), set: { capacity: 3 } })
    await replies(network, person(9), 'yes')
    expect(await standing(network)).toMatchObject({ [memberId(2)]: 'waiting', [memberId(9)]: 'waiting' })
    expect(await lookAfterCalls(network)).toMatchObject({ seated: 1 })
    expect(await standing(network)).toMatchObject({ [memberId(2)]: 'yes', [memberId(9)]: 'waiting' })
    expect(await agree(network)).toBe(true)
  })

  it('is left by whoever is forgotten, for the next one', async () => {
    const network = await withTwo()
    for (const member of EVERYBODY.slice(0, 3)) await replies(network, member, 'yes')
    expect(await eraseReplies(network, { memberId: memberId(0) })).toEqual({ outcome: 'done', replies: 1 })
    expect(await eraseReplies(network, { memberId: memberId(0) })).toEqual({ outcome: 'done', replies: 0 })
    expect(await standing(network)).toEqual({ [memberId(1)]: 'yes', [memberId(2)]: 'yes' })
    expect(await agree(network)).toBe(true)
    network.clock.at = CALL.startsAt
    await eraseReplies(network, { memberId: memberId(1) })
    expect(await seatsNow(network)).toEqual({ capacity: 2, taken: 1, waiting: 0 })
  })
})

describe('two members who were made one', () => {
  const merged = async (network: Network) => {
    await network.table.write(
      { delete: { pk: `MEMBER#${BEN.memberId}`, sk: 'PROFILE' } },
      {
        put: {
          pk: `MEMBER#${BEN.memberId}`,
          sk: 'ALIAS',
          memberId: ANA.memberId,
          mergeId: 'mrg_01HZZZZZZZZZZZZZZZZZZZZZZZ',
          epoch: 0,
          keptEpoch: 0,
        },
      },
      {
        put: {
          pk: `MEMBER#${ANA.memberId}`,
          sk: `ABSORBED#${BEN.memberId}`,
          memberId: BEN.memberId,
          mergeId: 'mrg_01HZZZZZZZZZZZZZZZZZZZZZZZ',
          at: network.now(),
          emails: [],
        },
      },
    )
  }

  it('reply as the one they are now, also by the link of the other', async () => {
    const network = await denver([ANA, BEN], { call: { ...CALL, capacity: 1 } })
    await replies(network, BEN, 'yes')
    await merged(network)
    const page = await (await appOf(network).request(`/calls/rsvp?t=${await linkOf(network, ANA)}`)).text()
    expect(page).toContain('You come. Your place is kept.')
    await replies(network, BEN, 'maybe')
    expect(await standing(network)).toEqual({ [ANA.memberId]: 'maybe' })
    expect(await agree(network)).toBe(true)
  })

  it('have one seat and one reply, the newer one, from the next day on', async () => {
    const network = await denver([ANA, BEN, CHEN], { call: { ...CALL, capacity: 2 } })
    await replies(network, ANA, 'yes')
    await replies(network, BEN, 'yes')
    await replies(network, CHEN, 'yes')
    await merged(network)
    expect(await lookAfterCalls(network)).toMatchObject({ carried: 1 })
    expect(await standing(network)).toEqual({ [ANA.memberId]: 'yes', [CHEN.memberId]: 'yes' })
    expect(await toldOfSeat(network, CHEN)).toBe(1)
    expect(await agree(network)).toBe(true)
    expect(await lookAfterCalls(network)).toMatchObject({ carried: 0, seated: 0, moved: 0 })
  })
})
