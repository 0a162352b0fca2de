import * as z from 'zod'
import { CampaignId, CitySlug, QuestionId, SurveyId } from '../ids.ts'
import { Instant, PlainDate } from '../units.ts'
import { Dimension, ProtectionLevel } from '../words.ts'
import { Policy } from './settings/policy.ts'

/**
 * The stored report: everything that a council can reach in any format is made from these documents and nothing else.
 * What was merged, rounded or left out has a shape of its own, so that it cannot be added up or averaged by mistake.
 */
export const FORMAT = 'common-agenda/report'
export const FORMAT_VERSION = 2

const count = z.number().int().nonnegative()
const percent = z.number().int().min(0).max(100)
/** Percentage points. */
const points = z.number().int().min(-100).max(100)

/** A number of people: exact, rounded down, or only known to be small. */
export const Quantity = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exact'), count }),
  z.object({ kind: z.literal('at-least'), count }),
  z.object({ kind: z.literal('fewer'), than: count }),
])
export type Quantity = z.output<typeof Quantity>

/** A quarter that a share lies in, where nothing finer protects people; a bound belongs to the band above it. */
export const QuarterBand = z.enum(['under-25', '25-to-50', '50-to-75', '75-and-more'])
export type QuarterBand = z.output<typeof QuarterBand>

/** A part of the people in a row: a whole percentage; with its count only where respondents were told so. */
export const Share = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('share'), percent: z.number().int().min(1).max(99) }),
  z.object({ kind: z.literal('under'), percent: z.literal(1) }),
  z.object({ kind: z.literal('over'), percent: z.literal(99) }),
  z.object({ kind: z.literal('exact'), count, percent }),
  z.object({ kind: z.literal('quarter'), band: QuarterBand }),
])
export type Share = z.output<typeof Share>

/**
 * The range of chance variation around a percentage, 95 %: Wilson with the effective number of answers, from the
 * percentage as it is shown; in whole percent, rounded outwards.
 */
export const Range = z.object({ low: percent, high: percent })
export type Range = z.output<typeof Range>

/** What a column stands for: one answer, or several taken together. */
export const AnswerGroup = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('option'), key: z.string(), label: z.string() }),
  z.object({ kind: z.literal('others'), keys: z.array(z.string()), labels: z.array(z.string()) }),
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
  /** The gate found no proof that nobody is given away. */
  'not-proven',
  /** Left out so that the other tables of the question could be proven safe. */
  'to-protect-others',
])
export type LeftOut = z.output<typeof LeftOut>

/** `city`: only in a report on the network. */
export const By = z.union([z.literal('everybody'), z.literal('city'), Dimension])
export type By = z.output<typeof By>

/**
 * From the percentages as they are shown: the mean of a scale of 1 to 5 to one decimal, and the share of 4 and 5 less that of 1 and 2 in
 * percentage points. Only where all five points are shown, and for at least 50 people.
 */
export const Score = z.object({
  mean: z.object({ value: z.number(), low: z.number(), high: z.number() }),
  net: z.object({ points, low: points, high: points }),
})
export type Score = z.output<typeof Score>

/** An estimated difference in percentage points with its 95 % interval (Newcombe's method 10), rounded outwards. */
const estimated = { points, low: points, high: points }

/** A row against all other rows of its table together. `row` and `answer` are positions in the table. */
export const Contrast = z.object({ row: count, answer: count, ...estimated })
export type Contrast = z.output<typeof Contrast>

/**
 * Whether answers differ between the rows by more than chance: Rao and Scott's second order, adjusted by Benjamini and
 * Hochberg over all tests of the report at 5 %. One bit is published, never a statistic of what was answered.
 * `detectable`: the smallest difference in percentage points between any row and all others that these numbers of people would show
 * in 4 of 5 samples, beside all other tests of the report; 100 where none would.
 */
export const GroupTest = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('differs') }),
  z.object({ outcome: z.literal('no-clear-difference'), detectable: points }),
  z.object({ outcome: z.literal('not-tested'), reason: z.enum(['too-few-expected', 'not-comparable']) }),
])
export type GroupTest = z.output<typeof GroupTest>

const Row = z.object({
  group: RowGroup,
  base: Quantity,
  shares: z.array(Share),
  /** One for each share; absent where shares are quarters. */
  ranges: z.array(Range).optional(),
  score: Score.optional(),
})

