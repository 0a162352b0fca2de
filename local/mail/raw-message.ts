import { addressParser } from 'postal-mime'

export type Header = { name: string; value: string }
export type RawMessage = { headers: Header[]; body: Buffer }

/** Splits a MIME message at the empty line; folded header lines are unfolded. */
export function readMessage(raw: Buffer): RawMessage {
  const crlf = raw.indexOf('\r\n\r\n')
  const lf = raw.indexOf('\n\n')
  const useLf = lf >= 0 && (crlf < 0 || lf < crlf)
  const end = useLf ? lf : crlf
  const head = (end < 0 ? raw : raw.subarray(0, end)).toString('utf8')
  const body = end < 0 ? Buffer.alloc(0) : raw.subarray(end + (useLf ? 2 : 4))
  const headers = head
    .replace(/\r?\n(?=[ \t])/g, '\n')
    .split(/\r?\n(?![ \t])/)
    .flatMap((line) => {
      const colon = line.indexOf(':')
      return colon > 0 ? [{ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trimStart() }] : []
    })
  return { headers, body }
}

/** Folded lines keep their folds: a DKIM-signing relay would have to. */
export function writeMessage({ headers, body }: RawMessage): Buffer {
  const head = headers.map(({ name, value }) => `${name}: ${value.replace(/\n/g, '\r\n')}`).join('\r\n')
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body])
}

export const headerOf = (message: RawMessage, name: string) =>
  message.headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value

export const addressesIn = (message: RawMessage, name: string): string[] =>
  message.headers
    .filter((header) => header.name.toLowerCase() === name.toLowerCase())
    .flatMap((header) => addressParser(header.value, { flatten: true }))
    .flatMap((mailbox) => (mailbox.address ? [mailbox.address] : []))

/** The bare address of `Name <address>`. */
export const bareAddress = (text: string) => addressParser(text, { flatten: true })[0]?.address ?? text.trim()

/** SES's own words about an address it does not take, or undefined. */
export function addressFault(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  if (at < 0) return "Missing final '@domain'"
  const local = address.slice(0, at)
  const domain = address.slice(at + 1)
  if (!local) return 'Missing local part'
  if (!domain) return 'Missing domain'
  // No SMTPUTF8: the local part is printable ASCII.
  if (!/^[\x21-\x7e]+$/.test(local)) return 'Local address contains control or whitespace'
  if (local.length > 64) return 'Local address is too long'
  if (/^\.|\.\.|\.$/.test(local)) return 'Local address starts, ends or repeats a dot'
  if (/[()<>,;:\\"[\]@]/.test(local)) return 'Illegal address'
  if (domain.includes('..')) return 'Domain contains dot-dot'
  if (domain.startsWith('.')) return 'Domain starts with dot'
  if (domain.endsWith('.')) return 'Domain ends with dot'
  if (!/^[A-Za-z0-9.-]+$/.test(domain)) return 'Domain contains illegal character'
  return undefined
}
