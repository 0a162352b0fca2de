import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { type RateLimits, rateLimits } from '../../functions/adapters/rate-limit.ts'
import { type Bucket, clientNetwork, drawn, LIMITS, type LimitedAct } from '../../shared/identity/rate-limit.ts'
import { type Instant, plusSeconds } from '../../shared/units.ts'
import { links, NOON } from '../membership/cast.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** Which of these moments, in seconds after noon, get through. */
const through = (act: LimitedAct, moments: readonly number[]) => {
  let bucket: Bucket | undefined
  return moments.filter((seconds) => {
    const draw = drawn(act, bucket, plusSeconds(NOON, seconds))
    if (draw.outcome === 'drawn') bucket = draw.bucket
    return draw.outcome === 'drawn'
  })
}

describe('a limit', () => {
  it('lets one mail in ten minutes through, three in a day, ten in thirty days', () => {
    const tries = Array.from({ length: 6 * 24 * 40 }, (_, n) => n * 600)
    const sent = through('mail-to-mailbox', [0, 599, ...tries.slice(1)])
    expect(sent.slice(0, 4)).toEqual([0, 600, 1200, DAY])
    expect(sent.filter((at) => at < 30 * DAY)).toHaveLength(10)
    expect(sent[10]).toBe(30 * DAY)
  })

  it('says how long to wait, and that is so to the second', () => {
    let bucket: Bucket | undefined
    for (let n = 0; n < 5; n++) {
      const draw = drawn('joining-mailbox', bucket, plusSeconds(NOON, n * 60))
      if (draw.outcome === 'drawn') bucket = draw.bucket
    }
    const at = plusSeconds(NOON, 1800)
    expect(drawn('joining-mailbox', bucket, at)).toEqual({ outcome: 'too-many', againInSeconds: 1800 })
    expect(drawn('joining-mailbox', bucket, plusSeconds(at, 1799))).toMatchObject({ outcome: 'too-many' })
    expect(drawn('joining-mailbox', bucket, plusSeconds(at, 1800))).toMatchObject({ outcome: 'drawn' })
  })

  it('never lets more through in any span than it says, whenever somebody tries', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(LIMITS) as LimitedAct[])),
        fc.array(fc.integer({ min: 0, max: 2 * DAY }), { maxLength: 300 }),
        (act, moments) => {
          const passed = through(
            act,
            moments.toSorted((a, b) => a - b),
          )
          for (const { most, seconds } of LIMITS[act])
            for (const start of passed)
              expect(passed.filter((at) => at >= start && at < start + seconds).length).toBeLessThanOrEqual(most)
        },
      ),
      { seed: 20261123, numRuns: 100 },
    )
  })
})

describe('a client', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::99', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('at %s is counted as %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network)
  })
})

describe('counting in the table', () => {
  let embedded: EmbeddedTable
  let limits: RateLimits
  let at: Instant

  beforeEach(async () => {
    embedded = await freshTable()
    at = NOON
    limits = rateLimits({ table: embedded.table, links, now: () => at })
  })

  it('keeps subjects and acts apart, and begins anew when the time is over', async () => {
    for (let n = 0; n < 5; n++)
      expect(await limits.take('joining-mailbox', 'ana@example.org')).toEqual({ outcome: 'taken' })
    expect(await limits.take('joining-mailbox', 'ana@example.org')).toEqual({
      outcome: 'too-many',
      againInSeconds: HOUR,
    })
    expect(await limits.take('joining-mailbox', 'ben@example.org')).toEqual({ outcome: 'taken' })
    expect(await limits.take('mail-to-mailbox', 'ana@example.org')).toEqual({ outcome: 'taken' })
    at = plusSeconds(NOON, HOUR)
    expect(await limits.take('joining-mailbox', 'ana@example.org')).toEqual({ outcome: 'taken' })
  })

  it('lets no more through when all come at once', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, () => limits.take('joining-client', '203.0.113.7')))
    const taken = all.filter(({ outcome }) => outcome === 'taken').length
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThanOrEqual(10)
  })

  it('writes down neither the client nor the mailbox, and forgets by itself', async () => {
    await limits.take('joining-client', '203.0.113.7')
    await limits.take('mail-to-mailbox', 'ana@example.org')
    const { Items = [] } = await embedded.client.send(new ScanCommand({ TableName: embedded.tableName }))
    expect(Items).toHaveLength(2)
    expect(JSON.stringify(Items)).not.toMatch(/203\.0|ana@/)
    for (const item of Items) expect(item.expiresAt).toBeGreaterThan(Date.parse(at) / 1000)
  })
})
