import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../functions/adapters/clock.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { importMember } from '../../functions/membership/import/import-member.ts'
import { keys } from '../../functions/membership/items.ts'
import { dayIn, daysAfter } from '../../shared/calendar.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { MemberId } from '../../shared/ids.ts'
import { SERVICE_MAIL_BEGINS, ServiceMail } from '../../shared/mail/service-mail.ts'
import { Membership } from '../../shared/membership/membership.ts'
import { Instant } from '../../shared/units.ts'
import { type RunningCloud, startCloud, tableOf, until } from '../cloud.ts'
import { ana, openCity, sanFrancisco } from '../membership/cast.ts'

let cloud: RunningCloud
let table: Table
let ben: MemberId
const BEN = Mailbox.parse('ben@example.org')

beforeAll(async () => {
  cloud = await startCloud()
  table = await tableOf(cloud)
  await openCity(table)
  const at = await clock()
  const joined = await importMember(
    { table, now: () => at, newId },
    {
      name: ana.name,
      email: BEN,
      city: sanFrancisco.slug,
      language: 'en',
      demographics: {},
      topics: ['surveys', 'updates'],
      consent: { wording: 'paper-2024', at },
      joinedAt: at,
      cents: ana.amount,
      paidThrough: daysAfter(dayIn(at, sanFrancisco.timeZone), 31),
    },
  )
  if (joined.outcome !== 'imported') throw new Error(joined.reason)
  ben = joined.memberId
}, 120_000)

afterAll(() => cloud?.stop())

describe('a member who pays by hand and does not, in the whole network', () => {
  it('gets each mail once, on its day, and lapses', async () => {
    for (let weeks = 0; weeks < 9; weeks++) await pass('P7D')
    const membership = await table.get(Membership, keys.membership(ben))
    expect(membership).toMatchObject({ state: 'lapsed' })
    const steps = membership?.state === 'lapsed' ? membership.steps : []
    expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'reminder-30 mailed',
      'reminder-7 mailed',
      'reminder-0 mailed',
      'lapse done',
    ])
    for (const { on, takenOn } of steps) expect(takenOn).toBe(on)
    const mails = await cloud.mailTo(BEN)
    expect(mails.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^Your membership in San Francisco is paid through/),
      expect.stringMatching(/^Your membership in San Francisco is paid through/),
      'Today is the last paid day of your membership in San Francisco',
    ])
    expect(mails[0]?.links[0]).toMatch(/\/me\/renew\?t=1\./)
  }, 240_000)

  it('has all of them in the timeline, delivered', async () => {
    const rows = await until('all mails to be delivered', async () => {
      const { items } = await table.query(ServiceMail, { pk: `MEMBER#${ben}`, begins: SERVICE_MAIL_BEGINS })
      return items.every(({ state }) => state === 'DELIVERED') ? items : undefined
    })
    expect(rows.map(({ template }) => template)).toEqual(['renewal-reminder', 'renewal-reminder', 'renewal-reminder'])
  })
})

const clock = async () => Instant.parse((await cloud.local<{ now: string }>('clock')).now)

const pass = async (advance: string) => {
  await cloud.local('clock', { advance })
  await cloud.settled()
}
