import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { contentHash } from '../../shared/surveys/content-hash.ts'
import { applyDraft, type Draft, draftOf, readNumber } from '../../shared/surveys/draft.ts'
import { type Edit, edit } from '../../shared/surveys/edit.ts'
import { launchable } from '../../shared/surveys/launchable.ts'
import { type Question, Survey } from '../../shared/surveys/survey.ts'
import { GENDER, HELPS, HOURS, LIFE, qst, SAFE, SURVEY, WORDS } from './cast.ts'

const surveyOf = (...questions: Question[]): Survey => ({ ...SURVEY, questions })

describe('a survey that is to be sent', () => {
  const lacks = (survey: Survey) => {
    const decision = launchable(survey)
    return decision.outcome === 'refused' ? decision.refusals : []
  }

  it('may go when every question can be answered', () => {
    expect(launchable(SURVEY)).toEqual({ outcome: 'launchable' })
  })

  it('needs a title and at least one question', () => {
    expect(lacks({ ...surveyOf(), title: '' })).toEqual([
      { reason: 'survey-without-title' },
      { reason: 'no-questions' },
    ])
  })

  it('names the question that stands in the way', () => {
    const yes = { key: 'yes', label: 'Yes' }
    expect(
      lacks(
        surveyOf(
          SAFE,
          { ...WORDS, title: '' },
          { ...HELPS, options: [yes] },
          { ...HELPS, id: qst(11), options: [yes, { key: 'yes-2', label: ' YES  ' }] },
          { ...LIFE, high: '' },
          { ...HOURS, least: 9, most: 3, bands: [5, 5] },
          GENDER,
          { ...GENDER, id: qst(12) },
        ),
      ),
    ).toEqual([
      { reason: 'question-without-title', questionId: WORDS.id, position: 2 },
      { reason: 'too-few-options', questionId: HELPS.id, position: 3 },
      { reason: 'duplicate-options', questionId: qst(11), position: 4 },
      { reason: 'scale-without-ends', questionId: LIFE.id, position: 5 },
      { reason: 'least-above-most', questionId: HOURS.id, position: 6 },
      { reason: 'bands-out-of-order', questionId: HOURS.id, position: 6 },
      { reason: 'asked-twice', questionId: qst(12), position: 8 },
    ])
  })
})

describe('what staff typed', () => {
  const typed = (changes: Partial<Draft>, questionChanges: Partial<Draft['questions'][number]> = {}): Draft => {
    const draft = draftOf(SURVEY)
    return {
      ...draft,
      questions: draft.questions.map((question, i) => (i === 0 ? { ...question, ...questionChanges } : question)),
      ...changes,
    }
  }
  const applied = (draft: Draft, survey = SURVEY) => {
    const result = applyDraft(survey, draft)
    if (result.outcome === 'refused') throw new Error(`refused: ${JSON.stringify(result.faults)}`)
    expect(Survey.safeParse(result.survey).error).toBeUndefined()
    return result.survey
  }

  it('comes back from the form as it was stored', () => {
    expect(applied(draftOf(SURVEY))).toEqual(SURVEY)
  })

  it('is stored even when it is unfinished', () => {
    expect(applied(typed({ title: '' }, { title: '', options: '' })).questions[0]).toMatchObject({
      title: '',
      options: [],
    })
  })

  it('keeps the key of an option that only moved, and makes a new key for a new label', () => {
    const [safe] = applied(typed({}, { options: 'Not sure\nNo\r\n\n Yes ' })).questions
    expect(safe).toMatchObject({
      options: [
        { key: 'not-sure', label: 'Not sure' },
        { key: 'no', label: 'No' },
        { key: 'yes', label: 'Yes' },
      ],
    })
  })

  it('keeps the same label twice, so that it can be seen and corrected', () => {
    const [safe] = applied(typed({}, { options: 'Yes\nYes' })).questions
    expect(safe).toMatchObject({ options: [{ key: 'yes' }, { key: 'yes-2' }] })
  })

  it('cannot change the words of a question of the bank', () => {
    const draft = draftOf(SURVEY)
    const questions = draft.questions.map((question) => ({
      ...question,
      title: 'Sex?',
      options: 'M\nF',
      required: true,
    }))
    expect(applied({ ...draft, questions }).questions[5]).toEqual({ ...GENDER, required: true })
  })

  it('is refused by field when it cannot be stored at all', () => {
    const survey = surveyOf(HOURS, SAFE)
    const draft = draftOf(survey)
    const [hours, safe] = draft.questions
    if (!hours || !safe) throw new Error('the cast has changed')
    expect(
      applyDraft(survey, {
        ...draft,
        title: 'x'.repeat(201),
        questions: [
          { ...hours, least: 'none', bands: '5, many' },
          { ...safe, options: Array.from({ length: 31 }, (_, i) => `Option ${i}`).join('\n') },
        ],
      }),
    ).toEqual({
      outcome: 'refused',
      faults: {
        title: { reason: 'too-long', most: 200 },
        [`${HOURS.id}.least`]: { reason: 'not-a-number' },
        [`${HOURS.id}.bands`]: { reason: 'not-a-number' },
        [`${SAFE.id}.options`]: { reason: 'too-many', most: 30 },
      },
    })
  })

  it('is refused as a whole before it outgrows what one item can hold', () => {
    const wide = Array.from({ length: 100 }, (_, i): Question => ({ ...SAFE, id: qst(100 + i) }))
    const survey = surveyOf(...wide)
    const options = Array.from({ length: 30 }, (_, i) => `${i}${'語'.repeat(190)}`).join('\n')
    const questions = draftOf(survey).questions.map((question) => ({ ...question, options }))
    expect(applyDraft(survey, { ...draftOf(survey), questions })).toEqual({
      outcome: 'refused',
      faults: { survey: { reason: 'too-long' } },
    })
  })
})

