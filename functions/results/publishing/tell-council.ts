import type { Mailbox } from '../../../shared/identity/person.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { type NotTold, type ReportOf, type ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import type { Clock } from '../../../shared/units.ts'
import { type ReportMailSite, reportMail } from '../../../web/mail/report-mail.ts'
import type { Links } from '../../adapters/links.ts'
import type { MailTransport } from '../../adapters/mail.ts'
import { isSuppressed } from '../../adapters/suppressions.ts'
import type { Table } from '../../adapters/table.ts'
import { councilsIn, missedOf, type Told, toldKey } from './council-told.ts'
import { readReport } from './report-items.ts'

type Needs = {
  table: Table
  now: Clock
  links: Pick<Links, 'pseudonyms'>
  site: ReportMailSite
  mail: Pick<MailTransport, 'prepare' | 'send'>
}

export type CouncilTold =
  | { outcome: 'told'; people: number; missed: number }
  | { outcome: 'refused'; reason: 'not-published' }

/**
 * Mails everybody who has been invited to the council of the city. Each mail is marked before it leaves: whatever happens then,
 * nobody is mailed a second time. What could not be sent for now is tried again with the task; whom no mail reaches is
 * counted, and named to staff.
 */
export const tellCouncil = async (needs: Needs, of: ReportOf): Promise<CouncilTold> => {
  const { table } = needs
  const report = await readReport(table, of.city, of.campaignId)
  if (!report) return { outcome: 'refused', reason: 'not-published' }
  const read = await councilsOf(table, report)
  const councils = await councilsIn(
    table,
    read.map(({ city }) => city),
  )
  let invited = 0
  for (const told of read) {
    const council = councils.get(told.city) ?? []
    const letter = council.length > 0 ? await reportMail(needs.site, told) : undefined
    for (const email of letter ? council : []) if (letter) await mailOnce(needs, told, email, letter)
    invited += council.length
  }
  const missed = (await missedOf(table, report)).length
  const people = invited - missed
  await table.write({
    update: reportWorkKey(of),
    set: { councilTold: people, councilMissed: missed },
    if: { equals: { state: 'published' satisfies ReportWork['state'] } },
  })
  return { outcome: 'told', people, missed }
}

/** What each council reads: of a report on the network its own part. */
const councilsOf = async (table: Table, report: ReportDocument): Promise<ReportDocument[]> => {
  const { scope, campaignId } = report
  if (scope.kind !== 'network') return [report]
  const slices = await Promise.all(scope.cities.map(({ city }) => readReport(table, city, campaignId)))
  return slices.filter((slice) => slice !== undefined)
}

const mailOnce = async (
  needs: Needs,
  of: ReportOf,
  to: Mailbox,
  letter: Awaited<ReturnType<typeof reportMail>>,
): Promise<void> => {
  const { table, now, mail } = needs
  const key = toldKey(of, to)
  const mark = (missed?: NotTold) => ({ ...key, ...({ at: now(), ...(missed && { missed }) } satisfies Told) })
  if (await isSuppressed(needs, to)) {
    await table.write({ put: mark('suppressed'), if: { exists: false } })
    return
  }
  const envelope = await mail.prepare({ to, ...letter, tags: { class: 'service' } })
  const marked = await table.write({ put: mark(), if: { exists: false } })
  if (marked.outcome === 'refused') return
  const sent = await mail.send(envelope)
  if (sent.outcome === 'rejected') await table.write({ put: mark('rejected') })
  if (sent.outcome === 'uncertain') await table.write({ put: mark('doubtful') })
  if (sent.outcome !== 'not-sent' && sent.outcome !== 'paused') return
  // It certainly was not taken.
  await table.write({ delete: key })
  throw new Error(`the council could not be mailed for now: ${sent.reason}`)
}
