import type { Language } from '../../shared/identity/person.ts'
import { Topic } from '../../shared/words.ts'
import { Choices } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { MessagePage } from '../message-page.tsx'
import { unsubscribeWords } from '../words/unsubscribe.ts'

type UnsubscribePageProps = {
  site: { networkName: string }
  language: Language
  /** What the mail was about that led here. */
  topic: Topic
  token: string
  /** `gone`: no such member any more. */
  standing: 'subscribed' | 'unsubscribed' | 'gone'
  /** All that is mailed now. */
  topics: readonly Topic[]
  /** The choice of topics has just been stored. */
  saved: boolean
}

/** What the mail was about stands first, with one button; below it, all that is mailed. */
export const UnsubscribePage = (props: UnsubscribePageProps) => {
  const { site, language, topic, token, standing, topics, saved } = props
  const words = unsubscribeWords[language]
  const hint = topics.some((other) => other !== topic) ? words.askHint : words.staysHint
  return (
    <Layout site={site} section="member" language={language} title={words.title} keep={{ t: token }}>
      {saved && standing !== 'gone' && (
        <p class="notice" role="status">
          {words.all.saved}
        </p>
      )}
      {standing === 'subscribed' && (
        <>
          <h1>{words.ask[topic]}</h1>
          <p>{hint}</p>
          <OneTopic {...props} act="stop" look="" />
        </>
      )}
      {standing === 'unsubscribed' && (
        <>
          <h1>{words.stopped[topic]}</h1>
          <p>{hint}</p>
          <p>{words.againHint}</p>
          <OneTopic {...props} act="again" look="second" />
        </>
      )}
      {standing === 'gone' ? <h1>{words.gone}</h1> : <AllTopics {...props} />}
    </Layout>
  )
}

const OneTopic = ({
  language,
  topic,
  token,
  act,
  look,
}: Pick<UnsubscribePageProps, 'language' | 'topic' | 'token'> & { act: 'stop' | 'again'; look: string }) => (
  <div class="actions">
    <form method="post" action="/unsubscribe">
      <input type="hidden" name="t" value={token} />
      <button class={look} type="submit" name="act" value={act}>
        {unsubscribeWords[language][act][topic]}
      </button>
    </form>
  </div>
)

const AllTopics = ({ language, token, topics }: Pick<UnsubscribePageProps, 'language' | 'token' | 'topics'>) => {
  const { all } = unsubscribeWords[language]
  return (
    <>
      <h2>{all.title}</h2>
      <form method="post" action="/unsubscribe">
        <input type="hidden" name="t" value={token} />
        <Choices
          name="topics"
          legend={all.legend}
          help={all.help}
          options={Topic.options.map((topic) => ({ value: topic, label: all.topics[topic] }))}
          chosen={topics}
          multiple
        />
        <div class="actions">
          <button class="second" type="submit" name="act" value="choose">
            {all.save}
          </button>
          <button class="second" type="submit" name="act" value="none">
            {all.none}
          </button>
        </div>
      </form>
    </>
  )
}

/** `example`: the link was never anybody's. */
export const UnsubscribeRefused = ({
  site,
  language,
  why = 'forged',
}: Pick<UnsubscribePageProps, 'site' | 'language'> & { why?: 'forged' | 'example' }) => {
  const { title, text } = unsubscribeWords[language][why]
  return <MessagePage site={site} section="member" language={language} title={title} text={text} />
}
