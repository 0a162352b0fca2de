import type { Language } from '../../shared/identity/person.ts'
import type { QuestionReport, ReportDocument, Share } from '../../shared/results/document.ts'
import { Instant, PlainDate } from '../../shared/units.ts'
import { dateText, localDay } from '../../web/local-time.ts'
import { reportPageWords } from '../../web/words/report-page.ts'
import { sentenceWords } from '../../web/words/result-sentences.ts'
import { resultWords } from '../../web/words/results.ts'

/**
 * Every number that a reader could take from a page of this document and that does not stand in the document: in texts, in
 * alternative texts and labels, in the geometry of pictures. Question by question: a number of one stands for nothing in another. What may
 * stand there beside the document's numbers: its dates, and what fixed words say.
 */
export const strangeNumbers = (html: string, report: ReportDocument, language: Language): string[] =>
  piecesOf(html.replaceAll(MEANINGS, '')).flatMap(({ name, html: piece }) => {
    const allowed = allowedIn(name, report)
    const said = [...textNodes(piece), ...labels(piece)].join(BETWEEN)
    const texts = textsOf(report, language)
      .reduce((rest, known) => rest.replaceAll(known, ' · '), said)
      .split(BETWEEN)
    return [
      ...texts.flatMap((text) => strangeIn(text, allowed)),
      ...strangeBars(piece, allowed),
      ...strangeLines(piece, allowed),
    ].map((strange) => `${name}: ${strange}`)
  })

/** What the columns of the downloads mean. */
const MEANINGS = /<dd lang="en">.*?<\/dd>/g

type Allowed = { percents: ReadonlySet<number>; plain: ReadonlySet<number> }

const piecesOf = (html: string) => {
  const begins =
    /(?=<section class="card[^"]*" id="(?:q\d+|who|method)")|(?=<section class="no-print" aria-labelledby="downloads")/
  return html
    .split(begins)
    .map((piece) => ({ name: /^<section [^>]*id="(q\d+|who|method)"/.exec(piece)?.[1] ?? 'rest', html: piece }))
}

const allowedIn = (piece: string, report: ReportDocument): Allowed => {
  const { questions, ...head } = report
  const question = questions.find(({ number }) => piece === `q${number}`)
  if (question) return { percents: percentsIn(question), plain: plainIn(question) }
  const demographic = questions.filter(({ kind }) => kind === 'demographic')
  if (piece === 'who') return { percents: percentsIn(demographic), plain: plainIn(demographic) }
  // What is said first names shares and differences of any question, never its bases.
  const named = piece === 'rest' ? percentsIn(questions) : new Set<number>()
  const differences = leaves(questions, ['points', 'from', 'to', 'above', 'upTo'])
  return {
    percents: new Set([...percentsIn(head), ...named]),
    plain: new Set([...leaves(head), ...(piece === 'rest' ? differences : [])].map(Math.abs)),
  }
}

/** Whole percentages, and the bounds that quarters are said in. */
const percentsIn = (value: unknown): Set<number> =>
  new Set([...leaves(value, ['percent', 'expected']), ...rangesIn(value), ...sharesIn(value).flatMap(boundsOf)])

const boundsOf = (share: Share) => (share.kind === 'quarter' ? [25, 50, 75] : [])

const plainIn = (value: QuestionReport | readonly QuestionReport[]): Set<number> => {
  const shown = ['number', 'count', 'than', 'points', 'detectable', 'value', 'from', 'to', 'above', 'upTo', 'cities']
  return new Set([...leaves(value, shown), ...differencesIn(value)].map(Math.abs))
}

/** Of everything, or of the properties with these names. */
const leaves = (value: unknown, names?: readonly string[], name = ''): number[] => {
  if (typeof value === 'number') return !names || names.includes(name) ? [value] : []
  if (Array.isArray(value)) return value.flatMap((one) => leaves(one, names, name))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => leaves(one, names, key))
}

const objectsIn = (value: unknown): object[] => {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(objectsIn)]
}
const sharesIn = (value: unknown) =>
  objectsIn(value).filter((one): one is Share => 'kind' in one && one.kind === 'quarter')
/** Of percentages: nothing but two ends. */
const rangesIn = (value: unknown) =>
  objectsIn(value).flatMap((one) => (isRange(one) && Object.keys(one).length === 2 ? [one.low, one.high] : []))
/** Of differences and scores: ends beside what they surround. */
const differencesIn = (value: unknown) =>
  objectsIn(value).flatMap((one) => (isRange(one) && Object.keys(one).length > 2 ? [one.low, one.high] : []))
