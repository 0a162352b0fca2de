import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** They send mail themselves and ask whether the address is to be left in peace somewhere else, or hand the sending on. */
const ASKED_ELSEWHERE = new Map([
  [
    'functions/campaigns/sending/mail-recipient.ts',
    {
      asks: 'functions/campaigns/sending/sending-facts.ts',
      why: 'of a whole page at once, after the rows are claimed',
    },
  ],
  [
    'functions/campaigns/sending/send-page.ts',
    { asks: 'functions/campaigns/sending/sending-facts.ts', why: 'it hands the transport on to whoever mails one row' },
  ],
  [
    'functions/campaigns/sending/send-page.lambda.ts',
    { asks: 'functions/campaigns/sending/sending-facts.ts', why: 'a door' },
  ],
  [
    'functions/campaigns/launch/send-test.lambda.ts',
    { asks: 'functions/campaigns/launch/send-test.ts', why: 'a door' },
  ],
  [
    'functions/results/publishing/tell-council.lambda.ts',
    { asks: 'functions/results/publishing/tell-council.ts', why: 'a door' },
  ],
  [
    'functions/mail/sweep-service-mails.ts',
    { asks: 'functions/mail/send-service-mail.ts', why: 'it hands the transport on' },
  ],
])

const ROOT = new URL('../../', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, ROOT), 'utf8')

/** Has a transport in its hands: it makes one, sends with one, or says that it needs all or the sending part of one. */
const maySend = (source: string): boolean => {
  const uses = source.replaceAll(/^import .*$/gm, '')
  const parts = [...uses.matchAll(/Pick<MailTransport, ([^>]*)>/g)].map(([, verbs = '']) => verbs)
  const whole = /\bMailTransport\b(?!\[)/.test(uses.replaceAll(/Pick<MailTransport, [^>]*>/g, ''))
  return (
    whole ||
    parts.some((verbs) => verbs.includes("'send'")) ||
    /\b(?:sesTransport|openPostOffice)\(|\.send\(/.test(uses)
  )
}

const asks = (source: string): boolean => /\b(?:isSuppressed|suppressedAmong)\(/.test(source)

const senders = globSync('functions/**/*.{ts,tsx}', { cwd: ROOT })
  .filter((file) => !file.startsWith('functions/adapters/') && maySend(read(file)))
  .sort()

describe('whoever sends mail', () => {
  it('asks first whether the address is to be left in peace, whatever kind of mail it is', () => {
    expect(senders.filter((file) => !asks(read(file)) && !ASKED_ELSEWHERE.has(file))).toEqual([])
  })

  it.each([...ASKED_ELSEWHERE])('%s lets another ask, which does', (file, { asks: other }) => {
    expect(senders).toContain(file)
    expect(asks(read(file))).toBe(false)
    expect(asks(read(other))).toBe(true)
  })

  it('is found', () => {
    for (const verb of ["Pick<MailTransport, 'prepare' | 'send'>", 'MailTransport'])
      expect(maySend(`type Needs = { mail: ${verb} }`)).toBe(true)
    expect(maySend('await needs.post.send(envelope)')).toBe(true)
    expect(maySend("type Needs = { mail: Pick<MailTransport, 'quota'> }")).toBe(false)
    expect(maySend("type Letter = Awaited<ReturnType<MailTransport['prepare']>>")).toBe(false)
    expect(senders.length).toBeGreaterThan(8)
  })
})
