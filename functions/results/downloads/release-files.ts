import { createHash } from 'node:crypto'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { utcDay } from '../../../shared/units.ts'
import { reportCsv } from '../publishing/report-csv.ts'
import type { Manifest } from './manifest.ts'
import { reportPdf } from './pdf/report-pdf.ts'
import { reportWorkbook } from './workbook.ts'
import { zipFiles } from './zip-files.ts'

type Bytes = Uint8Array<ArrayBuffer>
type Made = { bytes: Bytes; rows?: number; sheets?: { name: string; rows: number }[] }
type Kind = {
  mediaType: string
  make: (report: ReportDocument, network: string) => Made | Promise<Made>
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** What a release is read as, by the end of the file's name. Two languages where a person reads it. */
const KINDS = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    make: (report) => {
      const { text, rows } = reportCsv(report)
      return { bytes: utf8(text), rows }
    },
  },
  json: {
    mediaType: 'application/json',
    make: (report) => ({ bytes: utf8(`${JSON.stringify(report, null, 2)}\n`) }),
  },
  'en.xlsx': { mediaType: XLSX, make: (report, network) => workbook(report, network, 'en') },
  'es.xlsx': { mediaType: XLSX, make: (report, network) => workbook(report, network, 'es') },
  'en.pdf': {
    mediaType: 'application/pdf',
    make: async (report, network) => ({ bytes: await reportPdf(report, network, 'en') }),
  },
  'es.pdf': {
    mediaType: 'application/pdf',
    make: async (report, network) => ({ bytes: await reportPdf(report, network, 'es') }),
  },
} as const satisfies Record<string, Kind>

const SINGLE = Object.keys(KINDS) as (keyof typeof KINDS)[]

/** The names that a file of a release can be asked for by. */
export const FILES = [...SINGLE, 'manifest.json', 'zip'] as const
export type FileKind = (typeof FILES)[number]

export type ReleaseFile = { name: string; mediaType: string; bytes: Bytes }

/** The name that a file is kept under: whose, of when, which release. */
export const fileName = (report: ReportDocument, kind: FileKind): string =>
  `${report.city}-${utcDay(report.closedAt)}-release-${report.release}.${kind}`

/** Made from the stored release alone: the same release gives the same bytes, whenever and wherever it is asked for. */
export const releaseFile = async (report: ReportDocument, network: string, kind: FileKind): Promise<ReleaseFile> => {
  const name = fileName(report, kind)
  if (kind === 'manifest.json') return { name, ...manifestFile(report, await allFiles(report, network)) }
  if (kind === 'zip') return { name, mediaType: 'application/zip', bytes: await archive(report, network) }
  const { mediaType, make } = KINDS[kind]
  return { name, mediaType, bytes: (await make(report, network)).bytes }
}

type Listed = ReleaseFile & Omit<Made, 'bytes'>

const allFiles = (report: ReportDocument, network: string): Promise<Listed[]> =>
  Promise.all(
    SINGLE.map(async (kind) => {
      const { mediaType, make } = KINDS[kind]
      return { name: fileName(report, kind), mediaType, ...(await make(report, network)) }
    }),
  )

const archive = async (report: ReportDocument, network: string): Promise<Bytes> => {
  const files = await allFiles(report, network)
  const listed = { name: fileName(report, 'manifest.json'), ...manifestFile(report, files) }
  return zipFiles(Object.fromEntries([...files, listed].map(({ name, bytes }) => [name, bytes])), report.publishedAt)
}

const manifestFile = (report: ReportDocument, files: readonly Listed[]) => {
  const { campaignId, city, release, title, publishedAt, seal, signature } = report
  const manifest: Manifest = {
    format: 'common-agenda/manifest',
    formatVersion: 1,
    report: { campaignId, city, release, title, publishedAt, seal, signature },
    files: files.map(({ bytes, ...file }) => ({ ...file, bytes: bytes.length, sha256: sha256(bytes) })),
  }
  return { mediaType: 'application/json', bytes: utf8(`${JSON.stringify(manifest, null, 2)}\n`) }
}

const workbook = async (...of: Parameters<typeof reportWorkbook>): Promise<Made> => {
  const { bytes, sheets } = await reportWorkbook(...of)
  return { bytes, sheets, rows: sheets.reduce((all, { rows }) => all + rows, 0) }
}

const sha256 = (bytes: Bytes) => createHash('sha256').update(bytes).digest('hex')

const utf8 = (text: string): Bytes => new TextEncoder().encode(text)
