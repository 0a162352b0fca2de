import { dayIn } from '../../shared/calendar.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { CampaignId, MemberId } from '../../shared/ids.ts'
import { shardOf } from '../../shared/membership/member.ts'
import type { AnsweringRefusal } from '../../shared/surveys/answering.ts'
import {
  type AnswerFaults,
  cellOf,
  readAnswers,
  sameAnswers,
  type Typed,
  typedOf,
} from '../../shared/surveys/answers.ts'
import { asAsked } from '../../shared/surveys/as-asked.ts'
import { Response } from '../../shared/surveys/response.ts'
import type { Table, Write } from '../adapters/table.ts'
import { type AnsweringNeeds, admitRespondent, type OpenCampaign } from './admit-respondent.ts'
import type { OpenQuestionnaire } from './open-questionnaire.ts'
import { responseKey } from './response-key.ts'

type Needs = AnsweringNeeds & { table: Pick<Table, 'get' | 'write'> }
type Input = {
  campaignId: CampaignId
  token: string
  /** The version of the stored response that the form was filled from; 0 when there was none. */
  version: number
  typed: Typed
  language: Language | undefined
}

/**
 * Stores a first answer or a changed one. `changed-meanwhile` gives the questionnaire with the stored answers, `invalid`
 * gives it with what was typed. The same answers sent twice are one response.
 */
export const submitResponse = async (
  needs: Needs,
  { campaignId, token, version, typed, language: chosen }: Input,
): Promise<
  | { outcome: 'saved'; version: number }
  | { outcome: 'refused'; reason: AnsweringRefusal }
  | { outcome: 'refused'; reason: 'invalid'; faults: AnswerFaults; questionnaire: OpenQuestionnaire }
  | { outcome: 'refused'; reason: 'changed-meanwhile'; questionnaire: OpenQuestionnaire }
> => {
  const admission = await admitRespondent(needs, token, campaignId)
  if (admission.outcome === 'refused') return admission
  const { campaign, member, survey, city } = admission
  const language = chosen ?? member.language
  const questions = asAsked(survey, city, language)
  const questionnaire = { ...admission, language, questions, typed, version }

  const read = readAnswers(questions, typed)
  if (read.outcome === 'refused') return { ...read, reason: 'invalid', questionnaire }

  const { key, partition, responseId } = await responseKey(needs.links, campaign, member.memberId)
  const told = {
    answers: read.answers,
    cell: cellOf(questions, read.answers),
    version: version + 1,
    // The day only: a time would help to tell who a response belongs to.
    answeredOn: dayIn(needs.now(), city.timeZone),
  }
  const first = { ...key, campaignId, partition, responseId, ...told, counted: 0 }
  const writes: Write[] =
    version === 0
      ? [{ put: first satisfies Response, if: { exists: false } }, hasAnswered(campaign, member.memberId)]
      : [{ update: key, set: told, if: { equals: { version }, missing: ['erased'] } }]
  if ((await needs.table.write(...writes)).outcome === 'written') return { outcome: 'saved', version: told.version }

  const stored = await needs.table.get(Response, key)
  // Erased meanwhile: what was typed is still in the form and can be sent as a first answer.
  if (!stored || stored.erased)
    return { outcome: 'refused', reason: 'changed-meanwhile', questionnaire: { ...questionnaire, version: 0 } }
  // A double click, or a form sent again by a browser that did not hear the answer.
  if (sameAnswers(stored.answers, told.answers)) return { outcome: 'saved', version: stored.version }
  return {
    outcome: 'refused',
    reason: 'changed-meanwhile',
    questionnaire: { ...questionnaire, typed: typedOf(stored.answers), version: stored.version },
  }
}

/** No reminder goes to them. That they have answered is all that it tells: not what, and not when. */
const hasAnswered = ({ campaignId, ledgerShards }: OpenCampaign, memberId: MemberId): Write => ({
  put: answeredKey(campaignId, shardOf(memberId, ledgerShards), memberId),
})
