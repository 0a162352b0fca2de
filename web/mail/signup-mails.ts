import type { Language } from '../../shared/identity/person.ts'
import { dollars } from '../../shared/membership/dues.ts'
import type { Cents, Instant, PlainDate } from '../../shared/units.ts'
import type { Topic } from '../../shared/words.ts'
import { dateText, LOCALE, localTime } from '../local-time.ts'
import { callWords } from '../words/calls.ts'
import { mailWords } from '../words/mail.ts'
import { membershipWords } from '../words/membership.ts'
import { type Letterhead, type MailBlock, type RenderedMail, renderMail } from './layout.tsx'

type About = Letterhead & { city: { name: string; timeZone: string }; language: Language }

/** Nothing that was typed into the form stands in it: until the link is used, the mailbox may be a stranger's. */
export const activationMail = (
  { networkName, postalAddress, city, language }: About,
  { link, expires, reminder }: { link: string; expires: Instant; reminder: boolean },
): Promise<RenderedMail> => {
  const words = membershipWords[language].mails
  const { subject: subjectFor, text } = reminder ? words.reminder : words.activation
  const subject = subjectFor(city.name)
  return renderMail({
    language,
    networkName,
    postalAddress,
    subject,
    blocks: [
      { kind: 'heading', text: subject },
      { kind: 'paragraph', text: words.activation.greeting },
      { kind: 'paragraph', text: text(city.name) },
      { kind: 'button', label: words.activation.button, href: link },
      { kind: 'small', text: words.activation.until(localTime(expires, city.timeZone, language)) },
    ],
    footer: [words.why(city.name), words.activation.ignore],
  })
}

export const welcomeMail = (
  { networkName, postalAddress, city, language }: About,
  {
    name,
    paidThrough,
    topics,
    charged,
    call,
    cityPage,
    account,
  }: {
    name: string
    paidThrough: PlainDate
    topics: readonly Topic[]
    /** What the card is charged by itself, and from which day on. */
    charged?: { cents: Cents; interval: 'year' | 'month'; on: PlainDate } | undefined
    /** The next one, with the reader's link to reply by. */
    call?: { title: string; startsAt: Instant; link: string } | undefined
    cityPage: string
    account: string
  },
): Promise<RenderedMail> => {
  const words = membershipWords[language].mails
  const subject = words.welcome.subject(city.name)
  const agreed = new Intl.ListFormat(LOCALE[language]).format(topics.map((topic) => words.welcome.topics[topic]))
  return renderMail({
    language,
    networkName,
    postalAddress,
    subject,
    blocks: [
      { kind: 'heading', text: subject },
      { kind: 'paragraph', text: mailWords[language].greeting(name) },
      { kind: 'paragraph', text: words.welcome.text(city.name, dateText(paidThrough, language)) },
      {
        kind: 'paragraph',
        text: charged
          ? words.welcome.renews[charged.interval](dollars(charged.cents), dateText(charged.on, language))
          : words.welcome.byHand,
      },
      { kind: 'paragraph', text: topics.length > 0 ? words.welcome.next(agreed) : words.welcome.nextNothing },
      ...(call ? nextCall(call, city, language) : []),
      { kind: 'button', label: words.welcome.button, href: cityPage },
      { kind: 'paragraph', text: words.welcome.account },
      { kind: 'button', label: words.welcome.accountButton, href: account },
    ],
    footer: [mailWords[language].why(networkName, city.name)],
  })
}

const nextCall = (
  { title, startsAt, link }: { title: string; startsAt: Instant; link: string },
  { timeZone }: { timeZone: string },
  language: Language,
): MailBlock[] => [
  { kind: 'subheading', text: callWords[language].city.title },
  { kind: 'paragraph', text: `${title}. ${localTime(startsAt, timeZone, language)}` },
  { kind: 'button', label: callWords[language].ask, href: link },
]

/** To someone who was a member already when these dues arrived. */
export const thanksMail = (
  { networkName, postalAddress, city, language }: About,
  { name, paidThrough, cents }: { name: string; paidThrough: PlainDate; cents: Cents },
): Promise<RenderedMail> => {
  const words = membershipWords[language].mails
  return renderMail({
    language,
    networkName,
    postalAddress,
    subject: words.thanks.subject,
    blocks: [
      { kind: 'heading', text: words.thanks.subject },
      { kind: 'paragraph', text: mailWords[language].greeting(name) },
      {
        kind: 'paragraph',
        text: words.thanks.text(dollars(cents), city.name, dateText(paidThrough, language)),
      },
    ],
    footer: [mailWords[language].why(networkName, city.name)],
  })
}
