import type { Language } from '../../shared/identity/person.ts'
import { mailWords } from '../words/mail.ts'
import { type Letterhead, type RenderedMail, renderMail } from './layout.tsx'
import { readStaffText, staffTextAsWords } from './staff-text.ts'

type Update = Letterhead & {
  city: { name: string; timeZone: string }
  reader: { name: string; language: Language }
  title: string
  message: string
  unsubscribeLink: string
}

/** News and findings. */
export const updateMail = ({
  networkName,
  postalAddress,
  city,
  reader,
  title,
  message,
  unsubscribeLink,
}: Update): Promise<RenderedMail> => {
  const words = mailWords[reader.language]
  return renderMail({
    language: reader.language,
    networkName,
    postalAddress,
    subject: title,
    preview: staffTextAsWords(readStaffText(message)).slice(0, PREVIEW),
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'paragraph', text: words.greeting(reader.name) },
      { kind: 'staff-text', typed: message },
    ],
    footer: [words.why(networkName, city.name), { label: words.stop.updates, href: unsubscribeLink }],
  })
}

/** Characters; mailboxes show fewer. */
const PREVIEW = 140
