import { describe, expect, it } from 'vitest'
import { mayAnswer } from '../../shared/surveys/answering.ts'
import { cellOf, prefilled, readAnswers, sameAnswers, type Typed, typedOf } from '../../shared/surveys/answers.ts'
import { asAsked } from '../../shared/surveys/as-asked.ts'
import { Response } from '../../shared/surveys/response.ts'
import type { Question } from '../../shared/surveys/survey.ts'
import { plusDays } from '../../shared/units.ts'
import { ANA, DENVER, GENDER, HELPS, HOURS, LIFE, NOON, OPEN, qst, SAFE, SURVEY, WHERE, WORDS } from './cast.ts'

const questions = asAsked(SURVEY, DENVER, 'en')
const faultsOf = (typed: Typed, asked: readonly Question[] = questions) => {
  const read = readAnswers(asked, { [SAFE.id]: ['yes'], ...typed })
  return read.outcome === 'refused' ? read.faults : []
}
const answersOf = (typed: Typed) => {
  const read = readAnswers(questions, { [SAFE.id]: ['yes'], ...typed })
  if (read.outcome === 'refused') throw new Error(JSON.stringify(read.faults))
  return read.answers
}

describe('answers', () => {
  it('are read by the kind of their question', () => {
    expect(
      answersOf({
        [HELPS.id]: ['lights', 'buses', 'lights'],
        [LIFE.id]: ['4'],
        [HOURS.id]: ['2.5'],
        [WORDS.id]: ['  More light, please. '],
        [GENDER.id]: ['woman'],
        [WHERE.id]: ['sun-valley'],
      }),
    ).toEqual({
      [SAFE.id]: 'yes',
      [HELPS.id]: ['lights', 'buses'],
      [LIFE.id]: '4',
      [HOURS.id]: 2.5,
      [WORDS.id]: 'More light, please.',
      [GENDER.id]: 'woman',
      [WHERE.id]: 'sun-valley',
    })
  })

  it('may be left out where the question allows it, and are then not stored', () => {
    expect(answersOf({ [LIFE.id]: [''], [WORDS.id]: ['   '], [HELPS.id]: [] })).toEqual({ [SAFE.id]: 'yes' })
  })

  it('to questions that nobody asked are passed over', () => {
    expect(answersOf({ [qst(77)]: ['x'], link: ['1.k1.a.b'], ['__proto__']: ['x'] })).toEqual({ [SAFE.id]: 'yes' })
  })

  it.each([
    ['a required question left out', { [SAFE.id]: [''] }, SAFE.id, { reason: 'required' }],
    ['an option that is not there', { [SAFE.id]: ['maybe'] }, SAFE.id, { reason: 'not-an-option' }],
    ['two answers where one is asked', { [SAFE.id]: ['yes', 'no'] }, SAFE.id, { reason: 'one-only' }],
    ['one wrong tick among right ones', { [HELPS.id]: ['lights', 'x'] }, HELPS.id, { reason: 'not-an-option' }],
    ['a sixth point', { [LIFE.id]: ['6'] }, LIFE.id, { reason: 'not-an-option' }],
    ['words for a number', { [HOURS.id]: ['a few'] }, HOURS.id, { reason: 'not-a-number' }],
    ['a number below the least', { [HOURS.id]: ['-1'] }, HOURS.id, { reason: 'too-small', limit: 0 }],
    ['a number above the most', { [HOURS.id]: ['80.5'] }, HOURS.id, { reason: 'too-large', limit: 80 }],
    ['a text of 5,001 characters', { [WORDS.id]: ['x'.repeat(5001)] }, WORDS.id, { reason: 'too-long', limit: 5000 }],
    ['a neighborhood of another city', { [WHERE.id]: ['mission'] }, WHERE.id, { reason: 'not-an-option' }],
  ] as const)('refuse %s and name the question', (_, typed, questionId, fault) => {
    expect(faultsOf(typed)).toEqual([{ questionId, fault }])
  })

  it('count a text in characters, whatever they take in memory', () => {
    const text = '🌈'.repeat(5000)
    expect(answersOf({ [WORDS.id]: [text] })[WORDS.id]).toBe(text)
    expect(Response.shape.answers.safeParse({ [WORDS.id]: text }).success).toBe(true)
    expect(faultsOf({ [WORDS.id]: [`${text}x`] })).toHaveLength(1)
  })

  it('lose what no store can hold: NUL, control characters, halves of a character', () => {
    expect(answersOf({ [WORDS.id]: ['one\u0000\r\ntwo\u001b\ud800'] })[WORDS.id]).toBe('one\ntwo\ufffd')
  })

  it('together stay far below the size of an item', () => {
    const texts = Array.from({ length: 6 }, (_, i): Question => ({ ...WORDS, id: qst(60 + i) }))
    const typed = Object.fromEntries(texts.map(({ id }) => [id, ['🌈'.repeat(5000)]]))
    expect(readAnswers(texts, typed)).toEqual({
      outcome: 'refused',
      faults: [{ questionId: qst(60), fault: { reason: 'too-much' } }],
    })
  })

  it('come back into the form as they were sent', () => {
    const answers = answersOf({ [HELPS.id]: ['buses', 'lights'], [HOURS.id]: ['2.50'], [LIFE.id]: ['4'] })
    expect(answersOf(typedOf(answers))).toEqual(answers)
  })

  it('are the same whatever the order of the ticks', () => {
    expect(
      sameAnswers(answersOf({ [HELPS.id]: ['buses', 'lights'] }), answersOf({ [HELPS.id]: ['lights', 'buses'] })),
    ).toBe(true)
    expect(sameAnswers(answersOf({ [HELPS.id]: ['buses'] }), answersOf({}))).toBe(false)
    expect(sameAnswers(answersOf({ [HOURS.id]: ['1'] }), answersOf({ [HOURS.id]: ['2'] }))).toBe(false)
  })
})

