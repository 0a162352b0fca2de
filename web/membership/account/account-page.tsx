import type { Child } from 'hono/jsx'
import type { Language } from '../../../shared/identity/person.ts'
import { Layout } from '../../layout.tsx'
import { accountWords, type Done } from '../../words/account.ts'

export type AccountFrame = {
  site: { networkName: string }
  language: Language
  /** Absent on pages that a link in a mail leads to. */
  member?: { name: string } | undefined
}

type AccountPageProps = AccountFrame & {
  title: string
  refused?: boolean | undefined
  done?: Done | undefined
  /** Said before everything else: what could not be done. */
  warning?: string | undefined
  keep?: Readonly<Record<string, string>> | undefined
  keepForm?: string | undefined
  /** The page that all others lead back to. */
  home?: boolean | undefined
  children?: Child
}

/** The frame of every page that a member has for themselves. */
export const AccountPage = (props: AccountPageProps) => {
  const { site, language, member, title, refused, done, warning, keep, keepForm, home, children } = props
  const words = accountWords[language]
  return (
    <Layout
      site={site}
      section="me"
      language={language}
      title={title}
      member={member}
      refused={refused}
      keep={keep}
      keepForm={keepForm}
    >
      {member && !home && (
        <p class="no-print">
          <a href="/me">{words.back}</a>
        </p>
      )}
      {done && (
        <p class="notice" role="status">
          {words.done[done]}
        </p>
      )}
      {warning && (
        <p class="notice warn" role="alert">
          {warning}
        </p>
      )}
      <h1>{title}</h1>
      {children}
    </Layout>
  )
}
