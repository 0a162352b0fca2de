import { createHash } from 'node:crypto'
import { newId, now } from '../../functions/adapters/clock.ts'
import { hashOf } from '../../functions/adapters/links.ts'
import { sessions } from '../../functions/identity/sessions.ts'
import { signIn } from '../../functions/identity/sign-in.ts'
import { readImport } from '../../functions/membership/import/import-items.ts'
import { partsOf } from '../../functions/membership/import/upload-file.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import { ImportId } from '../../shared/ids.ts'
import { IMPORT, type Import } from '../../shared/membership/transfer/import.ts'
import { type RunningCloud, tableOf, until } from '../cloud.ts'

const ROWS = 5000

/** A city of its own: what was measured before has the cities of the demo. */
const BENCHTON = City.parse({
  slug: 'benchton',
  name: 'Benchton',
  state: 'CO',
  timeZone: 'America/Denver',
  neighbourhoods: [],
  foundedAt: '2025-01-06T17:00:00.000Z',
})

export type ImportFigure = { rows: number; checkedPerSecond: number; importedPerSecond: number }

/** A file of new members through the pages of staff and the workflow, while the stream keeps the roll beside it. */
export const measureImport = async (cloud: RunningCloud): Promise<ImportFigure> => {
  const table = await tableOf(cloud)
  await table.write({ put: { ...cityKey(BENCHTON.slug), ...BENCHTON } })
  const cookie = await staffCookie(cloud)
  const post = async (path: string, body: BodyOf, type: string) => {
    const headers = { cookie, origin: cloud.url, 'content-type': type }
    const answer = await fetch(`${cloud.url}${path}`, { method: 'POST', redirect: 'manual', headers, body })
    if (answer.status >= 400) throw new Error(`${path.replace(/imp_\w+/, '…')} answered ${answer.status}`)
    return answer
  }
  const bytes = new TextEncoder().encode(FILE)
  const described = {
    fileName: 'bench.csv',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
  const begun = await post('/staff/imports/begin', JSON.stringify(described), 'application/json')
  const importId = ImportId.parse(((await begun.json()) as { importId: string }).importId)
  for (let n = 0; n < partsOf(bytes.length); n++) {
    const part = bytes.slice(n * IMPORT.partBytes, (n + 1) * IMPORT.partBytes)
    await post(`/staff/imports/${importId}/parts/${n}`, part, 'application/octet-stream')
  }
  await post(`/staff/imports/${importId}/finish`, '{}', 'application/json')

  const reached = (state: Import['state']) =>
    until(
      `the import to be ${state}`,
      async () => {
        const found = await readImport(table, importId)
        return found?.state === state ? found : undefined
      },
      600,
    )
  const step = async (act: string, from: Import, to: Import['state'], fields: Record<string, string> = {}) => {
    const began = performance.now()
    const body = new URLSearchParams({ ...fields, revision: String(from.revision) })
    await post(`/staff/imports/${importId}/${act}`, body, 'application/x-www-form-urlencoded')
    const found = await reached(to)
    return { found, perSecond: ROWS / ((performance.now() - began) / 1000) }
  }
  const read = await reached('to-map')
  const checked = await step('check', read, 'checked', {
    ...Object.fromEntries(COLUMNS.map((field, index) => [`column-${index}`, field])),
    language: 'en',
    dates: 'month-first',
  })
  const imported = await step('confirm', checked.found, 'imported')
  const made = 'done' in imported.found ? imported.found.done.new : 0
  if (made !== ROWS) throw new Error(`${made} of ${ROWS} rows became members`)
  return { rows: ROWS, checkedPerSecond: checked.perSecond, importedPerSecond: imported.perSecond }
}

type BodyOf = string | URLSearchParams | Uint8Array<ArrayBuffer>

const COLUMNS = ['name', 'email', 'city', 'paid_through', 'joined_at', 'surveys_agreed_at']

const FILE = [
  COLUMNS.join(','),
  ...Array.from(
    { length: ROWS },
    (_, n) => `Member ${n},bench-import-${n}@example.org,${BENCHTON.slug},2027-11-01,2025-11-01,2025-11-01T10:00:00Z`,
  ),
].join('\n')

/** A session of the address that founds the network. */
const staffCookie = async (cloud: RunningCloud): Promise<string> => {
  const needs = { table: await tableOf(cloud), now, newId, hashOf, firstStaffEmail: 'staff@example.org' }
  const claims = { iss: 'bench', sub: 'staff', email: 'staff@example.org', email_verified: true, name: 'Sam Okafor' }
  const signedIn = await signIn(needs, claims)
  if (signedIn.outcome === 'refused') throw new Error(signedIn.reason)
  const cookie = 'bench'.repeat(10)
  await sessions(needs).start(cookie, signedIn.actor.userId)
  return `__Host-session=${cookie}`
}
