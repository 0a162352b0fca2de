import { alike } from '../../../shared/alike.ts'
import type { CitySlug, MemberId } from '../../../shared/ids.ts'
import { Member } from '../../../shared/membership/member.ts'
import { Membership } from '../../../shared/membership/membership.ts'
import { organizationShown, organizationShownKey } from '../../../shared/membership/organization-shown.ts'
import { DUE_SHARDS, dueKey } from '../../../shared/membership/renewal.ts'
import { RollRows, rollKeys, rollLine, rollRowsKey, wordKeys, wordRow } from '../../../shared/membership/roll.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { keys } from '../items.ts'

type Needs = { table: Pick<Table, 'get' | 'write'> }

/**
 * Brings the lines of one member in the roll and in the search, and what its city's page shows of an organization, up to
 * date with the member as it is now. Which change made this necessary does not matter: late, repeated and reordered calls
 * change nothing, and of two at once the second begins again.
 */
export const keepRoll = async (
  { table }: Needs,
  memberId: MemberId,
): Promise<{ outcome: 'written' | 'right-already' }> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    // What is replaced is read before what replaces it: who reads in between finds the turn taken.
    const before = await table.get(RollRows, rollRowsKey(memberId))
    const [member, membership] = await Promise.all([
      table.get(Member, keys.profile(memberId)),
      table.get(Membership, keys.membership(memberId)),
    ])
    const living = member && membership && membership.state !== 'erased'
    const line = living ? rollLine(member, membership) : undefined
    if (!line && !before) return { outcome: 'right-already' }
    const shown = line && organizationShown(member, membership)
    if (line && before && alike({ line, shown }, { line: before.line, shown: before.shown }))
      return { outcome: 'right-already' }

    const places = line ? rollKeys(line) : []
    const words = line ? wordKeys(line) : []
    const pages = line && shown ? [organizationShownKey(line.city, memberId)] : []
    const rows = [...places, ...words, ...pages]
    const gone = (before?.rows ?? []).filter(({ pk, sk }) => !rows.some((row) => row.pk === pk && row.sk === sk))
    const turn: Write['if'] = before ? { equals: { turn: before.turn } } : { exists: false }
    const { outcome } = await table.write(
      line
        ? {
            put: { ...rollRowsKey(memberId), turn: (before?.turn ?? 0) + 1, line, ...(shown && { shown }), rows },
            if: turn,
          }
        : { delete: rollRowsKey(memberId), if: turn },
      // Without a turn to take, somebody who was erased meanwhile would come back.
      ...(line && membership && !before
        ? [{ check: keys.membership(memberId), if: { equals: { version: membership.version } } }]
        : []),
      ...gone.map((key) => ({ delete: key })),
      ...(line ? places.map((key) => ({ put: { ...key, ...line } })) : []),
      ...(line ? words.map((key) => ({ put: { ...key, ...wordRow(line) } })) : []),
      ...pages.map((key) => ({ put: { ...key, ...shown } })),
    )
    if (outcome === 'written') return { outcome: 'written' }
  }
  throw new Error('a member changed under every attempt to bring the roll up to date')
}

const MOST_ATTEMPTS = 6

/** `next` goes on where this one ended; without it every member has been looked at. */
export type RebuildPage = { city?: CitySlug | undefined; shard?: number | undefined; after?: string | undefined }
export type Rebuilt = { looked: number; written: number; next?: RebuildPage }

/**
 * Looks at some members of a city, or of all, and mends what of the roll, and of the organizations that the public sees,
 * is missing or wrong. Every living membership has a day on which something is to happen with it, so the index of what is
 * due has them all.
 */
export const rebuildRoll = async (
  needs: Needs & { table: Pick<Table, 'query'> },
  { city, shard = 0, after }: RebuildPage,
): Promise<Rebuilt> => {
  const page = await needs.table.query(Membership, {
    index: 'due',
    pk: dueKey(shard),
    limit: AT_ONCE,
    ...(after && { after }),
  })
  let looked = 0
  let written = 0
  for (const { memberId } of page.items) {
    if (city && (await needs.table.get(Member, keys.profile(memberId)))?.city !== city) continue
    looked++
    if ((await keepRoll(needs, memberId)).outcome === 'written') written++
  }
  const next = page.next ? { shard, after: page.next } : shard + 1 < DUE_SHARDS ? { shard: shard + 1 } : undefined
  return { looked, written, ...(next && { next: { ...(city && { city }), ...next } }) }
}

const AT_ONCE = 200
