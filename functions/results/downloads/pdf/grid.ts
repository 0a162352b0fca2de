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
    const shown = cells.map((cell, n) => ({ ...cell, text: paper.text(cell.text), ...(places[n] ?? NOWHERE) }))
    const height = Math.max(...shown.map(({ text, width }) => paper.heightOf(text, { ...style, width })))
    return { shown, style, height: height + (bars === 'below' && !isHead ? BAR + 3 : 0) + 5 }
  }
  const draw = ({ shown, style, height }: ReturnType<typeof line>, isHead: boolean) => {
    const row = paper.row(table)
    const { y } = paper
    for (const [n, { text, x, width }] of shown.entries())
      if (text || n === 0)
        paper.cell(row, isHead ? 'Column' : n === 0 ? 'Row' : 'data', { text, x, y, style: { ...style, width } })
    paper.picture((doc) => {
      for (const { bar, x, width } of shown)
        if (bar) drawBar(doc, bar.share, bar.range, barPlace(bars, { x, y, width, height }))
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
  for (const [n, cells] of rows.entries()) {
    const next = line(cells, false)
    const turned = paper.room(next.height + (n === 0 ? head.height : 0))
    if (n === 0 || turned) draw(head, true)
    draw(next, false)
  }
  paper.y += 6
}

const BAR = 7
const NOWHERE = { x: MARGIN, width: 10 }

const barPlace = (
  bars: Grid['bars'],
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
) =>
  bars === 'beside' ? { x, y: y + 2, width, height: 9 } : { x, y: y + height - BAR - 5, width: width - 4, height: BAR }

const placesOf = (widths: readonly number[]) => {
  let x = MARGIN
  return widths.map((part) => {
    const place = { x, width: part * WIDTH - 6 }
    x += part * WIDTH
    return place
  })
}
