import { raw } from 'hono/html'
import type { Language } from '../../shared/identity/person.ts'
import { mailWords } from '../words/mail.ts'
import { readStaffText, staffTextAsPlain } from './staff-text.ts'
import { StaffTextPart } from './staff-text-page.tsx'

/** What a mail says, in order. The same blocks become the HTML part and the text part, each shaped for its reader. */
export type MailBlock =
  | { kind: 'heading' | 'subheading'; text: string }
  | { kind: 'paragraph'; text: string }
  /** Shown as a button and as an address to copy: some readers see no buttons. */
  | { kind: 'button'; label: string; href: string }
  /** Buttons beside each other; `label` asks what they answer. */
  | { kind: 'choices'; label: string; choices: readonly { label: string; href: string }[] }
  | { kind: 'facts'; facts: readonly { label: string; value: string; href?: string | undefined }[] }
  /** As staff typed it, in the small part of Markdown that `readStaffText` knows. */
  | { kind: 'staff-text'; typed: string }
  | { kind: 'small'; text: string }

/** Who writes, in every mail. `postalAddress` is one line. */
export type Letterhead = { networkName: string; postalAddress: string }

export type MailToRender = Letterhead & {
  language: Language
  subject: string
  /** The line that a mailbox shows behind the subject. */
  preview?: string
  blocks: readonly MailBlock[]
  /** Why the reader gets this, and ways out of it. */
  footer: readonly (string | { label: string; href: string })[]
}

export type RenderedMail = { subject: string; html: string; text: string }

export const renderMail = async (mail: MailToRender): Promise<RenderedMail> => ({
  subject: mail.subject,
  html: seenText(`<!doctype html>${await (<MailPage {...mail} />).toString()}`),
  text: seenText(textOf(mail)),
})

