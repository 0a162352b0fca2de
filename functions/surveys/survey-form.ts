import { QuestionId } from '../../shared/ids.ts'
import type { Draft, DraftQuestion } from '../../shared/surveys/draft.ts'
import type { Edit, NewQuestion } from '../../shared/surveys/edit.ts'
import { Dimension, ProtectionLevel } from '../../shared/words.ts'

/** The editor's form as it was sent. Fields of a question are named `<question id>.<part>`. */
export const draftFrom = (form: URLSearchParams): Draft => {
  const parts = new Map<QuestionId, Record<string, string>>()
  for (const [name, value] of form) {
    const [id, part] = name.split('.')
    const questionId = QuestionId.safeParse(id)
    if (!questionId.success || !part) continue
    parts.set(questionId.data, { ...parts.get(questionId.data), [part]: value })
  }
  return {
    title: form.get('title') ?? '',
    introduction: form.get('introduction') ?? '',
    protection: ProtectionLevel.catch('standard').parse(form.get('protection')),
    questions: [...parts].map(([id, typed]) => questionFrom(id, typed)),
  }
}

/** What the pressed button says: `save`, `add:scale`, `move-up:qst_…`. A word that nobody knows saves. */
export const editFrom = (pressed: string, newQuestion: () => QuestionId): Edit => {
  const [act = '', about = ''] = pressed.split(':')
  const id = QuestionId.safeParse(about)
  const dimension = Dimension.safeParse(about)
  if (act === 'add' && isNewQuestion(about)) return { act, kind: about, id: newQuestion() }
  if (act === 'add-from-bank' && dimension.success) return { act, dimension: dimension.data, id: newQuestion() }
  if (id.success && (act === 'move-up' || act === 'move-down' || act === 'remove' || act === 'put-back'))
    return { act, id: id.data }
  return { act: 'save' }
}

const NEW_QUESTIONS: readonly string[] = ['single', 'multiple', 'scale', 'number', 'text'] satisfies NewQuestion[]
const isNewQuestion = (kind: string): kind is NewQuestion => NEW_QUESTIONS.includes(kind)

const questionFrom = (id: QuestionId, typed: Record<string, string>): DraftQuestion => ({
  id,
  title: typed.title ?? '',
  help: typed.help ?? '',
  required: typed.required === 'yes',
  options: typed.options ?? '',
  low: typed.low ?? '',
  high: typed.high ?? '',
  unit: typed.unit ?? '',
  least: typed.least ?? '',
  most: typed.most ?? '',
  bands: typed.bands ?? '',
})
