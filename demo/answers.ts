import type { Links } from '../functions/adapters/links.ts'
import { createQuestionnaires } from '../functions/surveys/questionnaires.ts'
import { submitResponse } from '../functions/surveys/submit-response.ts'
import type { CampaignId } from '../shared/ids.ts'
import type { Question, Survey } from '../shared/surveys/survey.ts'
import type { Instant } from '../shared/units.ts'
import { chance } from './chance.ts'
import { inBatches, type Needs, type SeededMember } from './network.ts'
import type { DemoSurvey } from './surveys.ts'

/** A share of these members answers, each through the personal link as it stands in the mail. */
export const answerAll = async (
  needs: Needs & { links: Links },
  campaign: { campaignId: CampaignId; survey: Survey },
  members: readonly SeededMember[],
  asked: DemoSurvey,
  { share, at }: { share: number; at: Instant },
): Promise<number> => {
  const answering = members.filter((member) => chance(`${campaign.survey.title} ${member.email}`) < share)
  const now = () => at
  const own = { ...needs, now, questionnaires: createQuestionnaires(needs.table, now) }
  await inBatches(answering, async (member) => {
    const token = await needs.links.sign('answer', { c: campaign.campaignId, m: member.memberId, e: 0 })
    const result = await submitResponse(own, {
      campaignId: campaign.campaignId,
      token,
      version: 0,
      typed: typedBy(member, campaign.survey, asked),
      language: undefined,
    })
    if (result.outcome === 'refused') throw new Error(`a demo answer was refused: ${result.reason}`)
  })
  return answering.length
}

const typedBy = (member: SeededMember, survey: Survey, asked: DemoSurvey): Record<string, string[]> =>
  Object.fromEntries(
    survey.questions.flatMap((question) => {
      const typed = typedAnswer(member, question, asked)
      return typed ? [[question.id, typed]] : []
    }),
  )

const typedAnswer = (member: SeededMember, question: Question, asked: DemoSurvey): string[] | undefined => {
  if (question.kind === 'demographic') {
    const own = member.demographics[question.dimension]
    return own && chance(`${member.email} tells ${question.dimension}`) < 0.96 ? [own] : undefined
  }
  const said = asked.questions.find(({ title }) => title === question.title)?.answer(member, member.email)
  if (!said || !('options' in question)) return said
  return said.map((label) => question.options.find((option) => option.label === label)?.key ?? label)
}