describe('the demographics of a member', () => {
  it('are offered at the first opening, as far as they are still options', () => {
    expect(prefilled(questions, { ...ANA.demographics, neighbourhood: 'torn-down' })).toEqual({
      [GENDER.id]: ['woman'],
    })
    expect(prefilled(questions, ANA.demographics)).toEqual({ [GENDER.id]: ['woman'], [WHERE.id]: ['five-points'] })
  })

  it('put a response into its cell as they were answered, not as the profile says', () => {
    expect(cellOf(questions, answersOf({ [GENDER.id]: ['prefer-not-to-say'] }))).toEqual({
      gender: 'prefer-not-to-say',
    })
  })
})

describe('a member who opens the link', () => {
  const link = { c: OPEN.campaignId, m: ANA.memberId, e: 0 }

  it('may answer while the campaign is sending, paused or open', () => {
    for (const state of ['sending', 'paused', 'open'] as const)
      expect(mayAnswer({ ...OPEN, state }, ANA, link, NOON)).toEqual({ outcome: 'open' })
  })

  it('may not at the very moment of the closing time, even when nobody has closed the campaign', () => {
    expect(mayAnswer(OPEN, ANA, link, OPEN.closesAt)).toEqual({ outcome: 'refused', reason: 'closed' })
    expect(mayAnswer({ ...OPEN, state: 'closed' }, ANA, link, NOON)).toEqual({ outcome: 'refused', reason: 'closed' })
    expect(mayAnswer({ ...OPEN, state: 'closed' }, ANA, link, plusDays(OPEN.closesAt, 1))).toEqual({
      outcome: 'refused',
      reason: 'closed',
    })
  })

  it('is told when the campaign is not open or was called off', () => {
    expect(mayAnswer({ ...OPEN, state: 'scheduled' }, ANA, link, NOON)).toMatchObject({ reason: 'not-open' })
    expect(mayAnswer({ ...OPEN, state: 'cancelled' }, ANA, link, NOON)).toMatchObject({ reason: 'cancelled' })
  })

  it('is unknown when erased, or when all links were voided', () => {
    expect(mayAnswer(OPEN, undefined, link, NOON)).toEqual({ outcome: 'refused', reason: 'forged' })
    expect(mayAnswer(OPEN, { tokenEpoch: 1 }, link, NOON)).toEqual({ outcome: 'refused', reason: 'forged' })
    expect(mayAnswer(undefined, ANA, link, NOON)).toEqual({ outcome: 'refused', reason: 'forged' })
  })
})
