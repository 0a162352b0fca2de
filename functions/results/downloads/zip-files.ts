import { unzipSync, type Zippable, zipSync } from 'fflate'
import type { Instant } from '../../../shared/units.ts'

/** The same files give the same bytes: nothing in the archive tells when or where it was made. */
export const zipFiles = (files: Readonly<Record<string, Uint8Array>>, madeAt: Instant): Uint8Array<ArrayBuffer> => {
  const mtime = noonOf(madeAt)
  return zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, bytes]): [string, Zippable[string]] => [name, [bytes, { mtime }]]),
    ),
    { level: 9 },
  )
}

/** Writers of spreadsheets put the present time into their archives. */
export const withoutTimes = (archive: Uint8Array, madeAt: Instant): Uint8Array<ArrayBuffer> =>
  zipFiles(unzipSync(archive), madeAt)

/** Archives know local time only. Noon is never left out when clocks change. */
const noonOf = (instant: Instant): Date => {
  const [year = 0, month = 1, day = 1] = instant.slice(0, 10).split('-').map(Number)
  return new Date(year, month - 1, day, 12)
}
