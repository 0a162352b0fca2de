import { describe, expect, it } from 'vitest'
import { asAsked } from '../../shared/surveys/as-asked.ts'
import { BANK, bankOptions, DIMENSIONS, neighbourhoodOptions, questionFromBank } from '../../shared/surveys/bank.ts'
import { Question } from '../../shared/surveys/survey.ts'
import { DENVER, qst, SAFE, WHERE } from './cast.ts'

describe('a question of the shared bank', () => {
  it('lets everybody keep it to themselves, as the last of its options', () => {
    for (const dimension of DIMENSIONS)
      expect(bankOptions(dimension, 'en', DENVER).at(-1)).toEqual({
        key: 'prefer-not-to-say',
        label: 'Prefer not to say',
      })
  })

  it('has a different key and a different label for each option, in both languages', () => {
    for (const dimension of DIMENSIONS)
      for (const language of ['en', 'es'] as const) {
        const options = bankOptions(dimension, language, DENVER)
        expect(new Set(options.map(({ key }) => key)).size).toBe(options.length)
        expect(new Set(options.map(({ label }) => label)).size).toBe(options.length)
      }
  })

  it('is a question that can be stored', () => {
    for (const dimension of DIMENSIONS)
      expect(Question.safeParse(questionFromBank(dimension, qst(9))).error).toBeUndefined()
  })

  it('is asked in the language of the reader, with the neighborhoods of the reader’s city', () => {
    const [safe, where] = asAsked({ questions: [SAFE, WHERE] }, DENVER, 'es')
    expect(safe).toEqual(SAFE)
    expect(where).toMatchObject({
      title: BANK.neighbourhood.title.es,
      options: [
        { key: 'five-points', label: 'Five Points' },
        { key: 'sun-valley', label: 'Sun Valley' },
        { key: 'elsewhere', label: 'En otro lugar' },
        { key: 'prefer-not-to-say', label: 'Prefiero no decirlo' },
      ],
    })
  })
})

describe('the neighborhoods of a city', () => {
  it('get keys of their own, whatever they are called', () => {
    expect(neighbourhoodOptions(['Peñas Altas', 'penas altas', 'Elsewhere', '北區']).map(({ key }) => key)).toEqual([
      'penas-altas',
      'penas-altas-2',
      'elsewhere-2',
      'option',
    ])
  })
})
