import type { AnswerGroup, QuestionReport, ReportDocument } from '../../../shared/results/document.ts'
import { finish } from '../../../shared/results/finish/finish.ts'
import { GENDER, HOURS, NEEDS, question as named, WORDS } from '../cast.ts'
import {
  answeredBy,
  aReport,
  byGroups,
  everybodyElse,
  FIVE,
  lastYear,
  multiple,
  options,
  others,
  points,
  proven,
  quarter,
  scale,
  single,
  total,
} from '../finish/cast.ts'

/** What names and titles are when somebody means it badly, or comes from elsewhere. */
export const NASTY = {
  formula: '=HYPERLINK("https://bad.example","Press")',
  plus: '+1 "quoted", and more',
  emoji: 'Families 👨‍👩‍👧 — 東京',
  rightToLeft: 'שלום \u202eabc',
  control: 'line\nbreak\u0000\u000b\ud800 end',
  sheet: "[Q] a/b\\c:d*e?f 'g' and a title that is much longer than a sheet may be named",
} as const

const UNIT = named('hours')
void UNIT

/** A report with everything that a report may hold. */
export const richReport = (over: Partial<ReportDocument> = {}): ReportDocument => {
  const trust = scale(
    total(400, FIVE, [10, 15, 20, 30, 25]),
    byGroups(points('1-2', '3', '4-5'), [
      ['Woman', 200, [20, 20, 60]],
      ['Man', 160, [30, 25, 45]],
      [everybodyElse('Nonbinary', NASTY.emoji), 40, [25, 25, 50]],
    ]),
    { kind: 'left-out', by: 'race', reason: 'never-crossed' },
  )
  const home = single(
    { ...total(390, [...options(NASTY.formula, NASTY.rightToLeft), others('Kin', NASTY.plus)], [45, 35, 20]) },
    byGroups(
      options(NASTY.formula, NASTY.rightToLeft),
      [
        ['Under 30', 120, [quarter('75-and-more'), quarter('under-25')]],
        ['30 and over', 270, [quarter('50-to-75'), quarter('25-to-50')]],
      ],
      'ageBand',
    ),
  )
  const before = scale(total(400, points('1-2', '3', '4-5'), [35, 21, 44]))
  const head = answeredBy(400)
  const finished = finish(head, [proven(trust), proven(home)], [lastYear(head, before)])
  return aReport(numbered([...finished.questions, ...MORE]), {
    title: NASTY.formula,
    headlines: finished.headlines,
    signature: { algorithm: 'Ed25519', key: 'k1', value: 'c2lnbmF0dXJl' },
    ...over,
  })
}

/** In the order of the questionnaire. */
const numbered = (questions: readonly QuestionReport[]): QuestionReport[] =>
  questions.map((question, index) => ({ ...question, number: index + 1 }))

const bands: AnswerGroup[] = [
  { kind: 'band', upTo: 10 },
  { kind: 'band', above: 10 },
]

const MORE: QuestionReport[] = [
  {
    ...multiple({ ...total(380, options('Work', 'Care'), [62, 27]), notShown: ['Transit'] }),
    ...{ id: NEEDS, title: NASTY.sheet },
  },
  {
    ...{ id: HOURS, number: 4, title: NASTY.control, contentHash: 'h', kind: 'number', unit: 'hours', gate: 'proven' },
    tables: [total(300, bands, [70, 30])],
    comparisons: [],
  },
  { ...single(), id: named('refused'), title: 'What do you earn?', gate: 'refused' },
  {
    ...{ id: WORDS, number: 6, title: 'Anything else?', contentHash: 'h', kind: 'text' },
    texts: { kind: 'at-least', count: 60 },
    quotations: ['More benches, please.', NASTY.formula],
  },
  {
    ...{ id: GENDER, number: 7, title: 'Your gender', contentHash: 'h', kind: 'demographic', dimension: 'gender' },
    groups: [
      {
        group: { kind: 'group', key: 'woman', label: 'Woman' },
        base: { kind: 'exact', count: 200 },
        share: { kind: 'share', percent: 50 },
        expected: 51,
      },
      {
        group: { kind: 'residual', labels: ['Man', 'Nonbinary'] },
        base: { kind: 'at-least', count: 190 },
        share: { kind: 'share', percent: 49 },
      },
    ],
  },
  {
    ...{ id: named('race'), number: 8, title: 'Your race', contentHash: 'h', kind: 'demographic', dimension: 'race' },
    groups: { kind: 'left-out', reason: 'too-few-groups' },
  },
]
