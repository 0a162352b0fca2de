import type { Language } from '../../shared/identity/person.ts'
import type { CampaignId } from '../../shared/ids.ts'
import type { AnsweringRefusal } from '../../shared/surveys/answering.ts'
import { prefilled, typedOf } from '../../shared/surveys/answers.ts'
import { asAsked } from '../../shared/surveys/as-asked.ts'
import { Response } from '../../shared/surveys/response.ts'
import type { Question } from '../../shared/surveys/survey.ts'
import { type Admission, type AnsweringNeeds, admitRespondent } from './admit-respondent.ts'
import { responseKey } from './response-key.ts'

export type OpenQuestionnaire = Extract<Admission, { outcome: 'admitted' }> & {
  language: Language
  questions: Question[]
  /** What the fields begin with: the stored answers, or what the profile says at the first opening. */
  typed: Record<string, readonly string[]>
  /** 0 before the first answer. */
  version: number
}

/** The questionnaire as this respondent finds it. Changes nothing: mail scanners open links too. */
export const openQuestionnaire = async (
  needs: AnsweringNeeds,
  input: { campaignId: CampaignId; token: string; language: Language | undefined },
): Promise<(OpenQuestionnaire & { outcome: 'admitted' }) | { outcome: 'refused'; reason: AnsweringRefusal }> => {
  const admission = await admitRespondent(needs, input.token, input.campaignId)
  if (admission.outcome === 'refused') return admission
  const { campaign, member, survey, city } = admission
  const language = input.language ?? member.language
  const questions = asAsked(survey, city, language)
  const { key } = await responseKey(needs.links, campaign, member.memberId)
  const response = await needs.table.get(Response, key)
  return {
    ...admission,
    language,
    questions,
    typed: response ? typedOf(response.answers) : prefilled(questions, member.demographics),
    version: response?.version ?? 0,
  }
}
