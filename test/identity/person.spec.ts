import { describe, expect, it } from 'vitest'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'

describe('an address', () => {
  it.each([
    ['ana@example.org', true],
    [`${'a'.repeat(64)}@example.org`, true],
    [`${'a'.repeat(65)}@example.org`, false],
    [`${'a'.repeat(60)}@${'b'.repeat(60)}.org`, true],
  ])('%s is mailable: %s', (typed, mailable) => expect(Mailbox.safeParse(typed).success).toBe(mailable))
})

describe('a name', () => {
  it.each([
    ['Ana\u202egro.elpmaxe', 'Ana gro.elpmaxe'],
    ['Ana\u200f Flores\u200e', 'Ana Flores'],
    ['Ana\u200bFlores\ufeff', 'Ana Flores'],
    ['Ana\r\nBcc: eve@example.org', 'Ana Bcc: eve@example.org'],
    ['Mi\u200cnâ', 'Mi\u200cnâ'],
  ])('%j is kept as %j', (typed, kept) => expect(PersonName.parse(typed)).toBe(kept))

  it('of characters that nobody sees is missing', () =>
    expect(PersonName.safeParse('\u200b\u202e\u2066').success).toBe(false))
})
