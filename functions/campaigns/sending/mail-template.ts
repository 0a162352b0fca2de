import type { RenderedMail } from '../../../web/mail/layout.tsx'

/** What differs from reader to reader: their name, and their links. */
export type Personal = { name: string; links: Record<string, string> }

/**
 * Renders once for each `key` what all its readers share, with marks in place of what is personal, and fills the marks for
 * each of them. `render` must put every personal part into the mail as it stands, and into no subject.
 */
export const mailTemplates = () => {
  const known = new Map<string, Promise<RenderedMail>>()
  return async (
    key: string,
    personal: Personal,
    render: (personal: Personal) => Promise<RenderedMail>,
  ): Promise<RenderedMail> => {
    if (!isPlain(personal)) return render(personal)
    const template = known.get(key) ?? render(marked(personal))
    known.set(key, template)
    const { subject, html, text } = await template
    return {
      subject,
      html: filled(html, personal, escaped),
      text: filled(text, personal, (part) => part),
    }
  }
}

/** A name with characters that rendering takes out or breaks at is left to rendering. */
const isPlain = ({ name, links }: Personal) =>
  /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(name) && name === name.trim() && Object.values(links).every(isWebAddress)

const isWebAddress = (link: string) => /^https?:\/\/[\w.:/?=&%~-]+$/.test(link)

const marked = ({ links }: Personal): Personal => ({
  name: markOf('name'),
  links: Object.fromEntries(Object.keys(links).map((link) => [link, NOWHERE + markOf(link)])),
})

/** Private-use characters: neither a name nor a link that is filled in has any, and rendering leaves them alone. */
const markOf = (part: string) => `\uE0F0${part}\uE0F1`
const NOWHERE = 'https://mark.invalid/'
const MARK = /(?:https:\/\/mark\.invalid\/)?\uE0F0([a-z]+)\uE0F1/g

const filled = (template: string, { name, links }: Personal, written: (part: string) => string) =>
  template.replace(MARK, (mark, part: string) => {
    const own = part === 'name' ? name : links[part]
    return own === undefined ? mark : written(own)
  })

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
