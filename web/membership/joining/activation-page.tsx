import type { Child } from 'hono/jsx'
import type { Language } from '../../../shared/identity/person.ts'
import { Field, type Problem, Problems } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'
import { membershipWords } from '../../words/membership.ts'

type ActivationPageProps = { site: { networkName: string }; language: Language } & (
  | { shows: 'button' | 'expired'; token: string }
  | { shows: 'done' | 'used' | 'lapsed' | 'sent' }
  | { shows: 'unknown'; email?: string; problems?: readonly Problem[] }
)

export const ActivationPage = (props: ActivationPageProps) => {
  const { site, language } = props
  const words = membershipWords[language].activation
  const page = (title: string, text: string, rest?: Child) => (
    <Layout
      site={site}
      section="member"
      language={language}
      title={title}
      refused={props.shows === 'unknown' && (props.problems ?? []).length > 0}
      keep={'token' in props ? { t: props.token } : undefined}
    >
      <h1>{title}</h1>
      {props.shows === 'unknown' && <Problems language={language} problems={props.problems ?? []} />}
      <p class="lead">{text}</p>
      {rest}
    </Layout>
  )
  switch (props.shows) {
    case 'button':
      return page(
        words.title,
        words.text,
        <form method="post" action="/activation">
          <input type="hidden" name="t" value={props.token} />
          <button type="submit">{words.button}</button>
        </form>,
      )
    case 'expired':
      return page(
        words.expiredTitle,
        words.expiredText,
        <form method="post" action="/activation">
          <input type="hidden" name="act" value="resend" />
          <input type="hidden" name="t" value={props.token} />
          <button type="submit">{words.freshButton}</button>
        </form>,
      )
    case 'unknown':
      return page(
        words.unknownTitle,
        words.unknownText,
        <form method="post" action="/activation" novalidate>
          <input type="hidden" name="act" value="resend" />
          <Field
            name="email"
            label={words.email}
            value={props.email}
            problems={props.problems}
            type="email"
            inputmode="email"
            autocomplete="email"
            required
          />
          <button type="submit">{words.freshButton}</button>
        </form>,
      )
    case 'done':
      return page(words.doneTitle, words.doneText)
    case 'used':
      return page(words.usedTitle, words.usedText)
    case 'lapsed':
      return page(words.lapsedTitle, words.lapsedText)
    case 'sent':
      return page(words.sentTitle, words.sentText)
  }
}
