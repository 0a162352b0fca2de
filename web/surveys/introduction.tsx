import type { Language } from '../../shared/identity/person.ts'
import type { Survey } from '../../shared/surveys/survey.ts'
import { surveyWords } from '../words/surveys.ts'

type IntroductionProps = {
  survey: Pick<Survey, 'title' | 'introduction' | 'protection'>
  language: Language
  /** The closing time in words; a preview has none. */
  until?: string
}

/** What a respondent reads before the first question: what this is, how the answers are protected, how long it is open. */
export const Introduction = ({ survey, language, until }: IntroductionProps) => (
  <>
    <h1>{survey.title}</h1>
    {paragraphs(survey.introduction).map((text) => (
      <p>{text}</p>
    ))}
    <p class="notice">{surveyWords[language].protection[survey.protection]}</p>
    {until && <p class="help">{surveyWords[language].until(until)}</p>}
  </>
)

const paragraphs = (text: string) => text.split(/\n{2,}/).filter(Boolean)
