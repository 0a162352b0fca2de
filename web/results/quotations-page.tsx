import type { Actor } from '../../shared/identity/actor.ts'
import type { QuestionReport } from '../../shared/results/document.ts'
import { CUT, LONGEST_QUOTATION, MOST_QUOTATIONS, type QuotationRefusal } from '../../shared/results/quotations.ts'
import type { ReportWork } from '../../shared/results/report-work.ts'
import { type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { quantityText } from './phrases.ts'

type TextReport = Extract<QuestionReport, { kind: 'text' }>
type Base = { site: { networkName: string }; actor: Actor; work: ReportWork }

type TextQuestionsProps = Base & {
  questions: readonly { question: TextReport; chosen: readonly string[]; mayBeQuoted: boolean }[]
  /** People who must have written something. */
  needed: number | undefined
  saved: boolean
}

/** Which questions people answered in words of their own, and what is quoted of them so far. */
export const TextQuestionsPage = ({ site, actor, work, questions, needed, saved }: TextQuestionsProps) => (
  <Layout site={site} section="staff" language="en" title="Quotations" actor={actor}>
    <p>
      <a href={`/staff/reports/${work.campaignId}`}>{work.title}</a>
    </p>
    <h1>Quotations</h1>
    <p class="lead">
      A report quotes only what you choose, and only where many people wrote something: words can give a person away.
    </p>
    {saved && <p class="notice">Saved. The quotations go into the report when you let it go.</p>}
    {questions.length === 0 && <p class="empty">The survey asked nothing that people answer in words of their own.</p>}
    {questions.map(({ question, chosen, mayBeQuoted }) => (
      <section class="card">
        <h2>{question.title}</h2>
        <p>{quantityText(question.texts, 'en')} people wrote something.</p>
        {chosen.map((quotation) => (
          <blockquote>{quotation}</blockquote>
        ))}
        {mayBeQuoted ? (
          <form method="post" action={`/staff/reports/${work.campaignId}/texts/${question.id}`}>
            <button class="second" type="submit">
              Read the texts
            </button>
            <p class="help">That you read them stands in the audit log.</p>
          </form>
        ) : (
          <p class="notice">
            Too few people wrote something for any of it to be quoted
            {needed !== undefined && `: at least ${needed} have to`}.
          </p>
        )}
      </section>
    ))}
  </Layout>
)

export type QuotationProblem = { reason: QuotationRefusal | 'published-already'; at: number }

type QuotationsProps = Base & {
  question: TextReport
  texts: readonly { name: string; text: string }[]
  /** What is quoted so far, and what is being typed. */
  typed: readonly string[]
  problem?: QuotationProblem | undefined
}

/** What people wrote, with nothing beside it, and what is quoted of it. */
export const QuotationsPage = ({ site, actor, work, question, texts, typed, problem }: QuotationsProps) => {
  const problems: Problem[] = problem ? [{ field: `quotation-${problem.at}`, message: REFUSED[problem.reason] }] : []
  const fields = typed.length < MOST_QUOTATIONS ? [...typed, ''] : typed
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title={question.title}
      actor={actor}
      refused={problems.length > 0}
    >
      <p>
        <a href={`/staff/reports/${work.campaignId}/texts`}>Quotations</a>
      </p>
      <h1>{question.title}</h1>
      <Problems language="en" problems={problems} />
      <form method="post" action={`/staff/reports/${work.campaignId}/texts/${question.id}`}>
        <section class="card" aria-labelledby="chosen">
          <h2 id="chosen">What the report quotes</h2>
          <p class="help">
            Cut out names, places and whatever else could give the writer away, and put {CUT} or [...] in its place. No
            word may be put in. Whoever reads the report does not learn who wrote it.
          </p>
          {fields.map((quotation, index) => (
            <div class={problem?.at === index ? 'field wrong' : 'field'}>
              <label for={`quotation-${index}`}>Quotation {index + 1}</label>
              {problem?.at === index && (
                <p class="problem" id={`quotation-${index}-problem`}>
                  {REFUSED[problem.reason]}
                </p>
              )}
              <textarea
                id={`quotation-${index}`}
                name="quotation"
                rows={3}
                maxlength={2 * LONGEST_QUOTATION}
                aria-invalid={problem?.at === index ? 'true' : undefined}
                aria-describedby={problem?.at === index ? `quotation-${index}-problem` : undefined}
              >
                {`\n${quotation}`}
              </textarea>
            </div>
          ))}
          <button type="submit" name="save" value="yes">
            Save
          </button>
        </section>
        <section aria-labelledby="texts">
          <h2 id="texts">What people wrote</h2>
          <p class="help">In no order, without anything about who wrote it.</p>
          <ul class="cards">
            {texts.map(({ name, text }) => (
              <li class="card">
                <p class="as-written">{text}</p>
                <button class="second" type="submit" name="add" value={name} aria-label={`Quote: ${text.slice(0, 60)}`}>
                  Quote it
                </button>
              </li>
            ))}
          </ul>
        </section>
      </form>
    </Layout>
  )
}

const REFUSED: Record<QuotationProblem['reason'], string> = {
  'too-few-texts': 'Too few people wrote something for any of it to be quoted.',
  'too-many': `Quote at most ${MOST_QUOTATIONS} texts.`,
  'too-long': `Cut this quotation to ${LONGEST_QUOTATION} characters or less.`,
  'not-in-a-text': `This stands in no text as it is written here. Only cut out, and put ${CUT} where something is missing.`,
  'published-already': 'This report has been let go already.',
}
