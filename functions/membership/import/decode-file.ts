import { CsvError, parse } from 'csv-parse/sync'
import type { Encoding, FileRefusal } from '../../../shared/membership/transfer/import.ts'
import { IMPORT } from '../../../shared/membership/transfer/import.ts'

export type Separator = ',' | ';' | '\t'

export type DecodedFile =
  | { outcome: 'table'; encoding: Encoding; separator: Separator; headers: string[]; rows: NumberedRow[] }
  | { outcome: 'refused'; reason: FileRefusal; row?: number }

/** A row as spreadsheets number it: the header is row 1. */
export type NumberedRow = { row: number; cells: string[] }

/** The table in a CSV file, whatever wrote it; or in one word why it is none. */
export const decodeFile = (bytes: Uint8Array): DecodedFile => {
  if (bytes.length === 0) return { outcome: 'refused', reason: 'empty-file' }
  const decoded = textOf(bytes)
  if (typeof decoded === 'string') return { outcome: 'refused', reason: decoded }
  const { text, encoding } = decoded
  if (text.trim() === '') return { outcome: 'refused', reason: 'empty-file' }
  // Excel's own note of its separator, in a line before the header.
  const noted = /^sep=([,;\t])\r?\n/i.exec(text)
  const separator = (noted?.[1] as Separator | undefined) ?? separatorOf(text)
  const records = recordsOf(noted ? text.slice(noted[0].length) : text, separator)
  if (!Array.isArray(records)) return { outcome: 'refused', ...records }

  const first = records.findIndex((cells) => !isBlank(cells))
  const headers = (records[first] ?? []).map((header) => header.trim().slice(0, 200))
  while (headers.at(-1) === '') headers.pop()
  if (headers.some((header) => /\S@\S+\.\S/.test(header))) return { outcome: 'refused', reason: 'no-header' }
  if (headers.length > MOST_COLUMNS) return { outcome: 'refused', reason: 'too-many-columns' }
  const skipped = noted ? 2 : 1
  const rows = records.flatMap((cells, index) =>
    index <= first || isBlank(cells) ? [] : [{ row: index + skipped, cells }],
  )
  if (rows.length === 0) return { outcome: 'refused', reason: 'no-rows' }
  if (rows.length > IMPORT.mostRows) return { outcome: 'refused', reason: 'too-many-rows' }
  return { outcome: 'table', encoding, separator, headers, rows }
}

const MOST_COLUMNS = 200
/** A quote that is never closed would swallow the rest of the file: no row is as long as this. */
const LONGEST_ROW = 100_000

const isBlank = (cells: readonly string[]) => cells.every((cell) => cell.trim() === '')

const textOf = (bytes: Uint8Array): { text: string; encoding: Encoding } | FileRefusal => {
  const [first, second, third, fourth] = bytes
  // A workbook is a ZIP archive; an old one is a compound file.
  if ((first === 0x50 && second === 0x4b && third === 3 && fourth === 4) || (first === 0xd0 && second === 0xcf))
    return 'workbook'
  const wide = wideEncodingOf(bytes)
  if (wide) return decoded(bytes, wide) ?? 'not-text'
  const utf8 = decoded(bytes, 'utf-8')
  if (utf8) return isText(utf8.text) ? utf8 : 'not-text'
  const western = decoded(bytes, 'windows-1252')
  // C1 controls are what bytes become that Windows-1252 does not have: it is some other encoding.
  if (!western || /[\u0080-\u009f]/.test(western.text)) return 'unknown-encoding'
  return isText(western.text) ? western : 'not-text'
}

/** A control character may have got into a cell; a picture or an archive has them everywhere. */
const isText = (text: string) => {
  const sample = text.slice(0, 10_000)
  return (sample.match(/[\p{Cc}--[\t\r\n]]/gv)?.length ?? 0) <= sample.length / 100
}

/** By its mark, or by every other byte being zero, as in text of a Western language. */
const wideEncodingOf = (bytes: Uint8Array): Encoding | undefined => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, 2000)
  const zeros = (offset: 0 | 1) => sample.filter((byte, index) => index % 2 === offset && byte === 0).length
  const half = sample.length / 2
  if (zeros(1) > half * 0.4 && zeros(0) === 0) return 'utf-16le'
  return zeros(0) > half * 0.4 && zeros(1) === 0 ? 'utf-16be' : undefined
}

/** The mark of the byte order at the beginning is left out. */
const decoded = (bytes: Uint8Array, encoding: Encoding) => {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
  } catch {
    return undefined
  }
}

/** The one that parts the header into most cells. */
const separatorOf = (text: string): Separator => {
  const [header = ''] = text.trimStart().split(/\r?\n|\r/, 1)
  const bare = header.replace(/"(?:[^"]|"")*"/g, '')
  const count = (separator: Separator) => bare.split(separator).length
  return ([',', ';', '\t'] as const).reduce((best, one) => (count(one) > count(best) ? one : best), ',')
}

const recordsOf = (text: string, separator: Separator): string[][] | { reason: FileRefusal; row?: number } => {
  try {
    return parse(text, {
      delimiter: separator,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST_ROW,
      record_delimiter: ['\r\n', '\n', '\r'],
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { records } = error as { records?: number }
    return { reason: 'unclosed-quote', ...(records !== undefined && { row: records + 1 }) }
  }
}
