import type { Range, Share } from '../../../../shared/results/document.ts'
import { drawBar } from './bar.ts'
import { MARGIN, type Paper, type Style, WIDTH } from './paper.ts'

export type GridCell = { text: string; bar?: { share: Share; range: Range | undefined } }
export type Grid = {
  /** Of the columns, in parts of the width of the page. */
  widths: readonly number[]
  headings: readonly string[]
  rows: readonly (readonly GridCell[])[]
  /** Where the picture of a cell stands: in a column of its own at the end, or below its number. */
  bars: 'beside' | 'below'
}

/** A table whose first column names the row; where it goes over a page its headings are said again. */
export const writeGrid = (paper: Paper, { widths, headings, rows, bars }: Grid): void => {
  const table = paper.table()
  const places = placesOf(widths)
  const line = (cells: readonly GridCell[], isHead: boolean) => {
    const style: Style = isHead ? { size: 8, bold: true, color: '#444444' } : { size: 9 }
    const shown = cells.map((cell, n) => {
      const [text, place] = [paper.text(cell.text), places[n] ?? NOWHERE]
      return { ...cell, text, ...place, lines: paper.heightOf(text, { ...style, width: place.width }) }
    })
    const height = Math.max(...shown.map(({ lines }) => lines))
    return { shown, style, height: height + (bars === 'below' && !isHead ? BAR + 3 : 0) + 5 }
  }
  const draw = ({ shown, style, height }: ReturnType<typeof line>, isHead: boolean) => {
    const row = paper.row(table)
    const { y } = paper
    for (const [n, { text, x, width }] of shown.entries())
      if (text || n === 0)
        paper.cell(row, isHead ? 'Column' : n === 0 ? 'Row' : 'data', { text, x, y, style: { ...style, width } })
    paper.picture((doc) => {
      for (const { bar, x, width, lines } of shown)
        if (bar) drawBar(doc, bar.share, bar.range, barPlace(bars, { x, y, width, lines }))
      doc
        .moveTo(MARGIN, y + height - 2)
        .lineTo(MARGIN + WIDTH, y + height - 2)
        .lineWidth(0.4)
        .stroke('#cccccc')
    })
    paper.y += height
  }
  const head = line(
    headings.map((text) => ({ text })),
    true,
  )
  const body = rows.map((cells) => line(cells, false))
  for (const [n, next] of body.entries()) {
    // A short table stays whole, and of a long one no row is left alone on a page.
    const together = n === 0 ? (body.length <= SHORT ? body.length : 2) : n === body.length - 2 ? 2 : 1
    const height = body.slice(n, n + together).reduce((sum, row) => sum + row.height, n === 0 ? head.height : 0)
    const turned = paper.room(height)
    if (n === 0 || turned) draw(head, true)
    draw(next, false)
  }
  paper.y += 6
}

const BAR = 7
/** In rows. */
const SHORT = 5
const NOWHERE = { x: MARGIN, width: 10 }

const barPlace = (
  bars: Grid['bars'],
  { x, y, width, lines }: { x: number; y: number; width: number; lines: number },
) => (bars === 'beside' ? { x, y: y + 2, width, height: 9 } : { x, y: y + lines + 1, width: width - 4, height: BAR })

const placesOf = (widths: readonly number[]) => {
  let x = MARGIN
  return widths.map((part) => {
    const place = { x, width: part * WIDTH - 6 }
    x += part * WIDTH
    return place
  })
}
