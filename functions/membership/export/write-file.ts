import { createHash } from 'node:crypto'
import { createGzip } from 'node:zlib'
import { stringify } from 'csv-stringify/sync'
import * as z from 'zod'
import { CITIES, City } from '../../../shared/cities/city.ts'
import { MembersCounted, membersCounted } from '../../../shared/cities/members-shown.ts'
import { type CitySlug, ExportId } from '../../../shared/ids.ts'
import { Member } from '../../../shared/membership/member.ts'
import { inGoodStanding, Membership } from '../../../shared/membership/membership.ts'
import { onRoll, type RollFilter, RollLine, rollPartition } from '../../../shared/membership/roll.ts'
import {
  EXPORT,
  Export,
  type ExportedFile,
  type ExportFilter,
  exportKey,
  exportPartKey,
  rowsOf,
} from '../../../shared/membership/transfer/export.ts'
import { EXPORT_HEADERS, exportedRow } from '../../../shared/membership/transfer/exported-row.ts'
import { type Clock, epochSecondsOf, plusDays, plusSeconds } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Links } from '../../adapters/links.ts'
import { suppressionsAmong } from '../../adapters/suppressions.ts'
import type { Table } from '../../adapters/table.ts'
import { keys } from '../items.ts'

export const FileTask = z.object({ exportId: ExportId, fault: z.boolean().default(false) })
export type FileTask = z.output<typeof FileTask>

type Needs = { table: Table; now: Clock; links: Pick<Links, 'pseudonyms'>; rowsInFile?: number }
type Making = Extract<Export, { state: 'making' }>

/**
 * Writes the next file. Where it began stands with the export until the file is whole, so a second try writes the same
 * file again, from the members as they are then.
 */
export const writeFile = async (needs: Needs, { exportId, fault }: FileTask) => {
  const { table, now } = needs
  const found = await table.get(Export, exportKey(exportId))
  const over = { exportId, next: 'done' } as const
  if (found?.state !== 'making') return over
  const revision = found.revision + 1
  const moved = { equals: { revision: found.revision } }
  if (fault) {
    const { cities: _, after: __, ...rest } = found
    await table.write({ put: { ...exportKey(exportId), ...rest, state: 'failed', revision }, if: moved })
    return over
  }
  const { file, compressed, ...walked } = await fill(needs, found)
  const expiresAt = epochSecondsOf(plusDays(now(), EXPORT.keptHours / 24))
  for (let part = 0; part < file.parts; part++)
    await table.write({
      put: {
        ...exportPartKey(exportId, found.files.length, part),
        bytes: compressed.subarray(part * EXPORT.partBytes, (part + 1) * EXPORT.partBytes),
        expiresAt,
      },
    })
  // A file without rows says that there were none; behind others it says nothing.
  const files = file.rows > 0 || found.files.length === 0 ? [...found.files, file] : found.files
  const figures = {
    files,
    listed: found.listed + walked.listed,
    gone: found.gone + walked.gone,
    standing: found.standing + walked.standing,
    revision,
    expiresAt,
  }
  if (walked.cities.length > 0) {
    const { after: _, ...rest } = found
    const to: Making = { ...rest, ...figures, cities: walked.cities, ...(walked.after && { after: walked.after }) }
    await table.write({ put: { ...exportKey(exportId), ...to }, if: moved })
    return { exportId, next: 'more' } as const
  }
  const { cities: _, after: __, ...rest } = found
  const missing = await missingFrom(table, found.filter, figures.standing)
  const ready: Export = { ...rest, ...figures, missing, state: 'ready', readyAt: now() }
  const people = rowsOf(ready)
  const actor = { userId: found.by, name: '', roles: [] }
  const line = { at: now(), actor, act: 'members-exported', subject: exportId, detail: { people, files: files.length } }
  await table.write({ put: { ...exportKey(exportId), ...ready }, if: moved }, auditEntry(line))
  return over
}

type Filled = {
  file: ExportedFile
  compressed: Buffer
  listed: number
  gone: number
  standing: number
  /** What is left to be walked, beginning at `after` in the first. */
  cities: CitySlug[]
  after: string | undefined
}

