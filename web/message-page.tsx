import type { Actor } from '../shared/identity/actor.ts'
import type { Language } from '../shared/identity/person.ts'
import { Layout, type Section } from './layout.tsx'

type MessagePageProps = {
  site: { networkName: string }
  section: Section
  language: Language
  title: string
  text: string
  actor?: Actor | undefined
  /** Where to go from here. */
  next?: { href: string; label: string } | undefined
}

/** A page that says one thing: there is no such page, this link is too old, this went wrong. */
export const MessagePage = ({ site, section, language, title, text, actor, next }: MessagePageProps) => (
  <Layout site={site} section={section} language={language} title={title} actor={actor}>
    <h1>{title}</h1>
    <p>{text}</p>
    {next && (
      <p>
        <a href={next.href}>{next.label}</a>
      </p>
    )}
  </Layout>
)
