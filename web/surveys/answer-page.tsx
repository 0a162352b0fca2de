import type { Language } from '../../shared/identity/person.ts'
import type { AnsweringRefusal } from '../../shared/surveys/answering.ts'
import type { AnswerFaults, Typed } from '../../shared/surveys/answers.ts'
import type { Question, Survey } from '../../shared/surveys/survey.ts'
import { type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { MessagePage } from '../message-page.tsx'
import { surveyWords } from '../words/surveys.ts'
import { Introduction } from './introduction.tsx'
import { Questions } from './questions.tsx'

type Site = { networkName: string }

type AnswerPageProps = {
  site: Site
  language: Language
  survey: Pick<Survey, 'title' | 'introduction' | 'protection'>
  questions: readonly Question[]
  /** The closing time in words. */
  until: string
  typed: Typed
  version: number
  token: string
  fromProfile?: boolean
  faults?: AnswerFaults
  /** Answers that were sent from a window that did not know the stored ones. */
  unsaved?: Typed
}

export const AnswerPage = (props: AnswerPageProps) => {
  const { site, language, survey, questions, until, typed, version, token, unsaved } = props
  const words = surveyWords[language]
  const problems = problemsOf(questions, props.faults ?? [], language)
  return (
    <Layout
      site={site}
      section="member"
      language={language}
      title={survey.title}
      refused={problems.length > 0 || unsaved !== undefined}
      keepForm="answers"
    >
      <div class="narrow">
        <Introduction survey={survey} language={language} until={until} />
        {unsaved ? (
          <Unsaved questions={questions} stored={typed} sent={unsaved} language={language} />
        ) : version > 0 ? (
          <p class="notice">{words.stored}</p>
        ) : (
          props.fromProfile && <p class="notice">{words.prefilled}</p>
        )}
        <form id="answers" method="post">
          <Problems
            language={language}
            problems={problems.map(({ field, summary }) => ({ field, message: summary }))}
          />
          {/* The link itself: two people who open theirs in one browser must not answer for each other. */}
          <input type="hidden" name="link" value={token} />
          <input type="hidden" name="version" value={String(version)} />
          <Questions questions={questions} language={language} typed={typed} problems={problems} />
          <div class="actions">
            <button type="submit">{version > 0 ? words.saveAgain : words.save}</button>
          </div>
        </form>
      </div>
    </Layout>
  )
}

type ThanksPageProps = { site: Site; language: Language; title: string; until: string; again: string }

export const ThanksPage = ({ site, language, title, until, again }: ThanksPageProps) => {
  const words = surveyWords[language].thanks
  return (
    <Layout site={site} section="member" language={language} title={words.title}>
      <div class="narrow">
        <p class="help">{title}</p>
        <h1>{words.title}</h1>
        <p class="lead">{words.text}</p>
        <p>{words.until(until)}</p>
        <p>{words.next}</p>
        <p class="actions">
          <a class="button second" href={again}>
            {words.change}
          </a>
        </p>
      </div>
    </Layout>
  )
}

type AnsweringRefusedProps = { site: Site; language: Language; reason: AnsweringRefusal | 'no-link' }

export const AnsweringRefused = ({ site, language, reason }: AnsweringRefusedProps) => {
  const { title, text } = surveyWords[language].refusals[reason]
  return <MessagePage site={site} section="member" language={language} title={title} text={text} />
}

const problemsOf = (
  questions: readonly Question[],
  faults: AnswerFaults,
  language: Language,
): (Problem & { summary: string })[] =>
  faults.map(({ questionId, fault }) => {
    const at = questions.findIndex((question) => question.id === questionId)
    const words = surveyWords[language].faults[fault.reason]('limit' in fault ? fault.limit : 0)
    return {
      field: questionId,
      message: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
      summary: `${at + 1}. ${questions[at]?.title}: ${words}.`,
    }
  })

type UnsavedProps = { questions: readonly Question[]; stored: Typed; sent: Typed; language: Language }

const Unsaved = ({ questions, stored, sent, language }: UnsavedProps) => {
  const words = surveyWords[language].changed
  const differing = questions.flatMap((question, index) => {
    const text = inWords(question, sent[question.id])
    return text === inWords(question, stored[question.id])
      ? []
      : [{ title: `${index + 1}. ${question.title}`, text: text || words.nothing }]
  })
  return (
    <div class="notice warn" role="alert" tabindex={-1} autofocus>
      <h2>{words.title}</h2>
      <p>{words.text}</p>
      <ul>
        {differing.map(({ title, text }) => (
          <li>
            {title}: {words.yours} “{text}”
          </li>
        ))}
      </ul>
    </div>
  )
}

const inWords = (question: Question, answer: readonly string[] = []) => {
  const labels = 'options' in question ? new Map(question.options.map(({ key, label }) => [key, label])) : undefined
  return answer
    .filter(Boolean)
    .map((value) => labels?.get(value) ?? value.replaceAll('\r\n', '\n').trim())
    .sort()
    .join(', ')
}