export const ReportTable = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('shown'),
    by: By,
    /** To the margins that the head names: the row of everybody only. Rows of groups are as they were answered. */
    weighted: z.boolean(),
    answers: z.array(AnswerGroup),
    rows: z.array(Row),
    /** Answers of a "select all" question that had to be left out of this table. */
    notShown: z.array(z.string()),
    /** Only where there are several rows. */
    test: GroupTest.optional(),
    contrasts: z.array(Contrast).optional(),
  }),
  z.object({ kind: z.literal('left-out'), by: By, reason: LeftOut }),
])
export type ReportTable = z.output<typeof ReportTable>
export type ShownTable = Extract<ReportTable, { kind: 'shown' }>

/**
 * What the release gate said of a question. `open`: respondents were told that exact results are shown. A refused question
 * has no table.
 */
export const GateVerdict = z.enum(['proven', 'refused', 'open'])
export type GateVerdict = z.output<typeof GateVerdict>

/** With what the whole city's answers are compared. */
export const ComparedWith = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('earlier-wave'),
    campaignId: CampaignId,
    release: count,
    title: z.string(),
    closedAt: Instant,
  }),
  /** In the network's report: one city, against all other cities together. */
  z.object({ kind: z.literal('rest-of-network'), city: CitySlug, cities: count, answered: Quantity }),
])
export type ComparedWith = z.output<typeof ComparedWith>

/**
 * Verdicts are adjusted over all tests of the report, those of groups included. Of two waves nothing says who answered both, so the interval is
 * wider than it could be.
 */
export const Comparison = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('compared'),
    with: ComparedWith,
    /** The answers of both in the finest groups that both show. */
    answers: z.array(AnswerGroup),
    differences: z.array(
      z.object({
        ...estimated,
        verdict: z.enum(['higher', 'lower', 'no-clear-difference']),
        /** Published shares, added up where answers are taken together. */
        here: Share,
        there: Share,
        /** Of either share, as in a table; wider by the rounding of what was added up. */
        ranges: z.object({ here: Range, there: Range }),
      }),
    ),
    /** As in the tests of groups, for the answer that it is largest for; 100 where no difference would have shown. */
    detectable: points,
  }),
  z.object({
    outcome: z.literal('not-comparable'),
    with: ComparedWith,
    reason: z.enum([
      'not-asked',
      'asked-differently',
      'not-shown',
      'no-common-answers',
      'quarters',
      /** One of the two totals is weighted and the other is not, or to other margins. */
      'weighted-differently',
      /** Two reports on the network that speak of different cities. */
      'other-cities',
    ]),
  }),
])
export type Comparison = z.output<typeof Comparison>

const asked = {
  id: QuestionId,
  number: z.number().int().positive(),
  title: z.string(),
  /** Of wording, options, order and scale: only questions with the same hash are compared. */
  contentHash: z.string(),
}
const tabled = { gate: GateVerdict, tables: z.array(ReportTable), comparisons: z.array(Comparison) }

export const QuestionReport = z.discriminatedUnion('kind', [
  z.object({ ...asked, kind: z.enum(['single', 'multiple']), ...tabled }),
  z.object({ ...asked, kind: z.literal('scale'), low: z.string(), high: z.string(), ...tabled }),
  z.object({ ...asked, kind: z.literal('number'), unit: z.string().optional(), ...tabled }),
  /** How many people wrote something, roughly, and what staff chose to quote of it, without who said it. */
  z.object({ ...asked, kind: z.literal('text'), texts: Quantity, quotations: z.array(z.string()) }),
  /** Who answered: the groups that all tables of the report use, with their share of all who answered. */
  z.object({
    ...asked,
    kind: z.literal('demographic'),
    dimension: Dimension,
    groups: z.union([
      z.array(
        z.object({
          group: RowGroup,
          base: Quantity,
          share: Share,
          /** Of whom the margins speak, members or residents; absent without margins. */
          expected: percent.optional(),
        }),
      ),
      z.object({ kind: z.literal('left-out'), reason: LeftOut }),
    ]),
  }),
])
export type QuestionReport = z.output<typeof QuestionReport>
/** A question that people's answers were counted of. */
export type TabledReport = Extract<QuestionReport, { tables: unknown }>

/** Where the share of each group came from that totals were weighted to. */
export const MarginNote = z.object({
  dimension: Dimension,
  source: z.string(),
  asOf: PlainDate,
  /** Whom totals are weighted to: only of members does a report speak from knowledge. */
  of: z.enum(['members', 'residents']),
})

