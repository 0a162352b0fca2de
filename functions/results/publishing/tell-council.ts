import { createHash } from 'node:crypto'
import { Invitation, PEOPLE } from '../../../shared/identity/invitation.ts'
import type { Mailbox } from '../../../shared/identity/person.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { type ReportOf, type ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import type { Clock } from '../../../shared/units.ts'
import { type ReportMailSite, reportMail } from '../../../web/mail/report-mail.ts'
import type { MailTransport } from '../../adapters/mail.ts'
import type { Table } from '../../adapters/table.ts'
import { draftPartition, readReport } from './report-items.ts'

type Needs = {
  table: Table
  now: Clock
  site: ReportMailSite
  mail: Pick<MailTransport, 'prepare' | 'send'>
}

export type CouncilTold = { outcome: 'told'; people: number } | { outcome: 'refused'; reason: 'not-published' }

/**
 * Mails everybody who has been invited to the council of the city. Each mail is marked before it leaves: whatever happens then,
 * nobody is mailed a second time. What could not be sent for now is tried again with the task.
 */
export const tellCouncil = async (needs: Needs, of: ReportOf): Promise<CouncilTold> => {
  const { table } = needs
  const report = await readReport(table, of.city, of.campaignId)
  if (!report) return { outcome: 'refused', reason: 'not-published' }
  const { items } = await table.query(Invitation, { pk: PEOPLE })
  let people = 0
  for (const told of await councilsOf(table, report)) {
    const council = items.filter(({ roles }) =>
      roles.some((role) => role.role === 'council' && role.city === told.city),
    )
    const letter = council.length > 0 ? await reportMail(needs.site, told) : undefined
    for (const { email } of letter ? council : []) if (letter) await mailOnce(needs, told, email, letter)
    people += council.length
  }
  await table.write({
    update: reportWorkKey(of),
    set: { councilTold: people },
    if: { equals: { state: 'published' satisfies ReportWork['state'] } },
  })
  return { outcome: 'told', people }
}

/** What each council reads: of a report on the network its own part. */
const councilsOf = async (table: Table, report: ReportDocument): Promise<ReportDocument[]> => {
  const { scope, campaignId } = report
  if (scope.kind !== 'network') return [report]
  const slices = await Promise.all(scope.cities.map(({ city }) => readReport(table, city, campaignId)))
  return slices.filter((slice) => slice !== undefined)
}

const mailOnce = async (
  { table, now, mail }: Needs,
  of: ReportOf,
  to: Mailbox,
  letter: Awaited<ReturnType<typeof reportMail>>,
): Promise<void> => {
  const key = {
    pk: draftPartition(of),
    sk: `TOLD#${createHash('sha256').update(`${of.campaignId}|${to}`).digest('hex')}`,
  }
  const envelope = await mail.prepare({ to, ...letter, tags: { class: 'service' } })
  const marked = await table.write({ put: { ...key, at: now() }, if: { exists: false } })
  if (marked.outcome === 'refused') return
  const sent = await mail.send(envelope)
  if (sent.outcome !== 'not-sent' && sent.outcome !== 'paused') return
  // It certainly was not taken.
  await table.write({ delete: key })
  throw new Error(`the council could not be mailed for now: ${sent.reason}`)
}
