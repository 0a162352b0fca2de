import { createHash } from 'node:crypto'
import * as z from 'zod'
import { Invitation, PEOPLE } from '../../../shared/identity/invitation.ts'
import type { Mailbox } from '../../../shared/identity/person.ts'
import type { CitySlug } from '../../../shared/ids.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { NotTold, type ReportOf } from '../../../shared/results/report-work.ts'
import { Instant } from '../../../shared/units.ts'
import type { Key, Table } from '../../adapters/table.ts'
import { draftPartition } from './report-items.ts'

/** That somebody of a council was mailed a report, or why not. */
const Told = z.object({ at: Instant, missed: NotTold.optional() })
export type Told = z.output<typeof Told>

/** Whose it is stands in the list of those who are invited alone. */
export const toldKey = (of: ReportOf, to: Mailbox): Key => ({
  pk: draftPartition(of),
  sk: `TOLD#${createHash('sha256').update(`${of.campaignId}|${to}`).digest('hex')}`,
})

/** Everybody who is invited to the council of each of these cities. */
export const councilsIn = async (table: Pick<Table, 'query'>, cities: readonly CitySlug[]) => {
  const { items } = await table.query(Invitation, { pk: PEOPLE })
  const invited = ({ roles }: Invitation, city: CitySlug) =>
    roles.some((role) => role.role === 'council' && role.city === city)
  return new Map(
    cities.map((city) => [city, items.filter((item) => invited(item, city)).map(({ email }) => email)] as const),
  )
}

export type Missed = { email: Mailbox; why: NotTold }

/** Who is invited to these councils and did not get the mail, as far as was tried. */
export const missedOf = async (
  table: Pick<Table, 'query' | 'get'>,
  { campaignId, city, scope }: Pick<ReportDocument, 'campaignId' | 'city' | 'scope'>,
): Promise<Missed[]> => {
  const cities = scope.kind === 'network' ? scope.cities.map((one) => one.city) : [city]
  const asked = [...(await councilsIn(table, cities))].flatMap(([of, council]) =>
    council.map((email) => ({ email, key: toldKey({ campaignId, city: of }, email) })),
  )
  const marks = await Promise.all(asked.map(({ key }) => table.get(Told, key)))
  return asked.flatMap(({ email }, at) => {
    const why = marks[at]?.missed
    return why ? [{ email, why }] : []
  })
}