export const Weighting = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('weighted'),
    margins: z.array(MarginNote),
    /** Kish: (sum of weights)² / sum of squared weights, rounded down. */
    effectiveSample: count,
    /** Answers over the effective sample, to two decimals. */
    designEffect: z.number(),
    /** Weights were kept within 0.3 and 3 times their mean. */
    trimmed: z.boolean(),
  }),
  z.object({
    outcome: z.literal('unweighted'),
    reason: z.enum([
      'open-results',
      'no-margins',
      'too-few-answers',
      'margins-do-not-fit',
      'no-convergence',
      'design-effect-too-large',
    ]),
    /** Which margin and level, for the reason that it does not fit. */
    detail: z.string().optional(),
  }),
])
export type Weighting = z.output<typeof Weighting>

/** What to read first; the words are made by whoever shows it. Positions are those of the question's tables. */
export const Headline = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('most-given'), question: QuestionId, answer: count }),
  z.object({ kind: z.literal('groups-differ'), question: QuestionId, by: By }),
  z.object({ kind: z.literal('changed'), question: QuestionId, comparison: count, difference: count }),
])
export type Headline = z.output<typeof Headline>

/**
 * Whom it speaks of. The network's own report names its cities, each with the campaign that was reported of it; cities with too few
 * answers stand together.
 */
export const Scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('city') }),
  z.object({
    kind: z.literal('network'),
    cities: z.array(z.object({ city: CitySlug, name: z.string(), campaignId: CampaignId.optional() })),
  }),
  /** What a council reads of the network's report: its own city against all others together. Turnout is the network's. */
  z.object({
    kind: z.literal('city-in-network'),
    /** Of the city's own report. */
    campaignId: CampaignId,
    cities: z.array(z.object({ city: CitySlug, name: z.string() })),
  }),
])

export const ReportHead = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  release: z.number().int().positive(),
  scope: Scope,
  campaignId: CampaignId,
  surveyId: SurveyId,
  surveyVersion: z.number().int().positive(),
  city: CitySlug,
  cityName: z.string(),
  timeZone: z.string(),
  title: z.string(),
  /** From 1; absent when the survey does not repeat. */
  wave: z.number().int().positive().optional(),
  protection: ProtectionLevel,
  /** The thresholds that were held to. */
  policy: z.union([z.literal('exact'), Policy]),
  launchedAt: Instant,
  closedAt: Instant,
  /** Members in the frozen audience. */
  invited: count,
  /** Those of them whose mail was delivered; absent where nothing says so. */
  delivered: count.optional(),
  answered: Quantity,
  /** Answered of those invited, and of those reached. Absent where too few answered for it to be told. */
  responseRate: z.object({ ofInvited: Share, ofDelivered: Share.optional() }).optional(),
  weighting: Weighting,
  headlines: z.array(Headline),
  receipt: z.object({
    /** Which edition of the rules of tables and protection made this. */
    engine: z.number().int(),
    /** The code that made this: a commit, or a hash of what was deployed. */
    codeVersion: z.string(),
    /** SHA-256 of everything the report is computed from: cube, questionnaire, margins, policy, earlier releases, and a salt. */
    inputs: z.string(),
    /** SHA-256 of the salt and of the hash of the tally cube that was reported. */
    cube: z.string(),
    /** SHA-256 of the salt and of the weights by cell; absent when nothing was weighted. */
    weights: z.string().optional(),
    /** Seals of the earlier releases that were attacked together with this one. */
    earlier: z.array(z.string()),
    /** The cube was equal to a recount of all responses. */
    recount: z.object({ outcome: z.literal('equal'), at: Instant }),
    computedAt: Instant,
  }),
})
export type ReportHead = z.output<typeof ReportHead>

/** By the gate, over the seal: Ed25519, base64. */
export const Signature = z.object({ algorithm: z.literal('Ed25519'), key: z.string(), value: z.string() })

/** The file that can be downloaded. */
export const ReportDocument = ReportHead.extend({
  publishedAt: Instant,
  /** SHA-256 over the head and all questions as they were made. */
  seal: z.string(),
  /** Absent only in drafts. */
  signature: Signature.optional(),
  questions: z.array(QuestionReport),
})
export type ReportDocument = z.output<typeof ReportDocument>

export const ENGINE = 2
