import type { QuestionId } from '../ids.ts'
import type { Question, Survey } from './survey.ts'

export type LaunchRefusal =
  | { reason: 'survey-without-title' | 'no-questions' }
  | { reason: QuestionFault; questionId: QuestionId; position: number }

export type QuestionFault =
  | 'question-without-title'
  | 'too-few-options'
  | 'duplicate-options'
  | 'scale-without-ends'
  | 'least-above-most'
  | 'bands-out-of-order'
  | 'asked-twice'

/** May this questionnaire go out? Names every question that stands in the way; positions count from one. */
export const launchable = (
  survey: Pick<Survey, 'title' | 'questions'>,
): { outcome: 'launchable' } | { outcome: 'refused'; refusals: LaunchRefusal[] } => {
  const refusals: LaunchRefusal[] = []
  if (!survey.title) refusals.push({ reason: 'survey-without-title' })
  if (survey.questions.length === 0) refusals.push({ reason: 'no-questions' })
  for (const [index, question] of survey.questions.entries())
    for (const reason of faultsOf(question, survey.questions.slice(0, index)))
      refusals.push({ reason, questionId: question.id, position: index + 1 })
  return refusals.length === 0 ? { outcome: 'launchable' } : { outcome: 'refused', refusals }
}

const faultsOf = (question: Question, earlier: readonly Question[]): QuestionFault[] => {
  const faults: QuestionFault[] = []
  if (!question.title) faults.push('question-without-title')
  switch (question.kind) {
    case 'single':
    case 'multiple': {
      if (question.options.length < 2) faults.push('too-few-options')
      const labels = question.options.map((option) => asRead(option.label))
      if (new Set(labels).size < labels.length) faults.push('duplicate-options')
      break
    }
    case 'scale':
      if (!question.low || !question.high) faults.push('scale-without-ends')
      break
    case 'number':
      if (question.least !== undefined && question.most !== undefined && question.least > question.most)
        faults.push('least-above-most')
      if (question.bands.some((bound, i) => i > 0 && bound <= (question.bands[i - 1] ?? bound)))
        faults.push('bands-out-of-order')
      break
    case 'demographic':
      if (earlier.some((other) => other.kind === 'demographic' && other.dimension === question.dimension))
        faults.push('asked-twice')
  }
  return faults
}

/** Two labels that a reader could not tell apart are the same. */
const asRead = (label: string) => label.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()
