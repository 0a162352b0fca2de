import { getDefaults, Lexer, type Token, Tokenizer } from 'marked'

/** A piece of a line. Whatever is not one of these stands there as it was typed. */
export type StaffInline =
  | string
  | { kind: 'bold' | 'italic'; inside: readonly StaffInline[] }
  | { kind: 'link'; href: string; inside: readonly StaffInline[] }
  | { kind: 'break' }

export type StaffBlock =
  | { kind: 'heading' | 'paragraph'; inside: readonly StaffInline[] }
  /** `from` is the number of the first item; lists without it have bullets. */
  | { kind: 'list'; from?: number; items: readonly (readonly StaffBlock[])[] }

export type StaffText = readonly StaffBlock[]

/**
 * What staff wrote, read as a small part of Markdown: paragraphs and line breaks, **bold**, *italics*, links to web
 * addresses, lists, headings of one level. HTML, images, code, tables and all else are the characters that were typed.
 */
export const readStaffText = (typed: string): StaffText => {
  // All mails of a campaign, in both of their parts, say the same.
  if (lastRead?.typed !== typed) lastRead = { typed, text: blocksOf(lexerOf().lex(typed)) }
  return lastRead.text
}

let lastRead: { typed: string; text: StaffText } | undefined

/** The same for mails without HTML. Addresses of links stand below, by number, so that a sentence can still be read. */
export const staffTextAsPlain = (text: StaffText): string => {
  const addresses: string[] = []
  const body = plainBlocks(text, addresses)
  const notes = addresses.map((href, index) => `[${index + 1}] ${href}`).join('\n')
  return notes ? `${body}\n\n${notes}` : body
}

/** What it says without any of the marks, for a line of preview. */
export const staffTextAsWords = (text: StaffText): string => plainBlocks(text, undefined).replace(/\s+/g, ' ').trim()

/** Lists in lists in lists; what is typed deeper stands as it was typed. */
const DEEPEST_LIST = 3

/** Only the marks that are allowed are looked for: a line that begins like another one is a line of text. */
class StaffMarks extends Tokenizer {
  depth = 0
  override list(source: string) {
    if (this.depth === DEEPEST_LIST) return undefined
    this.depth++
    try {
      return super.list(source)
    } finally {
      this.depth--
    }
  }
  override code = nothing
  override fences = nothing
  override blockquote = nothing
  override html = nothing
  override def = nothing
  override table = nothing
  override lheading = nothing
  override hr = nothing
  override tag = nothing
  override codespan = nothing
  override del = nothing
}

function nothing() {
  return undefined
}

const lexerOf = () => new Lexer({ ...getDefaults(), gfm: true, breaks: true, tokenizer: new StaffMarks() })

const blocksOf = (tokens: readonly Token[] = []): StaffBlock[] =>
  tokens.flatMap((token): StaffBlock[] => {
    switch (token.type) {
      case 'space':
        return []
      case 'heading':
        return [{ kind: 'heading', inside: inlinesOf(token.tokens) }]
      case 'text':
      case 'paragraph':
        return [{ kind: 'paragraph', inside: inlinesOf(token.tokens ?? [token]) }]
      case 'list':
        return [
          {
            kind: 'list',
            ...(token.ordered && { from: Number(token.start) || 1 }),
            items: token.items.map((item: { tokens: Token[] }) => blocksOf(item.tokens)),
          },
        ]
      default:
        return [{ kind: 'paragraph', inside: [token.raw.trim()] }]
    }
  })

const inlinesOf = (tokens: readonly Token[] = []): StaffInline[] =>
  joined(
    tokens.map((token): StaffInline => {
      switch (token.type) {
        case 'text':
        case 'escape':
          return token.text
        case 'br':
          return { kind: 'break' }
        case 'strong':
          return { kind: 'bold', inside: inlinesOf(token.tokens) }
        case 'em':
          return { kind: 'italic', inside: inlinesOf(token.tokens) }
        case 'link': {
          const href = webAddressIn(token.href)
          return href ? { kind: 'link', href, inside: inlinesOf(token.tokens) } : token.raw
        }
        default:
          return token.raw
      }
    }),
  )

const joined = (pieces: readonly StaffInline[]): StaffInline[] => {
  const together: StaffInline[] = []
  for (const piece of pieces) {
    const before = together.at(-1)
    if (typeof piece === 'string' && typeof before === 'string') together[together.length - 1] = before + piece
    else together.push(piece)
  }
  return together
}

/** A name before the host (`https://bank.example@evil.example`) only ever misleads. */
const webAddressIn = (typed: string): string | undefined => {
  const url = URL.parse(typed)
  const web = url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password
  return web ? url.href : undefined
}

/** `addresses` collects what the links lead to; without it they are their words alone. */
const plainBlocks = (blocks: StaffText, addresses: string[] | undefined): string =>
  blocks
    .map((block) => {
      switch (block.kind) {
        case 'paragraph':
          return plainInlines(block.inside, addresses)
        case 'heading': {
          const words = plainInlines(block.inside, addresses)
          return addresses ? `${words}\n${'-'.repeat(Math.min(words.length, 60))}` : words
        }
        case 'list':
          return block.items
            .map((item, index) => {
              const mark = block.from === undefined ? '- ' : `${block.from + index}. `
              const inner = plainItem(item, addresses)
              return mark + inner.replaceAll('\n', `\n${' '.repeat(mark.length)}`)
            })
            .join('\n')
      }
      return ''
    })
    .join('\n\n')

/** A list within an item follows its line at once. */
const plainItem = (item: readonly StaffBlock[], addresses: string[] | undefined): string =>
  item.map((block) => plainBlocks([block], addresses)).join('\n')

const plainInlines = (inlines: readonly StaffInline[], addresses: string[] | undefined): string =>
  inlines.map((inline) => plainInline(inline, addresses)).join('')

const plainInline = (inline: StaffInline, addresses: string[] | undefined): string => {
  if (typeof inline === 'string') return inline
  switch (inline.kind) {
    case 'break':
      return '\n'
    case 'bold':
      return addresses ? `*${plainInlines(inline.inside, addresses)}*` : plainInlines(inline.inside, addresses)
    case 'italic':
      return plainInlines(inline.inside, addresses)
    case 'link': {
      const words = plainInlines(inline.inside, addresses)
      if (!addresses || sameAddress(words, inline.href)) return words
      if (!addresses.includes(inline.href)) addresses.push(inline.href)
      return `${words} [${addresses.indexOf(inline.href) + 1}]`
    }
  }
}

const sameAddress = (words: string, href: string) => URL.parse(words)?.href === href
