import type { Language } from '../../shared/identity/person.ts'
import type { Instant } from '../../shared/units.ts'
import type { ProtectionLevel } from '../../shared/words.ts'
import { localTime } from '../local-time.ts'
import { mailWords } from '../words/mail.ts'
import { type RenderedMail, renderMail } from './layout.tsx'

type SurveyInvitation = {
  networkName: string
  city: { name: string; timeZone: string }
  member: { name: string; language: Language }
  campaign: { title: string; message: string; closesAt: Instant; protection: ProtectionLevel }
  answerLink: string
  unsubscribeLink: string
}

export const surveyInvitation = (invitation: SurveyInvitation): Promise<RenderedMail> => {
  const { networkName, city, member, campaign, answerLink, unsubscribeLink } = invitation
  const words = mailWords[member.language]
  return renderMail({
    language: member.language,
    networkName,
    subject: campaign.title,
    preview: words.survey.preview(city.name),
    blocks: [
      { kind: 'heading', text: campaign.title },
      { kind: 'paragraph', text: words.greeting(member.name) },
      { kind: 'paragraph', text: campaign.message },
      { kind: 'button', label: words.survey.button, href: answerLink },
      { kind: 'paragraph', text: words.survey.closes(localTime(campaign.closesAt, city.timeZone, member.language)) },
      { kind: 'small', text: words.survey.protection[campaign.protection] },
      { kind: 'small', text: words.survey.personal },
    ],
    footer: [words.why(networkName, city.name), { label: words.stopSurveys, href: unsubscribeLink }],
  })
}

/** RFC 8058: the mail program shows a button of its own, and posts to the link without opening a page. */
export const oneClickUnsubscribe = (unsubscribeLink: string) => ({
  'List-Unsubscribe': `<${unsubscribeLink}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
})