/** Control and direction characters show nothing and can turn around what stands beside them. */
const seenText = (text: string) =>
  text.replace(/(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').toWellFormed()

const MailPage = ({ language, networkName, postalAddress, subject, preview, blocks, footer }: MailToRender) => (
  <html lang={language} dir="ltr">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <title>{subject}</title>
      <style>{raw(DARK)}</style>
    </head>
    <body class="back" style={{ margin: '0', padding: '0', backgroundColor: '#f4f1ea' }}>
      {preview && <div style={{ display: 'none', maxHeight: '0', overflow: 'hidden', opacity: '0' }}>{preview}</div>}
      <table
        role="presentation"
        class="back"
        width="100%"
        cellpadding="0"
        cellspacing="0"
        style={{ backgroundColor: '#f4f1ea' }}
      >
        <tbody>
          <tr>
            <td align="center" style={{ padding: '20px 12px' }}>
              <table
                role="presentation"
                class="paper"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                style={{ maxWidth: '600px', backgroundColor: '#ffffff', borderRadius: '10px' }}
              >
                <tbody>
                  <tr>
                    <td
                      class="quiet"
                      style={{
                        ...TEXT,
                        padding: '24px 24px 0',
                        fontSize: '15px',
                        fontWeight: 'bold',
                        color: '#0f5c55',
                      }}
                    >
                      {networkName}
                    </td>
                  </tr>
                  <tr>
                    <td style={{ padding: '8px 24px 24px' }}>
                      {blocks.map((block) => (
                        <Block language={language} block={block} />
                      ))}
                    </td>
                  </tr>
                </tbody>
              </table>
              <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style={{ maxWidth: '600px' }}>
                <tbody>
                  <tr>
                    <td class="quiet" style={{ ...TEXT, padding: '16px 24px', fontSize: '14px', color: '#55635f' }}>
                      {footer.map((line) => (
                        <p class="quiet" style={{ margin: '0 0 10px', color: '#55635f' }}>
                          {typeof line === 'string' ? (
                            line
                          ) : (
                            <a class="link" href={webAddress(line.href)} style={{ color: '#0f5c55' }}>
                              {line.label}
                            </a>
                          )}
                        </p>
                      ))}
                      <p class="quiet" style={{ margin: '0', color: '#55635f' }}>
                        {networkName}
                        <br />
                        {postalAddress}
                      </p>
                    </td>
                  </tr>
                </tbody>
              </table>
            </td>
          </tr>
        </tbody>
      </table>
    </body>
  </html>
)

const Block = ({ language, block }: { language: Language; block: MailBlock }) => {
  switch (block.kind) {
    case 'heading':
      return (
        <h1 class="ink" style={{ ...TEXT, margin: '12px 0 16px', fontSize: '24px', lineHeight: '1.25' }}>
          {block.text}
        </h1>
      )
    case 'subheading':
      return (
        <h2 class="ink" style={{ ...TEXT, ...STAFF_TEXT.heading }}>
          {block.text}
        </h2>
      )
    case 'paragraph':
      return (
        <>
          {paragraphs(block.text).map((lines) => (
            <p class="ink" style={{ ...TEXT, margin: '0 0 16px' }}>
              {lines.map((line, index) => (
                <>
                  {index > 0 && <br />}
                  {line}
                </>
              ))}
            </p>
          ))}
        </>
      )
    case 'button':
      return (
        <>
          <table role="presentation" cellpadding="0" cellspacing="0" style={{ margin: '8px 0 12px' }}>
            <tbody>
              <tr>
                <td align="center" style={{ backgroundColor: '#0f5c55', borderRadius: '8px' }}>
                  <a
                    href={webAddress(block.href)}
                    style={{
                      ...TEXT,
                      display: 'inline-block',
                      padding: '13px 26px',
                      fontWeight: 'bold',
                      color: '#ffffff',
                      textDecoration: 'none',
                    }}
                  >
                    {block.label}
                  </a>
                </td>
              </tr>
            </tbody>
          </table>
          <p class="quiet" style={{ ...TEXT, margin: '0 0 16px', fontSize: '12px', color: '#55635f' }}>
            {mailWords[language].orCopy}
            <br />
            <a
              class="link"
              href={webAddress(block.href)}
              style={{ color: '#0f5c55', overflowWrap: 'anywhere', wordBreak: 'break-all' }}
            >
              {block.href}
            </a>
          </p>
        </>
      )
    case 'choices':
      return (
        <>
          <p class="ink" style={{ ...TEXT, margin: '8px 0', fontWeight: 'bold' }}>
            {block.label}
          </p>
          <p style={{ ...TEXT, margin: '0 0 8px' }}>
            {block.choices.map(({ label, href }) => (
              <>
                <a
                  class="choice"
                  href={webAddress(href)}
                  style={{
                    ...TEXT,
                    display: 'inline-block',
                    margin: '0 8px 8px 0',
                    padding: '10px 22px',
                    fontWeight: 'bold',
                    color: '#0f5c55',
                    border: '2px solid #0f5c55',
                    borderRadius: '8px',
                    textDecoration: 'none',
                  }}
                >
                  {label}
                </a>{' '}
              </>
            ))}
          </p>
        </>
      )
    case 'staff-text':
      return !block.typed.trim() ? null : (
        <div class="ink" style={TEXT}>
          <StaffTextPart text={readStaffText(block.typed)} looks={STAFF_TEXT} />
        </div>
      )
    case 'facts':
      return (
        <table role="presentation" cellpadding="0" cellspacing="0" style={{ margin: '0 0 16px' }}>
          <tbody>
            {block.facts.map(({ label, value, href }) => (
              <tr>
                <td
                  class="quiet"
                  style={{ ...TEXT, padding: '2px 16px 2px 0', color: '#55635f', verticalAlign: 'top' }}
                >
                  {label}
                </td>
                <td class="ink" style={{ ...TEXT, padding: '2px 0', fontWeight: 'bold', overflowWrap: 'anywhere' }}>
                  {href ? (
                    <a class="link" href={webAddress(href)} style={{ color: '#0f5c55' }}>
                      {value}
                    </a>
                  ) : (
                    value
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )
    case 'small':
      return (
        <p class="quiet" style={{ ...TEXT, margin: '0 0 12px', fontSize: '14px', color: '#55635f' }}>
          {block.text}
        </p>
      )
  }
}

const TEXT = {
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
  fontSize: '16px',
  lineHeight: '1.5',
  color: '#1d2b2a',
}

/** Short: a long list would repeat it a thousand times, and some readers cut off what is longer than 102 KB. */
const STAFF_TEXT = {
  heading: { margin: '20px 0 8px', fontSize: '19px' },
  paragraph: { margin: '0 0 16px' },
  list: { margin: '0 0 16px', paddingLeft: '24px' },
  link: { color: '#0f5c55' },
}

const DARK = `@media (prefers-color-scheme: dark) {
  .back { background-color: #14201f !important; } .paper { background-color: #1d2b2a !important; }
  .ink { color: #f4f1ea !important; } .quiet { color: #b9c5c1 !important; } .link { color: #8fd0c8 !important; }
  .choice { color: #8fd0c8 !important; border-color: #8fd0c8 !important; }
}`

const textOf = ({ networkName, postalAddress, blocks, footer }: MailToRender): string =>
  [
    ...blocks.map((block) => textBlock(block)).filter((text) => text.trim()),
    [
      '-- ',
      networkName,
      postalAddress,
      ...footer.map((line) => (typeof line === 'string' ? line : `${line.label}:\n${line.href}`)),
    ].join('\n'),
  ].join('\n\n')

const textBlock = (block: MailBlock): string => {
  switch (block.kind) {
    case 'heading':
    case 'subheading':
      return `${block.text}\n${(block.kind === 'heading' ? '=' : '-').repeat(Math.min(block.text.length, 60))}`
    case 'paragraph':
      return paragraphs(block.text)
        .map((lines) => lines.join('\n'))
        .join('\n\n')
    case 'button':
      return `${block.label}:\n${webAddress(block.href)}`
    case 'facts':
      return block.facts
        .map(({ label, value, href }) => `${label}: ${href && href !== value ? `${value}, ${href}` : value}`)
        .join('\n')
    case 'choices':
      return [block.label, ...block.choices.map(({ label, href }) => `${label}:\n${webAddress(href)}`)].join('\n\n')
    case 'staff-text':
      return staffTextAsPlain(readStaffText(block.typed))
    case 'small':
      return block.text
  }
}

/** Empty lines part paragraphs; single line breaks are kept. */
const paragraphs = (text: string): string[][] =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
    .map((paragraph) => paragraph.split('\n'))

/** Anything but a web address (`javascript:`, `data:`) is a fault of the caller. */
const webAddress = (href: string): string => {
  const { protocol } = new URL(href)
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error('a mail may only link to web addresses')
  return href
}
