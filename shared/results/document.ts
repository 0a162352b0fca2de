import * as z from 'zod'
import { CampaignId, CitySlug, QuestionId, SurveyId } from '../ids.ts'
import { Instant } from '../units.ts'
import { Dimension, ProtectionLevel } from '../words.ts'

/**
 * The stored report: everything that a council can reach in any format is made from these documents and nothing else.
 * What was merged, rounded or left out has a shape of its own, so that it cannot be added up or averaged by mistake.
 */
export const FORMAT = 'common-agenda/report'
export const FORMAT_VERSION = 1

const count = z.number().int().nonnegative()

/** A number of people: exact, rounded down, or only known to be small. */
export const Quantity = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exact'), count }),
  z.object({ kind: z.literal('at-least'), count }),
  z.object({ kind: z.literal('fewer'), than: count }),
])
export type Quantity = z.output<typeof Quantity>

/** A part of the people in a row: a whole percentage; with its count only where respondents were told so. */
export const Share = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('share'), percent: z.number().int().min(1).max(99) }),
  z.object({ kind: z.literal('under'), percent: z.literal(1) }),
  z.object({ kind: z.literal('over'), percent: z.literal(99) }),
  z.object({ kind: z.literal('exact'), count, percent: z.number().int().min(0).max(100) }),
])
export type Share = z.output<typeof Share>

/** What a column stands for: one answer, or several taken together. */
export const AnswerGroup = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('option'), key: z.string(), label: z.string() }),
  z.object({ kind: z.literal('others'), labels: z.array(z.string()) }),
  z.object({ kind: z.literal('points'), from: z.number().int(), to: z.number().int() }),
  /** Above the first bound and up to the second, inclusive; a bound that is missing is open. */
  z.object({ kind: z.literal('band'), above: z.number().optional(), upTo: z.number().optional() }),
])
export type AnswerGroup = z.output<typeof AnswerGroup>

export const RowGroup = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everybody') }),
  z.object({ kind: z.literal('group'), key: z.string(), label: z.string() }),
  z.object({ kind: z.literal('residual'), labels: z.array(z.string()) }),
])
export type RowGroup = z.output<typeof RowGroup>

export const LeftOut = z.enum([
  'too-few-answers',
  'too-few-per-answer',
  'too-few-groups',
  'never-crossed',
  'no-bands',
  'not-proven',
])
export type LeftOut = z.output<typeof LeftOut>

const By = z.union([z.literal('everybody'), Dimension])

export const ReportTable = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('shown'),
    by: By,
    answers: z.array(AnswerGroup),
    rows: z.array(z.object({ group: RowGroup, base: Quantity, shares: z.array(Share) })),
    /** Answers of a "select all" question that had to be left out of this table. */
    notShown: z.array(z.string()),
  }),
  z.object({ kind: z.literal('left-out'), by: By, reason: LeftOut }),
])
export type ReportTable = z.output<typeof ReportTable>

/** What the release gate said of a question. Only `proven` is a proof. */
export const GateVerdict = z.enum(['proven', 'not-attempted', 'refused'])
export type GateVerdict = z.output<typeof GateVerdict>

const asked = { id: QuestionId, number: z.number().int().positive(), title: z.string() }

export const QuestionReport = z.discriminatedUnion('kind', [
  z.object({ ...asked, kind: z.enum(['single', 'multiple']), gate: GateVerdict, tables: z.array(ReportTable) }),
  z.object({
    ...asked,
    kind: z.literal('scale'),
    low: z.string(),
    high: z.string(),
    gate: GateVerdict,
    tables: z.array(ReportTable),
  }),
  z.object({
    ...asked,
    kind: z.literal('number'),
    unit: z.string().optional(),
    gate: GateVerdict,
    tables: z.array(ReportTable),
  }),
  /** Texts are not shown; only roughly how many people wrote one. */
  z.object({ ...asked, kind: z.literal('text'), texts: Quantity }),
  /** Who answered: the groups that all tables of the report use, with their share of all who answered. */
  z.object({
    ...asked,
    kind: z.literal('demographic'),
    dimension: Dimension,
    groups: z.union([
      z.array(z.object({ group: RowGroup, base: Quantity, share: Share })),
      z.object({ kind: z.literal('left-out'), reason: LeftOut }),
    ]),
  }),
])
export type QuestionReport = z.output<typeof QuestionReport>

export const ReportHead = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  release: z.number().int().positive(),
  campaignId: CampaignId,
  surveyId: SurveyId,
  surveyVersion: z.number().int().positive(),
  city: CitySlug,
  cityName: z.string(),
  timeZone: z.string(),
  title: z.string(),
  protection: ProtectionLevel,
  /** The thresholds that were held to. */
  policy: z.union([
    z.literal('exact'),
    z.object({ group: count, residual: count, cell: count, base: count, neverCrossed: z.array(z.string()) }),
  ]),
  launchedAt: Instant,
  closedAt: Instant,
  /** Members in the frozen audience. */
  audience: count,
  answered: Quantity,
  /** Answered of audience. Absent where too few answered for it to be told. */
  responseRate: Share.optional(),
  weighting: z.literal('none'),
  receipt: z.object({
    /** Which edition of the rules of tables and protection made this. */
    engine: z.number().int(),
    /** SHA-256 of the tally cube that was reported. */
    cube: z.string(),
    /** The cube was equal to a recount of all responses. */
    recount: z.literal('equal'),
  }),
})
export type ReportHead = z.output<typeof ReportHead>

/** The file that can be downloaded. */
export const ReportDocument = ReportHead.extend({
  publishedAt: Instant,
  /** SHA-256 over the head and all questions as they were made. */
  seal: z.string(),
  questions: z.array(QuestionReport),
})
export type ReportDocument = z.output<typeof ReportDocument>

export const ENGINE = 1
