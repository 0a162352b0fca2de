import type { Language } from '../../shared/identity/person.ts'
import type { Instant } from '../../shared/units.ts'
import type { ProtectionLevel } from '../../shared/words.ts'
import { localTime } from '../local-time.ts'
import { mailWords } from '../words/mail.ts'
import { type Letterhead, type RenderedMail, renderMail } from './layout.tsx'

type SurveyInvitation = Letterhead & {
  city: { name: string; timeZone: string }
  member: { name: string; language: Language }
  campaign: { title: string; message: string; closesAt: Instant; protection: ProtectionLevel }
  answerLink: string
  unsubscribeLink: string
  /** Which reminder this is, from 1; none when it is the invitation itself. */
  reminder?: number | undefined
}

export const surveyInvitation = (invitation: SurveyInvitation): Promise<RenderedMail> => {
  const { networkName, postalAddress, city, member, campaign, answerLink, unsubscribeLink, reminder } = invitation
  const words = mailWords[member.language]
  const closes = localTime(campaign.closesAt, city.timeZone, member.language)
  const { reminder: again } = words.survey
  const subject = !reminder ? campaign.title : (reminder === 1 ? again.subject : again.lastly)(campaign.title)
  return renderMail({
    language: member.language,
    networkName,
    postalAddress,
    subject,
    preview: reminder ? again.text(closes) : words.survey.preview(city.name),
    blocks: [
      { kind: 'heading', text: subject },
      { kind: 'paragraph', text: words.greeting(member.name) },
      ...(reminder ? [{ kind: 'paragraph', text: again.text(closes) } as const] : []),
      { kind: 'staff-text', typed: campaign.message },
      { kind: 'button', label: words.survey.button, href: answerLink },
      ...(reminder ? [] : [{ kind: 'paragraph', text: words.survey.closes(closes) } as const]),
      { kind: 'small', text: words.survey.protection[campaign.protection] },
      { kind: 'small', text: words.survey.personal },
      ...(reminder ? [{ kind: 'small', text: again.ignore } as const] : []),
    ],
    footer: [words.why(networkName, city.name), { label: words.stop.surveys, href: unsubscribeLink }],
  })
}

/** RFC 8058: the mail program shows a button of its own, and posts to the link without opening a page. */
export const oneClickUnsubscribe = (unsubscribeLink: string) => ({
  'List-Unsubscribe': `<${unsubscribeLink}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
})
