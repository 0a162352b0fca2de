import type { Language } from '../../../shared/identity/person.ts'
import { Layout } from '../../layout.tsx'
import { joinWords } from '../../words/join.ts'

export const JoinedPage = ({ site, language }: { site: { networkName: string }; language: Language }) => {
  const words = joinWords[language].joined
  return (
    <Layout site={site} section="public" language={language} title={words.title}>
      <h1>{words.title}</h1>
      <p class="lead">{words.text}</p>
      <p>{words.spam}</p>
      <p>
        <a href="/">{words.home}</a>
      </p>
    </Layout>
  )
}