describe('a number that was typed', () => {
  it.each([
    ['12', 12],
    [' 12.5 ', 12.5],
    ['-3', -3],
    ['−3', -3],
    ['1,200', 1200],
    ['-0', 0],
  ])('%j is %d', (typed, value) => expect(readNumber(typed)).toBe(value))

  it.each(['', 'abc', '1e9', '12,5', '1,20', 'Infinity', '0x10', '١٢', '1'.repeat(13)])('%j is none', (typed) =>
    expect(readNumber(typed)).toBeUndefined(),
  )
})

describe('the buttons of the editor', () => {
  const pressed = (survey: Survey, ...changes: Edit[]) =>
    changes.reduce((stands, change) => {
      const result = edit(stands, change)
      if (result.outcome === 'refused') throw new Error(result.reason)
      return result.survey
    }, survey)
  const order = (survey: Survey) => survey.questions.map(({ id }) => id)
  const three = surveyOf(SAFE, HELPS, LIFE)

  it('move a question up and down, and leave the first and the last where they are', () => {
    expect(order(pressed(three, { act: 'move-up', id: LIFE.id }))).toEqual([SAFE.id, LIFE.id, HELPS.id])
    expect(order(pressed(three, { act: 'move-down', id: SAFE.id }))).toEqual([HELPS.id, SAFE.id, LIFE.id])
    expect(order(pressed(three, { act: 'move-up', id: SAFE.id }))).toEqual(order(three))
    expect(order(pressed(three, { act: 'move-down', id: LIFE.id }))).toEqual(order(three))
    expect(order(pressed(three, { act: 'move-down', id: qst(99) }))).toEqual(order(three))
  })

  it('put a removed question back where it stood', () => {
    const without = pressed(three, { act: 'remove', id: HELPS.id })
    expect(order(without)).toEqual([SAFE.id, LIFE.id])
    const again = pressed(without, { act: 'put-back', id: HELPS.id })
    expect(again).toEqual({ ...three, removed: [] })
  })

  it('remember the last ten removals', () => {
    const twelve = surveyOf(...Array.from({ length: 12 }, (_, i): Question => ({ ...WORDS, id: qst(20 + i) })))
    const none = pressed(twelve, ...twelve.questions.map(({ id }): Edit => ({ act: 'remove', id })))
    expect(none.removed?.map(({ question }) => question.id)).toEqual(order(twelve).slice(2))
  })

  it('ask a question of the bank only once', () => {
    const press: Edit = { act: 'add-from-bank', dimension: 'gender', id: qst(30) }
    expect(pressed(surveyOf(), press, { ...press, id: qst(31) }).questions).toHaveLength(1)
  })

  it('stop at a hundred questions', () => {
    const full = surveyOf(...Array.from({ length: 100 }, (_, i): Question => ({ ...WORDS, id: qst(200 + i) })))
    expect(edit(full, { act: 'add', kind: 'text', id: qst(40) })).toEqual({
      outcome: 'refused',
      reason: 'too-many-questions',
    })
  })
})

describe('the content hash of a question', () => {
  const hash = (question: Question) => contentHash(question, (text) => createHash('sha256').update(text).digest('hex'))

  it('stays when only its place, its id or whether it is required changes', () => {
    expect(hash({ ...SAFE, id: qst(50), required: false })).toBe(hash(SAFE))
  })

  it('changes with wording, help, options, their order and the scale', () => {
    const { options } = HELPS
    const hashes = [
      hash(HELPS),
      hash({ ...HELPS, title: 'What could help?' }),
      hash({ ...HELPS, help: 'Think of last week.' }),
      hash({ ...HELPS, options: options.toReversed() }),
      hash({ ...HELPS, options: options.slice(1) }),
      hash({ ...HELPS, kind: 'single' }),
      hash(LIFE),
      hash({ ...LIFE, high: 'Very' }),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})
