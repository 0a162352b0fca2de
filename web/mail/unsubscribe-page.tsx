import type { Language } from '../../shared/identity/person.ts'
import type { Topic } from '../../shared/words.ts'
import { Layout } from '../layout.tsx'
import { MessagePage } from '../message-page.tsx'
import { unsubscribeWords } from '../words/unsubscribe.ts'

type UnsubscribePageProps = {
  site: { networkName: string }
  language: Language
  topic: Topic
  token: string
  /** `gone`: no such member any more. */
  standing: 'subscribed' | 'unsubscribed' | 'gone'
}

export const UnsubscribePage = ({ site, language, topic, token, standing }: UnsubscribePageProps) => {
  const words = unsubscribeWords[language]
  const form = (act: 'stop' | 'again', style: string) => (
    <form method="post" action="/unsubscribe">
      <input type="hidden" name="t" value={token} />
      <button class={style} type="submit" name="act" value={act}>
        {words[act][topic]}
      </button>
    </form>
  )
  return (
    <Layout site={site} section="member" language={language} title={words.title} keep={{ t: token }}>
      {standing === 'subscribed' && (
        <>
          <h1>{words.ask[topic]}</h1>
          <p>{words.askHint}</p>
          <div class="actions">{form('stop', '')}</div>
        </>
      )}
      {standing === 'unsubscribed' && (
        <>
          <h1>{words.stopped[topic]}</h1>
          <p>{words.askHint}</p>
          <p>{words.againHint}</p>
          <div class="actions">{form('again', 'second')}</div>
        </>
      )}
      {standing === 'gone' && <h1>{words.gone}</h1>}
    </Layout>
  )
}

export const UnsubscribeRefused = ({ site, language }: Pick<UnsubscribePageProps, 'site' | 'language'>) => {
  const { title, text } = unsubscribeWords[language].forged
  return <MessagePage site={site} section="member" language={language} title={title} text={text} />
}
