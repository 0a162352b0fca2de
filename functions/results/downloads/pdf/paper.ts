import PDFDocument from 'pdfkit'
import type { Language } from '../../../../shared/identity/person.ts'
import type { Instant } from '../../../../shared/units.ts'
import { fontFile, MISSING, showable } from './fonts.ts'

type Doc = PDFKit.PDFDocument
export type Role = 'H1' | 'H2' | 'H3' | 'P' | 'LI'
export type Style = { size: number; bold?: boolean; color?: string; width?: number; align?: 'left' | 'right' }

/** US Letter, in points. */
export const MARGIN = 54
export const WIDTH = 612 - 2 * MARGIN
const BOTTOM = 792 - MARGIN - 14

/**
 * Paper that is written on from above, tagged for readers that speak (PDF/UA): what is drawn stands in a structure, pictures that
 * repeat a number beside them are passed over.
 */
export class Paper {
  readonly doc: Doc
  y = MARGIN
  /** Letters were met that have no shape. */
  isMissingLetters = false
  private readonly root: PDFKit.PDFStructureElement
  private readonly chunks: Buffer[] = []

  constructor({ title, language, madeAt }: { title: string; language: Language; madeAt: Instant }) {
    const info = { Title: title, Creator: 'Common Agenda', Producer: 'Common Agenda', CreationDate: new Date(madeAt) }
    const options: PDFKit.PDFDocumentOptions = {
      ...{ size: 'LETTER', margin: MARGIN, bufferPages: true, pdfVersion: '1.7', tagged: true },
      ...{ lang: language === 'es' ? 'es-US' : 'en-US', displayTitle: true, font: '', info },
    }
    // The types do not know PDF/UA yet.
    this.doc = new PDFDocument(Object.assign(options, { subset: 'PDF/UA' as never }))
    this.doc.registerFont('regular', fontFile('regular'))
    this.doc.registerFont('bold', fontFile('bold'))
    this.doc.on('data', (chunk: Buffer) => this.chunks.push(chunk))
    this.root = this.doc.struct('Document')
    this.doc.addStructure(this.root)
  }

  text(text: string): string {
    const shown = showable(text)
    if (shown.includes(MISSING)) this.isMissingLetters = true
    return shown
  }

  heightOf(text: string, style: Style): number {
    this.style(style)
    return this.doc.heightOfString(text || ' ', { width: style.width ?? WIDTH })
  }

  /** Turns the page where so much does not fit any more. True when it did. */
  room(height: number): boolean {
    if (this.y + height <= BOTTOM || this.y === MARGIN) return false
    this.doc.addPage()
    this.y = MARGIN
    return true
  }

  /** A heading or a paragraph. `keep`: so much has to follow on the same page. */
  write(role: Role, raw: string, style: Style & { after?: number; keep?: number; indent?: number }): void {
    const text = this.text(raw)
    const indent = style.indent ?? 0
    const width = style.width ?? WIDTH - indent
    const height = this.heightOf(text, { ...style, width })
    this.room(height + (style.keep ?? 0))
    const draw = () => this.put(text, MARGIN + indent, this.y, { ...style, width })
    this.root.add(this.doc.struct(role === 'LI' ? 'P' : role, {}, draw))
    this.y += height + (style.after ?? 4)
  }

  /** A table in the structure: cells are added by `row`. */
  table(): PDFKit.PDFStructureElement {
    const table = this.doc.struct('Table')
    this.root.add(table)
    return table
  }

  row(table: PDFKit.PDFStructureElement): PDFKit.PDFStructureElement {
    const row = this.doc.struct('TR')
    table.add(row)
    return row
  }

  cell(
    row: PDFKit.PDFStructureElement,
    scope: 'Column' | 'Row' | 'data',
    { text, x, y, style }: { text: string; x: number; y: number; style: Style },
  ): void {
    const draw = () => this.put(text, x, y, style)
    row.add(scope === 'data' ? this.doc.struct('TD', {}, draw) : this.doc.struct('TH', { scope } as object, draw))
  }

  /** Drawn for the eye alone. */
  picture(draw: (doc: Doc) => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' })
    draw(this.doc)
    this.doc.endMarkedContent()
  }

  /** The bytes, with a line at the foot of every page. */
  async finish(foot: (page: number, pages: number) => string): Promise<Uint8Array<ArrayBuffer>> {
    const { doc } = this
    const { count } = doc.bufferedPageRange()
    for (let page = 0; page < count; page++) {
      doc.switchToPage(page)
      // Below the margin a text would begin a new page.
      doc.page.margins.bottom = 0
      doc.markContent('Artifact', { type: 'Pagination' })
      this.put(this.text(foot(page + 1, count)), MARGIN, 792 - MARGIN, { size: 8, color: '#555555', width: WIDTH })
      doc.endMarkedContent()
    }
    this.root.end()
    const ended = new Promise((done, failed) => doc.on('end', done).on('error', failed))
    doc.end()
    await ended
    return new Uint8Array(Buffer.concat(this.chunks))
  }

  private put(text: string, x: number, y: number, style: Style): void {
    this.style(style)
    const { width = WIDTH, align = 'left' } = style
    this.doc.fillColor(style.color ?? '#1b1b1b').text(text || ' ', x, y, { width, align, lineGap: 0 })
  }

  private style({ size, bold = false }: Style): void {
    this.doc.font(bold ? 'bold' : 'regular').fontSize(size)
  }
}
