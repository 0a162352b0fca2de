import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import type { ContentProblem } from '../../../shared/campaigns/deciding/schedule.ts'
import type { RoundPurpose } from '../../../shared/campaigns/round.ts'
import type { City } from '../../../shared/cities/city.ts'
import { Language } from '../../../shared/identity/person.ts'
import type { Instant } from '../../../shared/units.ts'
import type { RenderedMail } from '../../../web/mail/layout.tsx'
import { type Content, readiness } from '../drafting/content.ts'
import { exampleInvitation, type MailSite } from '../sending/write-invitation.ts'

type About = { campaign: Campaign; city: City; content: Content }

/** The mail in every language that it may have to be written in; `undefined` where it cannot be. */
export const examplesIn = (site: MailSite, about: About): Promise<(RenderedMail | undefined)[]> =>
  Promise.all(Language.options.map((language) => exampleMail(site, about, { language })))

export const exampleMail = async (
  site: MailSite,
  { campaign, city, content }: About,
  reader: { language: Language; name?: string },
  purpose?: RoundPurpose,
): Promise<RenderedMail | undefined> => {
  const call = content.kind === 'call' ? content.call : undefined
  try {
    return await exampleInvitation({ site, campaign, city, call, ...reader, ...(purpose && { purpose }) })
  } catch {
    return undefined
  }
}

/** What cannot be written in one of the languages is found out before the first mail, not at the first reader of it. */
export const contentProblem = async (
  site: MailSite,
  about: About & { now: Instant },
): Promise<'ready' | ContentProblem> => {
  const ready = readiness(about.content, about.now)
  if (ready !== 'ready') return ready
  return (await examplesIn(site, about)).includes(undefined) ? 'unwritable' : 'ready'
}
