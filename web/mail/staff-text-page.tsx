import type { Child } from 'hono/jsx'
import type { StaffBlock, StaffInline, StaffText } from './staff-text.ts'

/** The looks that a mail must carry on its elements, since it has no style sheet. */
type Looks = {
  heading: Record<string, string>
  paragraph: Record<string, string>
  list: Record<string, string>
  link: Record<string, string>
}

/** What staff wrote, as part of a page; in a mail with `looks`. Its headings stand below the title of the page. */
export const StaffTextPart = ({ text, looks }: { text: StaffText; looks?: Looks | undefined }) => (
  <>
    {text.map((block) => (
      <Block block={block} looks={looks} />
    ))}
  </>
)

const Block = ({ block, looks }: { block: StaffBlock; looks?: Looks | undefined }) => {
  switch (block.kind) {
    case 'heading':
      return <h2 style={looks?.heading}>{inlines(block.inside, looks)}</h2>
    case 'paragraph':
      return <p style={looks?.paragraph}>{inlines(block.inside, looks)}</p>
    case 'list': {
      const items = block.items.map((item) => <li>{itemOf(item, looks)}</li>)
      return block.from === undefined ? (
        <ul style={looks?.list}>{items}</ul>
      ) : (
        <ol style={looks?.list} start={block.from}>
          {items}
        </ol>
      )
    }
  }
}

/** The first line of an item stands beside its mark. */
const itemOf = ([first, ...rest]: readonly StaffBlock[], looks?: Looks): Child => (
  <>
    {first?.kind === 'paragraph' ? inlines(first.inside, looks) : first && <Block block={first} looks={looks} />}
    {rest.map((block) => (
      <Block block={block} looks={looks} />
    ))}
  </>
)

const inlines = (pieces: readonly StaffInline[], looks?: Looks): Child =>
  pieces.map((piece) => {
    if (typeof piece === 'string') return piece
    switch (piece.kind) {
      case 'break':
        return <br />
      case 'bold':
        return <strong>{inlines(piece.inside, looks)}</strong>
      case 'italic':
        return <em>{inlines(piece.inside, looks)}</em>
      case 'link':
        return (
          <a href={piece.href} rel="noopener noreferrer" class={looks && 'link'} style={looks?.link}>
            {inlines(piece.inside, looks)}
          </a>
        )
    }
    return ''
  })
