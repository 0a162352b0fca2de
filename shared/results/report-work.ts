import * as z from 'zod'
import { CampaignId, CitySlug, UserId } from '../ids.ts'
import { Instant } from '../units.ts'

/** Whose answers: one campaign, in one city; or the network's, under an id of its own. */
export const ReportOf = z.object({ campaignId: CampaignId, city: CitySlug })
export type ReportOf = z.output<typeof ReportOf>

const drafted = {
  ...ReportOf.shape,
  cityName: z.string(),
  title: z.string(),
  closedAt: Instant,
  /** SHA-256 of the sealed inputs that the draft was made of. */
  inputs: z.string(),
  draftedAt: Instant,
  /** Questions that the gate let nothing of through. */
  refused: z.number().int().nonnegative(),
}
const approved = {
  ...drafted,
  by: UserId,
  at: Instant,
  /** A mail is drafted that tells the members of the city what was found. */
  tellMembers: z.boolean(),
  /**
   * Seal of the document that they looked at, quotations and all: nothing else is signed. Absent in what was let go before it
   * was kept; staff look at that again.
   */
  shown: z.string().optional(),
}
/** In what a report differs from the one that staff let go: in quotations alone, or as code of another version makes it. */
export const ReportChange = z.enum(['quotations', 'numbers'])
export type ReportChange = z.output<typeof ReportChange>

/** A report on its way from the closing of its survey to its council. */
export const ReportWork = z.discriminatedUnion('state', [
  /** `askedAt`: when staff were last asked to look at it. `changed`: it was let go before, and came back for this. */
  z.object({
    ...drafted,
    state: z.literal('waiting'),
    askedAt: Instant.optional(),
    changed: ReportChange.optional(),
  }),
  z.object({ ...drafted, state: z.literal('held-back'), by: UserId, at: Instant, reason: z.string().min(1).max(2000) }),
  z.object({ ...approved, state: z.literal('approved') }),
  z.object({
    ...approved,
    state: z.literal('published'),
    publishedAt: Instant,
    release: z.number().int().positive(),
    seal: z.string(),
    /** The draft of the mailing that tells what was found. */
    mailing: CampaignId.optional(),
    /** Members of the council who were mailed. */
    councilTold: z.number().int().nonnegative().optional(),
    /** Those of them whom the mail did not reach. */
    councilMissed: z.number().int().nonnegative().optional(),
  }),
])
export type ReportWork = z.output<typeof ReportWork>
export type ReportWorkIn<S extends ReportWork['state']> = Extract<ReportWork, { state: S }>

/** Why somebody of a council was not mailed: the address is on the suppression list, the provider refused it, or nobody knows. */
export const NotTold = z.enum(['suppressed', 'rejected', 'doubtful'])
export type NotTold = z.output<typeof NotTold>

/** All reports that were ever drafted: one for each closed survey. */
export const REPORT_WORK = 'REPORT-WORK'
export const reportWorkKey = ({ campaignId, city }: ReportOf) => ({ pk: REPORT_WORK, sk: `${campaignId}#${city}` })

export type Decided<S extends ReportWork['state'], R extends string> =
  | { outcome: 'decided'; work: ReportWorkIn<S> }
  | { outcome: 'refused'; reason: R }

type By = { by: UserId; at: Instant }

/** Seals: `shown` of the document that was looked at, `standing` of the one that stands there now. */
export const approveReport = (
  work: ReportWork,
  { standing, ...approval }: By & { shown: string; standing: string | undefined; tellMembers: boolean },
): Decided<'approved', 'published-already' | 'other-draft'> => {
  if (work.state === 'published' || work.state === 'approved') return refused('published-already')
  if (approval.shown !== standing) return refused('other-draft')
  return { outcome: 'decided', work: { ...draftOf(work), ...approval, state: 'approved' } }
}

export const holdBackReport = (
  work: ReportWork,
  { by, at, reason }: By & { reason: string },
): Decided<'held-back', 'published-already' | 'no-reason' | 'reason-too-long'> => {
  if (work.state === 'published' || work.state === 'approved') return refused('published-already')
  const said = reason.trim()
  if (said === '') return refused('no-reason')
  if (said.length > LONGEST_REASON) return refused('reason-too-long')
  return { outcome: 'decided', work: { ...draftOf(work), state: 'held-back', by, at, reason: said } }
}

export const LONGEST_REASON = 2000

/** A draft stays one until staff have let it go. */
export const mayBeMadeAgain = (work: ReportWork): boolean => work.state === 'waiting' || work.state === 'held-back'

const draftOf = (work: ReportWork) => {
  const { campaignId, city, cityName, title, closedAt, inputs, draftedAt, refused: refusedQuestions } = work
  return { campaignId, city, cityName, title, closedAt, inputs, draftedAt, refused: refusedQuestions }
}

const refused = <R extends string>(reason: R) => ({ outcome: 'refused', reason }) as const

/** From then on staff are asked to look at a draft that waits. */
export const WAITS_AT_MOST_DAYS = 7
