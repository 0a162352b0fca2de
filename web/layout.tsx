import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { type Actor, isStaff } from '../shared/identity/actor.ts'
import type { Language } from '../shared/identity/person.ts'
import { SendingBanner, type SendingOff } from './mail/sending-banner.tsx'
import { pageWords } from './words/page.ts'

/** Which part of the house the reader is in: it decides what the bar on top leads to. */
export type Section = 'public' | 'member' | 'me' | 'account' | 'staff' | 'council'

type LayoutProps = {
  site: { networkName: string }
  section: Section
  language: Language
  title: string
  /** A form came back with problems: the title says so first, for those who hear pages. */
  refused?: boolean | undefined
  actor?: Reader | undefined
  /** A member who is signed in. */
  member?: { name: string } | undefined
  /** What of the page's address the link to the other language must carry on. */
  keep?: Readonly<Record<string, string>> | undefined
  /** The id of a form whose contents the other language must not lose: it is sent along, as `otherLanguage`. */
  keepForm?: string | undefined
  /** Seconds after which the browser loads the page again; for pages that show something moving. */
  refreshSeconds?: number | undefined
  /** A script that keeps the page up to date instead, where scripts run. */
  refreshScript?: string | undefined
  children?: Child
}

export const Layout = ({
  site,
  section,
  language,
  title,
  refused,
  actor,
  member,
  refreshSeconds,
  refreshScript,
  keep,
  keepForm,
  children,
}: LayoutProps) => {
  const words = pageWords[language]
  const links = linksFor(section, actor, words)
  return (
    <>
      {DOCTYPE}
      <html lang={language} dir="ltr">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content={section === 'council' ? 'light dark' : 'light'} />
          {refreshSeconds && <Refresh seconds={refreshSeconds} script={refreshScript} />}
          <title>{`${refused ? words.error : ''}${title} · ${site.networkName}`}</title>
          <link rel="stylesheet" href="/assets/site.css" />
          <link rel="icon" href="data:," />
        </head>
        <body class={section}>
          <a class="skip" href="#content">
            {words.skip}
          </a>
          <header class="bar">
            <a class="brand" href={HOME[section]}>
              {site.networkName}
            </a>
            {links.length > 0 && (
              <nav aria-label={site.networkName}>
                {links.map(([href, label]) => (
                  <a href={href}>{label}</a>
                ))}
              </nav>
            )}
            {(actor ?? member) && (
              <form class="who" method="post" action={actor ? '/sign-out' : '/me/sign-out'}>
                {actor?.roles.length ? (
                  <a href="/account/keys" title={words.keys}>
                    {actor.name}
                  </a>
                ) : (
                  <span>{(actor ?? member)?.name}</span>
                )}
                <button class="quiet" type="submit">
                  {words.signOut}
                </button>
              </form>
            )}
            {section !== 'staff' && <OtherLanguage language={language} keep={keep} keepForm={keepForm} />}
          </header>
          <main id="content">
            {section === 'staff' && actor?.sendingOff && <SendingBanner {...actor.sendingOff} />}
            {children}
          </main>
          <footer>{words.footer}</footer>
        </body>
      </html>
    </>
  )
}

const Refresh = ({ seconds, script }: { seconds: number; script: string | undefined }) => {
  const again = <meta http-equiv="refresh" content={String(seconds)} />
  if (!script) return again
  return (
    <>
      <noscript>{again}</noscript>
      <script src={script} defer />
    </>
  )
}

const OtherLanguage = ({ language, keep, keepForm }: Pick<LayoutProps, 'language' | 'keep' | 'keepForm'>) => {
  const { otherLanguage } = pageWords[language]
  const other = OTHER[language]
  const address = `?${new URLSearchParams({ ...keep, lang: other })}`
  if (!keepForm)
    return (
      <a class="language" href={address} lang={other} hreflang={other}>
        {otherLanguage}
      </a>
    )
  return (
    <>
      {/* The Enter key presses the first button of a form, and must not change the language. */}
      <span class="trap" aria-hidden="true">
        <button type="submit" form={keepForm} tabindex={-1} />
      </span>
      <button
        class="language"
        type="submit"
        form={keepForm}
        formaction={address}
        formnovalidate
        name="otherLanguage"
        value={other}
        lang={other}
      >
        {otherLanguage}
      </button>
    </>
  )
}

/** Whoever is signed in; of staff, how many tasks wait for them, and that this environment sends no mail. */
export type Reader = Actor & { openTasks?: number | undefined; sendingOff?: SendingOff | undefined }

const tasks = (actor: Reader | undefined, words: typeof pageWords.en) => {
  const open = actor?.openTasks ?? 0
  return open === 0 ? words.staff.tasks : `${words.staff.tasks} (${open > MOST_COUNTED ? `${MOST_COUNTED}+` : open})`
}
const MOST_COUNTED = 99

/** Staff keep their menu wherever they are signed in; others get the way to what they may read. */
const linksFor = (section: Section, actor: Reader | undefined, words: typeof pageWords.en): [string, string][] => {
  if (section === 'public')
    return [
      ['/', words.cities],
      ['/join', words.join],
      ['/me', words.mine],
    ]
  if (section === 'me') return [['/me', words.mine]]
  if (section === 'staff' || (actor && isStaff(actor)))
    return [
      ['/staff/members', words.staff.members],
      ['/staff/tasks', tasks(actor, words)],
      ['/staff/campaigns', words.staff.campaigns],
      ['/staff/calls', words.staff.calls],
      ['/staff/surveys', words.staff.surveys],
      ['/staff/reports', words.staff.reports],
      ['/staff/cities', words.staff.cities],
      ['/staff/people', words.staff.people],
    ]
  return section === 'council' || actor?.roles.length ? [['/council', words.staff.reports]] : []
}

const DOCTYPE = raw('<!doctype html>')
/** Where the network's name leads, and whoever got lost. */
export const HOME = { public: '/', member: '/', me: '/me', account: '/', staff: '/staff', council: '/council' } as const
const OTHER = { en: 'es', es: 'en' } as const