const isRange = (one: object): one is { low: number; high: number } =>
  'low' in one && 'high' in one && typeof one.low === 'number' && typeof one.high === 'number'

/** The longest first, so that none is cut by a part of it. */
const textsOf = (report: ReportDocument, language: Language): string[] => {
  const own = strings(report)
  const days = own.flatMap((text) => {
    const [instant, date] = [Instant.safeParse(text), PlainDate.safeParse(text)]
    if (instant.success) return localDay(instant.data, report.timeZone, language)
    return date.success ? dateText(date.data, language) : []
  })
  const fixed = [reportPageWords, sentenceWords, resultWords].flatMap((words) => strings(words[language]))
  return [...new Set([...own, ...days, ...fixed, ...SAID[language], report.seal.slice(0, 16)])]
    .filter((text) => /\d/.test(text) && !/^[-−+]?[\d.,]+\s?%?$/.test(text))
    .sort((a, b) => b.length - a.length)
}

const strings = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(strings)
}

/** What sentences say of every scale. */
const SAID: Record<Language, string[]> = {
  en: ['on a scale of 1 to 5', 'the share of 4 and 5 less the share of 1 and 2', '(1 = ', '(5 = '],
  es: ['en una escala de 1 a 5', 'la parte de 4 y 5 menos la de 1 y 2', '(1 = ', '(5 = '],
}

/** One pass over all texts for each that is known: there are hundreds of either. */
const BETWEEN = '\n\n'

const textNodes = (html: string): string[] =>
  html
    .split(/<[^>]*>/)
    .map(unescaped)
    .filter((text) => text.trim() !== '')

/** Everything that is not an address, a name in the code or geometry. */
const labels = (html: string): string[] =>
  attributes(html).flatMap(([, , name, value]) => (SPOKEN.includes(name) ? [unescaped(value)] : []))
const SPOKEN = [
  'aria-label',
  'aria-description',
  'alt',
  'title',
  'data-label',
  'value',
  'placeholder',
  'content',
  'summary',
]

const attributes = (html: string): [tag: string, kind: string, name: string, value: string][] =>
  [...html.matchAll(/<([a-z][a-z0-9]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g)].flatMap(([, tag = '', all = '']) => {
    const pairs = [...all.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const)
    const kind = pairs.find(([name]) => name === 'class')?.[1] ?? ''
    return pairs.map(([name, value]): [string, string, string, string] => [tag, kind, name, value])
  })

const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const strangeIn = (text: string, { percents, plain }: Allowed): string[] =>
  [...text.matchAll(/(\d+(?:,\d{3})*(?:\.\d+)?)(\s?%)?/g)].flatMap(([said, digits = '', percent]) => {
    const number = Number(digits.replaceAll(',', ''))
    return (percent ? percents : plain).has(number) ? [] : [`${said} in “${text.trim().slice(0, 80)}”`]
  })

const strangeBars = (html: string, { percents }: Allowed): string[] =>
  picturesOf(html, 'share-bar').flatMap((picture) =>
    attributes(picture).flatMap(([, kind, name, value]) => {
      if (ACROSS.includes(name))
        return percents.has(Number(value)) || EDGES.includes(value) ? [] : [`${kind} ${name}=${value}`]
      return DOWN.includes(name) && !HEIGHTS.includes(value) ? [`${kind} ${name}=${value}`] : []
    }),
  )
const ACROSS = ['x', 'width', 'x1', 'x2', 'cx', 'points', 'd', 'transform']
const DOWN = ['y', 'height', 'y1', 'y2', 'cy', 'r']
const EDGES = ['0', '25', '50', '75', '100', '100%']
const HEIGHTS = ['0', '1', '2', '4.5', '8', '11.5', '12', '14', '16']

/** Lines run from left to right by the dates of the waves, and up and down by percentages, on a picture of 80 pixels. */
const strangeLines = (html: string, { percents }: Allowed): string[] => {
  const heights = new Set([0, 25, 50, 75, 100, ...percents].map((percent) => Number((80 - 0.8 * percent).toFixed(1))))
  return picturesOf(html, 'trend-line').flatMap((picture) =>
    attributes(picture).flatMap(([, kind, name, value]) => {
      const down =
        name === 'points'
          ? value.split(' ').map((point) => point.split(',')[1])
          : DOWN_A_LINE.includes(name)
            ? [value]
            : []
      return down.filter((one) => !heights.has(Number(one))).map((one) => `${kind} ${name}=${one}`)
    }),
  )
}
const DOWN_A_LINE = ['y', 'height', 'y1', 'y2', 'cy']

const picturesOf = (html: string, kind: string) => html.match(new RegExp(`<svg class="${kind}".*?</svg>`, 'gs')) ?? []
