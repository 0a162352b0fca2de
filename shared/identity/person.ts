import * as z from 'zod'

export const Language = z.enum(['en', 'es'])
export type Language = z.output<typeof Language>

/**
 * An address as it is stored and mailed: lower case, the domain in its ASCII form. The local part must be ASCII: SES
 * does not carry SMTPUTF8, so another address could never be activated.
 */
export const Mailbox = z
  .string()
  .trim()
  .max(254)
  .transform((typed, context) => {
    const address = asciiDomain(typed)
    const mailable = address && address.lastIndexOf('@') <= LONGEST_LOCAL_PART && z.email().safeParse(address).success
    if (mailable) return address.toLowerCase()
    context.addIssue({ code: 'custom', message: 'must be an e-mail address such as ana@example.org' })
    return z.NEVER
  })
  .brand<'mailbox'>()
export type Mailbox = z.output<typeof Mailbox>

/** Of RFC 5321, 4.5.3.1.1. */
const LONGEST_LOCAL_PART = 64

export const LONGEST_NAME = 100

/** A name as its owner writes it, without control, line-break, direction or unseen characters (they could forge mail headers). */
export const PersonName = z
  .string()
  .transform(oneLine)
  .pipe(z.string().min(1, 'must not be empty').max(LONGEST_NAME, `must have at most ${LONGEST_NAME} characters`))
export type PersonName = z.output<typeof PersonName>

/** The text in one line, without control, direction or unseen characters. */
export function oneLine(typed: string): string {
  return typed.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim()
}

/** Zero-width joiners stay: Persian and Indic names are written with them. */
const UNSAFE = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu

const asciiDomain = (typed: string): string | undefined => {
  const at = typed.lastIndexOf('@')
  // A URL would take what follows these for a port, a path or an escape, and the address for a shorter one.
  if (at < 1 || /[\s/?#:\\%[\]]/.test(typed.slice(at + 1))) return undefined
  try {
    return `${typed.slice(0, at)}@${new URL(`http://${typed.slice(at + 1)}`).hostname}`
  } catch {
    return undefined
  }
}
