import * as z from 'zod'
import { Mailbox } from '../../../shared/identity/person.ts'
import { MemberId } from '../../../shared/ids.ts'
import {
  type RollLine,
  RollRows,
  rollRowsKey,
  WordRow,
  wordPartition,
  wordsIn,
} from '../../../shared/membership/roll.ts'
import type { Table } from '../../adapters/table.ts'
import { keys, MemberRow } from '../items.ts'
import { presentMemberId } from '../merging/present-member.ts'

type Needs = { table: Pick<Table, 'get' | 'query'> }

/** `more`: a word more would leave fewer. */
export type Found = { lines: RollLine[]; more: boolean }

/** Members by words of their names in any order, or by address, member id or id of a payment, each as a whole. */
export const searchMembers = async (needs: Needs, typed: string): Promise<Found> => {
  const asked = typed.trim()
  const id = MemberId.safeParse(asked)
  if (id.success) return only(needs, id.data)
  const email = Mailbox.safeParse(asked)
  if (email.success) return only(needs, (await needs.table.get(MemberRow, keys.email(email.data)))?.memberId)
  if (PAYMENT_ID.test(asked)) return only(needs, (await needs.table.get(MemberRow, keys.payment(asked)))?.memberId)
  return byWords(needs, wordsIn(asked))
}

/** What Stripe calls an invoice, a payment or a checkout. */
const PAYMENT_ID = /^(in|pi|cs|ch)_[A-Za-z0-9_]+$/

const only = async ({ table }: Needs, memberId: MemberId | undefined): Promise<Found> => {
  if (!memberId) return { lines: [], more: false }
  return { lines: await linesOf(table, [await presentMemberId(table, memberId)]), more: false }
}

/**
 * The rarest word leaves the fewest: one that all who have it fit into one look decides at once. Otherwise the longest is
 * gone through. The other words stand in each row.
 */
const byWords = async ({ table }: Needs, words: readonly string[]): Promise<Found> => {
  const wanted = words.toSorted((a, b) => b.length - a.length).slice(0, MOST_WORDS)
  const looks = await Promise.all(wanted.map((word) => look(table, word)))
  const chosen = Math.max(
    0,
    looks.findIndex(({ next }) => next === undefined),
  )
  const [word, first] = [wanted[chosen], looks[chosen]]
  if (word === undefined || first === undefined) return { lines: [], more: false }
  const met = new Map<MemberId, WordRow>()
  let page = first
  for (let looked = page.items.length; ; looked += page.items.length) {
    for (const row of page.items)
      if (wanted.every((one) => row.words.some((own) => own.startsWith(one)))) met.set(row.memberId, row)
    if (!page.next || met.size > MOST_SHOWN || looked >= MOST_LOOKED_AT) break
    page = await look(table, word, page.next)
  }
  const shown = [...met.keys()].slice(0, MOST_SHOWN)
  return { lines: await linesOf(table, shown), more: met.size > MOST_SHOWN || page.next !== undefined }
}

const look = (table: Needs['table'], word: string, after?: string) =>
  table.query(WordRow, {
    pk: wordPartition(word),
    begins: word,
    limit: LOOKED_AT_ONCE,
    consistent: false,
    ...(after && { after }),
  })

const MOST_WORDS = 5
const LOOKED_AT_ONCE = 200
const MOST_LOOKED_AT = 5000
const MOST_SHOWN = 50

/** What the search knows of a member may be a moment old; the line is read where it stands. */
const linesOf = async (table: Needs['table'], members: readonly MemberId[]): Promise<RollLine[]> => {
  const rows = await Promise.all(members.map((memberId) => table.get(Line, rollRowsKey(memberId))))
  return rows.flatMap((row) => row?.line ?? []).sort((a, b) => a.name.localeCompare(b.name))
}

const Line = z.object({ line: RollRows.shape.line })
