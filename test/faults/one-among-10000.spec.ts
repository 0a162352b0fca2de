import { expect, it } from 'vitest'
import type { Envelope } from '../../functions/adapters/mail.ts'
import { firstWrites } from '../../functions/campaigns/campaigns.ts'
import { Campaign, campaignKey } from '../../shared/campaigns/campaign.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import { profileKey } from '../../shared/membership/member.ts'
import { surveyKey } from '../../shared/surveys/survey.ts'
import { plusSeconds } from '../../shared/units.ts'
import { CAMPAIGN_ID, CITY, DRAFT, memberId, NOON, person, SURVEY } from '../campaigns/network.ts'
import { launchNow } from './forty.ts'
import { rowsOf } from './promises.ts'
import { openWorld } from './world.ts'

const MANY = 10_000
const BAD: Record<number, string> = {
  1234: 'a..b@example.org',
  5678: 'josé@example.org',
  9999: 'not an address',
}

it('three addresses that are none, among 10,000, keep nobody else from being mailed', async () => {
  // The events would only be more of the same, and each mail is the same few bytes: this is about who gets one.
  const write = async (
    _: unknown,
    { email }: { email: string },
    { sendId }: { sendId: string },
  ): Promise<Envelope> => ({
    to: email,
    raw: new Uint8Array(),
    tags: { sendId },
  })
  const world = openWorld({ silent: true, write, perSecond: 100 })
  await world.begin(
    { put: { pk: 'CITIES', sk: CITY.slug, ...CITY } },
    { put: { ...surveyKey(SURVEY.surveyId, SURVEY.version), ...SURVEY } },
    ...firstWrites(DRAFT),
  )
  for (let n = 0; n < MANY; n++) {
    const member = person(n, BAD[n] ? { email: BAD[n] as Mailbox } : {})
    await world.begin({ put: { ...profileKey(member.memberId), ...member } })
  }
  await launchNow(world)
  await world.live(plusSeconds(NOON, 4 * 3600))
  expect(await world.table.get(Campaign, campaignKey(CAMPAIGN_ID))).toMatchObject({
    state: 'open',
    recipients: MANY,
    mailed: MANY - 3,
  })
  expect(rowsOf(world).filter(({ state }) => state === 'SENT')).toHaveLength(MANY - 3)
  const failed = rowsOf(world).filter(({ state }) => state === 'FAILED')
  expect(failed.map(({ memberId: id }) => id).toSorted()).toEqual(Object.keys(BAD).map((n) => memberId(Number(n))))
  expect(failed).toMatchObject(failed.map(() => ({ reason: 'unreadable-profile' })))
  expect(new Set(world.taken.map(({ tags }) => tags.sendId)).size).toBe(MANY - 3)
}, 600_000)
