import type { Language } from '../../shared/identity/person.ts'
import type { Typed } from '../../shared/surveys/answers.ts'
import { LONGEST_TEXT } from '../../shared/surveys/response.ts'
import type { Question } from '../../shared/surveys/survey.ts'
import { SCALE_POINTS } from '../../shared/words.ts'
import { Choices, Field, type Problem } from '../components/form.tsx'
import { surveyWords } from '../words/surveys.ts'

type QuestionsProps = {
  questions: readonly Question[]
  language: Language
  typed: Typed
  problems?: readonly Problem[]
}

/** The fields of a questionnaire, one per question and named by its id; the preview of staff shows the very same. */
export const Questions = ({ questions, language, typed, problems }: QuestionsProps) => (
  <>
    {questions.map((question, index) => (
      <div class="card">
        <p class="help">{surveyWords[language].questionOf(index + 1, questions.length)}</p>
        <Asked question={question} language={language} typed={typed[question.id] ?? []} problems={problems} />
      </div>
    ))}
  </>
)

type AskedProps = {
  question: Question
  language: Language
  typed: readonly string[]
  problems: readonly Problem[] | undefined
}

const Asked = ({ question, language, typed, problems }: AskedProps) => {
  const words = surveyWords[language]
  const label = question.required ? `${question.title} (${words.required})` : question.title
  const field = { name: question.id, problems, required: question.required }
  const help = (hint?: string) =>
    [hint ? ended(question.help) : question.help, hint].filter(Boolean).join(' ') || undefined
  // A radio button cannot be taken back without one that says nothing.
  const nothing = question.required ? [] : [{ value: '', label: words.noAnswer }]
  switch (question.kind) {
    case 'single':
    case 'demographic':
      return (
        <Choices
          {...field}
          legend={label}
          help={help()}
          options={[...optionsOf(question), ...nothing]}
          chosen={typed.length > 0 ? typed : ['']}
        />
      )
    case 'multiple':
      return (
        <Choices
          {...field}
          legend={label}
          help={help(words.several)}
          options={optionsOf(question)}
          chosen={typed}
          multiple
        />
      )
    case 'scale':
      return (
        <Choices
          {...field}
          legend={label}
          help={help(question.low && question.high ? words.scale(question.low, question.high) : undefined)}
          options={[...SCALE_POINTS.map((point) => ({ value: point, label: point })), ...nothing]}
          chosen={typed.length > 0 ? typed : ['']}
          inline
        />
      )
    case 'number':
      return (
        <Field
          {...field}
          label={label}
          help={help(words.number(question.unit, question.least, question.most))}
          value={typed[0]}
          inputmode="decimal"
          autocomplete="off"
        />
      )
    case 'text':
      // Browsers count units, not characters: the server says exactly what is too long.
      return (
        <Field
          {...field}
          label={label}
          help={help(words.text)}
          value={typed[0]}
          rows={4}
          maxlength={2 * LONGEST_TEXT}
        />
      )
  }
}

/** Staff leave the full stop out when a help text stands alone; before another sentence it is missed. */
const ended = (text: string | undefined) => text?.trim().replace(/[\p{L}\p{N})”"»%]$/u, '$&.')

const optionsOf = (question: Extract<Question, { options: unknown }>) =>
  question.options.map((option) => ({ value: option.key, label: option.label }))
