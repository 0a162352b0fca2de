import type { QuarterBand, Range, Share } from '../../../../shared/results/document.ts'

type Place = { x: number; y: number; width: number; height: number }

/** A picture of the number that stands beside it: how long, and within what range chance could move it. */
export const drawBar = (doc: PDFKit.PDFDocument, share: Share, range: Range | undefined, place: Place): void => {
  const { x, y, width, height } = place
  const at = (percent: number) => x + (percent / 100) * width
  doc.rect(x, y, width, height).fill('#e6eeec')
  if (share.kind === 'quarter') {
    doc.rect(at(FROM[share.band]), y, width / 4, height).fill('#8fb8b3')
    return
  }
  doc.rect(x, y, (share.percent / 100) * width, height).fill('#2b7a72')
  if (!range) return
  const middle = y + height / 2
  const whisker = () => {
    doc.moveTo(at(range.low), middle).lineTo(at(range.high), middle)
    for (const end of [range.low, range.high]) doc.moveTo(at(end), y + 1).lineTo(at(end), y + height - 1)
  }
  // White below black, so that it is seen on the bar and beside it.
  whisker()
  doc.lineWidth(2.2).stroke('#ffffff')
  whisker()
  doc.lineWidth(0.8).stroke('#1b1b1b')
}

const FROM: Record<QuarterBand, number> = { 'under-25': 0, '25-to-50': 25, '50-to-75': 50, '75-and-more': 75 }
