import { describe, expect, it } from 'vitest'
import { Claims } from '../../functions/adapters/issuer.ts'

const verified = (email_verified: unknown) =>
  Claims.parse({ iss: 'https://sign-in.example.org', sub: 'ruth', email: 'ruth@example.org', email_verified })
    .email_verified

describe('what an issuer says of an address', () => {
  it('is verified when the issuer says so, as a boolean or as a text', () => {
    expect(verified(true)).toBe(true)
    expect(verified('true')).toBe(true)
    expect(verified(false)).toBe(false)
    expect(verified('false')).toBe(false)
    expect(verified(undefined)).toBeUndefined()
  })

  it('is not guessed from anything else', () => {
    for (const odd of ['yes', 1, 'TRUE']) expect(() => verified(odd)).toThrow()
  })
})
