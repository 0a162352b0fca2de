import { describe, expect, it } from 'vitest'
import { CitySlug } from '../../shared/ids.ts'
import type { Headline, QuestionReport, ReportDocument, Weighting } from '../../shared/results/document.ts'
import { finish } from '../../shared/results/finish/finish.ts'
import { PlainDate } from '../../shared/units.ts'
import { aboutSentences, weightingSentences } from '../../web/results/about-report.ts'
import {
  comparedWithText,
  comparisonSentences,
  contrastSentence,
  headlineText,
  scoreSentences,
  sharedRangeText,
  testSentence,
} from '../../web/results/sentences.ts'
import { sentenceWords } from '../../web/words/result-sentences.ts'
import { NOON } from './cast.ts'
import { answeredBy, aReport, byGroups, FIVE, lastYear, points, proven, scale, total } from './finish/cast.ts'

const WEIGHTED: Weighting = {
  outcome: 'weighted',
  margins: [
    { dimension: 'gender', source: 'Member list', asOf: PlainDate.parse('2026-10-01'), of: 'members' },
    { dimension: 'ageBand', source: 'Member list', asOf: PlainDate.parse('2026-10-01'), of: 'members' },
  ],
  effectiveSample: 333,
  designEffect: 1.2,
  trimmed: true,
}

const report = (questions: QuestionReport[], over: Partial<ReportDocument> = {}) =>
  aReport(questions, { closedAt: NOON, weighting: WEIGHTED, ...over })

const made = () => {
  const question = scale(
    total(400, FIVE, [10, 15, 20, 30, 25]),
    byGroups(points('1-2', '3', '4-5'), [
      ['Woman', 200, [20, 20, 60]],
      ['Man', 200, [30, 25, 45]],
    ]),
  )
  const before = scale(total(400, points('1-2', '3', '4-5'), [35, 21, 44]))
  const finished = finish(answeredBy(400), [proven(question)], [lastYear(answeredBy(400), before)])
  const [asked] = finished.questions
  if (!asked || !('tables' in asked)) throw new Error('no tables')
  const [everybody, groups] = asked.tables
  if (everybody?.kind !== 'shown' || groups?.kind !== 'shown') throw new Error('not shown')
  return { asked, everybody, groups, headlines: finished.headlines }
}

describe('what is said beside a number', () => {
  it('names the range for what it is', () => {
    const range = made().everybody.rows[0]?.ranges?.[0] ?? { low: 0, high: 0 }
    expect(sharedRangeText('10%', range, 'en')).toBe('10%, range of chance variation (modelled) 7% to 14%')
    expect(sharedRangeText('10 %', range, 'es')).toBe(
      '10 %, rango de variación por azar (según un modelo) de 7 % a 14 %',
    )
  })

  it('is never a margin of error', () => {
    const all = JSON.stringify(sentenceWords, (_, value) => (typeof value === 'function' ? String(value) : value))
    expect(all).not.toMatch(/margin of error|margen de error|significan/i)
  })

  it('says mean and net score with their ranges', () => {
    const score = made().everybody.rows[0]?.score
    expect(score && scoreSentences(score, 'en')).toEqual([
      'Mean 3.5 on a scale of 1 to 5 (range 3.3 to 3.6)',
      'Net score +30: the share of 4 and 5 less the share of 1 and 2, in percentage points (range +21 to +39)',
    ])
  })
})

describe('what is said of groups', () => {
  it('is one bit', () => {
    const { groups } = made()
    expect(groups.test && testSentence(groups.test, 'gender', 'en')).toBe(
      'Answers differ by gender by more than chance.',
    )
  })

  it('is the smallest difference that would have shown, where none does', () => {
    expect(testSentence({ outcome: 'no-clear-difference', detectable: 21 }, 'age', 'en')).toBe(
      'No clear difference by age; the smallest difference that this survey could have shown is about 21 percentage points. No clear difference does not mean that there is none.',
    )
    expect(testSentence({ outcome: 'no-clear-difference', detectable: 100 }, 'edad', 'es')).toBe(
      'No hay diferencia clara por edad; con tan pocas respuestas esta encuesta no habría podido mostrar ninguna. Que no haya diferencia clara no significa que no exista ninguna.',
    )
  })

  it('is each row against all others, with signs', () => {
    const { groups, asked } = made()
    const [contrast] = groups.contrasts ?? []
    expect(contrast && contrastSentence(contrast, groups, asked, 'en')).toBe(
      'Woman, “1 to 2”: −10 percentage points against all other rows together (range −20 to 0)',
    )
  })
})