const fill = async (needs: Needs, { cities, filter, after: begin }: Making): Promise<Filled> => {
  const { table, now, rowsInFile = EXPORT.rowsInFile } = needs
  const until = plusSeconds(now(), EXPORT.secondsForFile)
  const file = csvFile()
  let [listed, gone, rows, standing] = [0, 0, 0, 0]
  let after = begin
  const left = [...cities]
  const full = () => rows >= rowsInFile || file.size() >= EXPORT.bytesInFile || now() >= until
  while (left[0] && (rows === 0 || !full())) {
    const page = await table.query(RollLine, {
      pk: rollPartition(left[0], asRollFilter(filter)),
      limit: Math.min(AT_ONCE, rowsInFile - rows),
      ...(after && { after }),
    })
    const wanted = page.items.filter((line) => isWanted(line, filter))
    const written = await rowsFor(needs, left[0], wanted)
    await file.write(written.map(({ row }) => row))
    standing += written.filter((one) => one.standing).length
    listed += wanted.length
    rows += written.length
    gone += wanted.length - written.length
    after = page.next
    if (!after) left.shift()
  }
  const { compressed, bytes, sha256 } = await file.end()
  const parts = Math.ceil(compressed.length / EXPORT.partBytes)
  return { file: { rows, bytes, sha256, parts }, compressed, listed, gone, standing, cities: left, after }
}

const AT_ONCE = 200

const asRollFilter = ({ state }: ExportFilter): RollFilter =>
  state === 'all' || state === 'good-standing' ? {} : { state }

const GOOD_STANDING = ['active', 'in-grace', 'cancelled']
const isWanted = (line: RollLine, filter: ExportFilter) =>
  filter.state === 'good-standing' ? GOOD_STANDING.includes(line.state) : onRoll(line, asRollFilter(filter))

/** As they are now; whoever is gone or has moved since the roll was written is left out here. */
const rowsFor = async (needs: Needs, city: CitySlug, lines: readonly RollLine[]) => {
  const both = await needs.table.getMany(
    z.union([Member, Membership]),
    lines.flatMap(({ memberId }) => [keys.profile(memberId), keys.membership(memberId)]),
  )
  const people = lines.flatMap((_, index) => {
    const [member, membership] = [both[2 * index], both[2 * index + 1]]
    const there = member && 'email' in member && membership && 'state' in membership && membership.state !== 'erased'
    return there && member.city === city ? [{ member, membership }] : []
  })
  const suppressed = await suppressionsAmong(
    needs,
    people.map(({ member }) => member.email),
  )
  return people.map(({ member, membership }) => ({
    row: exportedRow(member, membership, suppressed.get(member.email)),
    standing: inGoodStanding(membership),
  }))
}

/**
 * The roll follows its members a moment later, and an export that is behind must say so: the cities count their members in
 * the very transaction of the change.
 */
const missingFrom = async (table: Table, { city, state }: ExportFilter, standing: number): Promise<number> => {
  if (state !== 'all' && state !== 'good-standing') return 0
  const { items: cities } = await table.query(City, { pk: CITIES })
  let counted = 0
  for (const { slug } of cities)
    if (!city || slug === city)
      for (const { members } of (await table.query(MembersCounted, { pk: membersCounted(slug) })).items)
        counted += members
  return Math.max(counted - standing, 0)
}

/** A file of RFC 4180 with a byte order mark, by which Excel knows UTF-8; compressed while it grows. */
const csvFile = () => {
  const gzip = createGzip()
  const hash = createHash('sha256')
  const chunks: Buffer[] = []
  let [size, bytes] = [0, 0]
  gzip.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
  })
  const add = (text: string) => {
    const plain = Buffer.from(text)
    hash.update(plain)
    bytes += plain.length
    gzip.write(plain)
    return new Promise<void>((resolve) => gzip.flush(() => resolve()))
  }
  let begun = false
  const write = async (rows: string[][]) => {
    await add((begun ? '' : '\ufeff') + csvOf(begun ? rows : [[...EXPORT_HEADERS], ...rows]))
    begun = true
  }
  return {
    write,
    size: () => size,
    end: async () => {
      if (!begun) await write([])
      await new Promise<void>((resolve) => gzip.once('end', resolve).end())
      return { compressed: Buffer.concat(chunks), bytes, sha256: hash.digest('hex') }
    },
  }
}

export const csvOf = (rows: readonly (readonly string[])[]): string =>
  stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  )
