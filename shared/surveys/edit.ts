import type { QuestionId } from '../ids.ts'
import type { Dimension } from '../words.ts'
import { questionFromBank } from './bank.ts'
import { LIMITS, type Question, type Survey } from './survey.ts'

export type NewQuestion = Exclude<Question['kind'], 'demographic'>

/** One press of a button of the editor. */
export type Edit =
  | { act: 'save' }
  | { act: 'add'; kind: NewQuestion; id: QuestionId }
  | { act: 'add-from-bank'; dimension: Dimension; id: QuestionId }
  | { act: 'move-up' | 'move-down' | 'remove' | 'put-back'; id: QuestionId }

/** A press that no longer fits (a question removed meanwhile, the first one moved up) changes nothing. */
export const edit = (
  survey: Survey,
  change: Edit,
): { outcome: 'edited'; survey: Survey } | { outcome: 'refused'; reason: 'too-many-questions' } => {
  const { questions, removed = [] } = survey
  const at = 'id' in change ? questions.findIndex((question) => question.id === change.id) : -1
  const full = questions.length >= LIMITS.questions
  const edited = (changes: Partial<Survey>) => ({ outcome: 'edited', survey: { ...survey, ...changes } }) as const
  const refused = { outcome: 'refused', reason: 'too-many-questions' } as const
  switch (change.act) {
    case 'save':
      return edited({})
    case 'add':
      return full ? refused : edited({ questions: [...questions, blank(change.kind, change.id)] })
    case 'add-from-bank': {
      const asked = questions.some(
        (question) => question.kind === 'demographic' && question.dimension === change.dimension,
      )
      if (asked) return edited({})
      return full ? refused : edited({ questions: [...questions, questionFromBank(change.dimension, change.id)] })
    }
    case 'move-up':
      return edited({ questions: swapped(questions, at - 1, at) })
    case 'move-down':
      return edited({ questions: swapped(questions, at, at + 1) })
    case 'remove': {
      const question = questions[at]
      if (!question) return edited({})
      return edited({
        questions: questions.toSpliced(at, 1),
        removed: [...removed, { position: at, question }].slice(-LIMITS.removed),
      })
    }
    case 'put-back': {
      const kept = removed.find(({ question }) => question.id === change.id)
      if (!kept) return edited({})
      if (full) return refused
      return edited({
        questions: questions.toSpliced(Math.min(kept.position, questions.length), 0, kept.question),
        removed: removed.filter((other) => other !== kept),
      })
    }
  }
}

const blank = (kind: NewQuestion, id: QuestionId): Question => {
  const asked = { id, title: '', required: false }
  switch (kind) {
    case 'single':
    case 'multiple':
      return { ...asked, kind, options: [] }
    case 'scale':
      return { ...asked, kind, low: '', high: '' }
    case 'number':
      return { ...asked, kind, bands: [] }
    case 'text':
      return { ...asked, kind }
  }
}

const swapped = (questions: readonly Question[], first: number, second: number): Question[] => {
  const [a, b] = [questions[first], questions[second]]
  return a && b ? questions.with(first, b).with(second, a) : [...questions]
}
