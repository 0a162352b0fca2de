import type { Language } from '../identity/person.ts'
import { BANK, bankOptions } from './bank.ts'
import type { Question, Survey } from './survey.ts'

/**
 * The questionnaire as a person of this city reads it: bank questions in the bank's own words, in the reader's
 * language, with the city's neighbourhoods. Answers are checked, counted and reported against this.
 */
export const asAsked = (
  survey: Pick<Survey, 'questions'>,
  city: { neighbourhoods: readonly string[] } | undefined,
  language: Language,
): Question[] =>
  survey.questions.map((question) => {
    if (question.kind !== 'demographic') return question
    const { title, help } = BANK[question.dimension]
    return {
      ...question,
      title: title[language],
      ...(help[language] && { help: help[language] }),
      options: [...bankOptions(question.dimension, language, city)],
    }
  })
