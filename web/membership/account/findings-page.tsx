import { type Findings, findingsPath, isTabled } from '../../../shared/results/findings.ts'
import { localDay } from '../../local-time.ts'
import { aboutSentences } from '../../results/about-report.ts'
import { quantityText } from '../../results/phrases.ts'
import { protectionSentences } from '../../results/protection-sentences.ts'
import { TotalTable } from '../../results/total-table.tsx'
import { findingsWords } from '../../words/findings.ts'
import { resultWords } from '../../words/results.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type Own = readonly { questionId: string; question: string; answer: string }[]

type FindingsPageProps = AccountFrame & {
  findings: Findings
  /** The reader's own answers, once they asked for them. */
  own?: Own | 'not-stored' | undefined
}

export const FindingsPage = (props: FindingsPageProps) => {
  const { language, findings, own } = props
  const words = findingsWords[language]
  const answers = own === 'not-stored' ? undefined : own
  const questions = findings.questions.filter(isTabled)
  const others = answers?.filter(({ questionId }) => !questions.some(({ id }) => id === questionId)) ?? []
  return (
    <AccountPage {...props} title={words.title}>
      <p class="lead">{findings.title}</p>
      <p>
        {words.page.about(
          quantityText(findings.answered, language),
          findings.cityName,
          localDay(findings.closedAt, findings.timeZone, language),
        )}
      </p>
      <Told findings={findings} language={language} />
      <OwnAnswers findings={findings} own={own} language={language} />
      {questions.map((question) => (
        <section class="card question" id={`q${question.number}`} aria-labelledby={`q${question.number}-title`}>
          <p class="quiet-text">{resultWords[language].report.question(question.number)}</p>
          <h2 id={`q${question.number}-title`}>{question.title}</h2>
          {question.tables.map((table) => (
            <TotalTable table={table} question={question} language={language} />
          ))}
          {answers && (
            <p class="notice own-answer">
              <strong>{words.page.yours}</strong>{' '}
              {answers.find(({ questionId }) => questionId === question.id)?.answer ?? words.page.unanswered}
            </p>
          )}
        </section>
      ))}
      {others.length > 0 && (
        <section class="card" aria-labelledby="others">
          <h2 id="others">{words.page.others}</h2>
          <dl>
            {others.map(({ question, answer }) => (
              <>
                <dt>{question}</dt>
                <dd>{answer}</dd>
              </>
            ))}
          </dl>
        </section>
      )}
      <Means findings={findings} network={props.site.networkName} language={language} />
    </AccountPage>
  )
}

/** What the figures can bear, and how people were protected. */
const Means = ({
  findings,
  network,
  language,
}: Pick<FindingsPageProps, 'findings' | 'language'> & { network: string }) => (
  <section class="card method" id="method" aria-labelledby="method-title">
    <h2 id="method-title">{resultWords[language].report.means}</h2>
    <ul>
      {[...aboutSentences(findings, network, language), ...protectionSentences(findings, language)].map((sentence) => (
        <li>{sentence}</li>
      ))}
    </ul>
    <p>{findingsWords[language].page.council}</p>
  </section>
)

const Told = ({ findings, language }: Pick<FindingsPageProps, 'findings' | 'language'>) => {
  const told = findings.told[language]
  if (told.length === 0) return null
  return (
    <section class="card findings" aria-labelledby="findings">
      <h2 id="findings">{findingsWords[language].page.first}</h2>
      <ol>
        {told.map((text) => (
          <li>{text}</li>
        ))}
      </ol>
    </section>
  )
}

const OwnAnswers = ({ findings, own, language }: Pick<FindingsPageProps, 'findings' | 'own' | 'language'>) => {
  const words = findingsWords[language].page
  if (own === 'not-stored')
    return (
      <p class="notice" role="status">
        {words.notStored}
      </p>
    )
  if (own)
    return (
      <p class="notice" role="status">
        {words.shown} <a href={findingsPath(findings.campaignId)}>{words.hide}</a>
      </p>
    )
  return (
    <form class="no-print" method="post" action={findingsPath(findings.campaignId)}>
      <p>{words.ask}</p>
      <div class="actions">
        <button class="second" type="submit">
          {words.show}
        </button>
      </div>
    </form>
  )
}