describe('what is said of two waves', () => {
  it('is a sentence for each answer, the smallest difference, and that it is careful', () => {
    const { asked } = made()
    const [comparison] = asked.comparisons
    expect(comparison && comparedWithText(comparison.with, 'America/Denver', 'en')).toBe(
      'Compared with “Last year”, closed on November 22, 2025',
    )
    expect(comparison && comparisonSentences(comparison, asked, 'en')).toEqual([
      '“1 to 2”: 25%, against 35%: lower by more than chance (−10 percentage points, range −18 to −2).',
      '“3”: 20%, against 21%: no clear difference (−1 percentage point, range −8 to +6).',
      '“4 to 5”: 55%, against 44%: higher by more than chance (+11 percentage points, range +2 to +20).',
      'No clear difference: the smallest difference that this survey could have shown is about 12 percentage points. No clear difference does not mean that there is none.',
      'Some members may have answered both times. As nothing says who did, these ranges are wider than they could be: a change is called one rather too seldom.',
    ])
  })

  it('is why they are not compared', () => {
    const { asked } = made()
    const [comparison] = asked.comparisons
    expect(
      comparison &&
        comparisonSentences({ outcome: 'not-comparable', with: comparison.with, reason: 'quarters' }, asked, 'es'),
    ).toEqual(['Uno de los dos muestra solo cuartos, para proteger a las personas: no se compara.'])
  })
})

describe('headlines', () => {
  const text = (headline: Headline, language: 'en' | 'es' = 'en') =>
    headlineText(headline, report([made().asked]), language)

  it('say what changed, with both numbers', () => {
    expect(made().headlines.map((headline) => text(headline))).toEqual([
      '“How much do you trust your neighbors?”: “4 to 5 (5 = Fully)” is higher than in “Last year”: 55% now, 44% then.',
    ])
  })

  it('say which groups differ, and where most', () => {
    expect(text({ kind: 'groups-differ', question: made().asked.id, by: 'gender' })).toBe(
      '“How much do you trust your neighbors?”: answers differ by gender. Most of all: Woman, “4 to 5 (5 = Fully)”, +15 percentage points against all others.',
    )
  })

  it('say which answer was given most, in the reader’s language', () => {
    expect(text({ kind: 'most-given', question: made().asked.id, answer: 3 }, 'es')).toBe(
      '«How much do you trust your neighbors?»: la respuesta más frecuente es «4» (30 %).',
    )
  })

  it('say nothing that the report does not hold', () => {
    expect(text({ kind: 'groups-differ', question: made().asked.id, by: 'race' })).toBeUndefined()
    expect(text({ kind: 'changed', question: made().asked.id, comparison: 7, difference: 0 })).toBeUndefined()
  })
})

describe('what every report says of itself', () => {
  it('is who answered, how totals are weighted and what ranges mean', () => {
    expect(aboutSentences(report([]), 'Women of Colorado', 'en').slice(0, 7)).toEqual([
      'These are the answers of 400 of 1,000 members (40%) of Women of Colorado in Denver, who chose to answer between November 1, 2026 and November 23, 2026.',
      'They are not a random sample of members or of residents.',
      'Totals are weighted to the membership by gender and age (design effect 1.20: for chance, the answers count as those of 333 people); results by group are not weighted.',
      'Weights were kept between 0.3 and 3 times their mean, so that nobody counts for much more than others; where that was not enough, the shares of some groups are met only in part.',
      'Shares by gender: Member list, as of October 1, 2026.',
      'Shares by age: Member list, as of October 1, 2026.',
      'The ranges show chance variation only, assuming that within these groups those who answered resemble those who did not; they do not cover other errors.',
    ])
  })

  it('is the same in Spanish', () => {
    expect(aboutSentences(report([]), 'Mujeres de Colorado', 'es').slice(0, 3)).toEqual([
      'Estas son las respuestas de 400 de 1,000 miembros (40 %) de Mujeres de Colorado en Denver, que quisieron responder entre el 1 de noviembre de 2026 y el 23 de noviembre de 2026.',
      'No son una muestra al azar de los miembros ni de los habitantes.',
      'Los totales están ponderados según la membresía por género y edad (efecto de diseño 1.20: para el azar, las respuestas valen como las de 333 personas); los resultados por grupo no están ponderados.',
    ])
  })

  it('is no rate where too few answered for it to be told', () => {
    const { responseRate, ...few } = report([], { answered: { kind: 'fewer', than: 20 } })
    expect(aboutSentences(few, 'Women of Colorado', 'en')[0]).toMatch(
      /^These are the answers of fewer than 20 of 1,000 members of Women/,
    )
    expect(responseRate).toBeDefined()
  })

  it('is why nothing is weighted', () => {
    const weighting: Weighting = { outcome: 'unweighted', reason: 'margins-do-not-fit', detail: 'gender: nonbinary' }
    expect(weightingSentences({ weighting, scope: { kind: 'city' } }, 'en')).toEqual([
      'Nothing is weighted: the answers do not fit the shares of groups that were entered (gender: nonbinary).',
    ])
  })

  it('speaks of one of the cities where the report is on several', () => {
    const weighting: Weighting = { outcome: 'unweighted', reason: 'no-margins' }
    const said = (scope: ReportDocument['scope']) => weightingSentences({ weighting, scope }, 'en')[0]
    expect(said({ kind: 'city' })).toContain('of this city')
    expect(said({ kind: 'network', cities: [] })).toContain('of one of the cities at least nobody has entered')
  })

  it('names the cities of a network', () => {
    const cities = ['Boulder', 'Denver', 'Vail'].map((name) => ({ city: CitySlug.parse(name.toLowerCase()), name }))
    expect(aboutSentences(report([], { scope: { kind: 'network', cities } }), 'Women', 'en')[0]).toMatch(
      /of Women in Boulder, Denver, and Vail, who/,
    )
  })
})
