import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createLinks } from '../../functions/adapters/links.ts'
import { Instant, plusDays, plusSeconds } from '../../shared/units.ts'

const NOON = Instant.parse('2026-11-23T12:00:00.000Z')
const K1 = 'a secret of at least thirty-two characters'
const K2 = 'another secret of thirty-two characters or so'
const linksWith = (keys: string) => createLinks(async () => keys)
const links = linksWith(K1)
const Payload = z.object({ m: z.string() })

describe('a signed link', () => {
  it('gives back what was put in until it expires', async () => {
    const token = await links.sign('answer', { m: 'mbr_1' }, plusDays(NOON, 1))
    expect(await links.read('answer', Payload, token, NOON)).toEqual({ outcome: 'valid', payload: { m: 'mbr_1' } })
    expect(await links.read('answer', Payload, token, plusDays(NOON, 1))).toEqual({
      outcome: 'refused',
      reason: 'expired',
    })
    expect((await links.read('answer', Payload, token, plusSeconds(NOON, 86_399))).outcome).toBe('valid')
  })

  it('is refused for another purpose, cut off, changed, under an unknown key, or of absurd size', async () => {
    const token = await links.sign('answer', { m: 'mbr_1' })
    const forged = { outcome: 'refused', reason: 'forged' }
    const [version, key, payload, mac] = token.split('.')
    const other = Buffer.from('{"m":"mbr_2"}').toString('base64url')
    expect(await links.read('unsubscribe', Payload, token, NOON)).toEqual(forged)
    expect(await links.read('answer', Payload, token.slice(0, -1), NOON)).toEqual(forged)
    expect(await links.read('answer', Payload, `${version}.${key}.${other}.${mac}`, NOON)).toEqual(forged)
    expect(await links.read('answer', Payload, `${version}.k9.${payload}.${mac}`, NOON)).toEqual(forged)
    expect(await links.read('answer', Payload, `${version}.__proto__.${payload}.${mac}`, NOON)).toEqual(forged)
    expect(await links.read('answer', Payload, `${version}.constructor.${payload}.${mac}`, NOON)).toEqual(forged)
    expect(await links.read('answer', Payload, 'x'.repeat(10_000), NOON)).toEqual(forged)
    expect(await links.read('answer', Payload, '', NOON)).toEqual(forged)
  })

  it('still opens after the key was rotated, until the old key is taken out', async () => {
    const token = await links.sign('answer', { m: 'mbr_1' })
    const rotated = linksWith(JSON.stringify({ active: 'k2', keys: { k1: K1, k2: K2 } }))
    expect((await rotated.read('answer', Payload, token, NOON)).outcome).toBe('valid')
    const retired = linksWith(JSON.stringify({ active: 'k2', keys: { k2: K2 } }))
    expect(await retired.read('answer', Payload, token, NOON)).toEqual({ outcome: 'refused', reason: 'forged' })
  })

  it('survives a mail scanner that percent-encodes it', async () => {
    const token = await links.sign('answer', { m: 'mbr_1' })
    expect(encodeURIComponent(token)).toBe(token)
  })
})

describe('a pseudonym', () => {
  it('is the same for the same ids and key, and another for any other', async () => {
    const one = await links.pseudonym('response', 'k1', 'cmp_1', 'mbr_1')
    expect(one).toMatch(/^[0-9a-z]{26}$/)
    expect(await links.pseudonym('response', 'k1', 'cmp_1', 'mbr_1')).toBe(one)
    expect(await links.pseudonym('response', 'k1', 'cmp_2', 'mbr_1')).not.toBe(one)
    const rotated = linksWith(JSON.stringify({ active: 'k2', keys: { k1: K1, k2: K2 } }))
    expect(await rotated.pseudonym('response', 'k1', 'cmp_1', 'mbr_1')).toBe(one)
    expect(await rotated.pseudonym('response', await rotated.activeKey(), 'cmp_1', 'mbr_1')).not.toBe(one)
  })
})
