import { gzipSync } from 'node:zlib'
import { type Context, Hono } from 'hono'
import { type Actor, may } from '../../../shared/identity/actor.ts'
import { QuestionId } from '../../../shared/ids.ts'
import type { QuestionReport } from '../../../shared/results/document.ts'
import type { ReportWork } from '../../../shared/results/report-work.ts'
import type { Clock } from '../../../shared/units.ts'
import { type QuotationProblem, QuotationsPage, TextQuestionsPage } from '../../../web/results/quotations-page.tsx'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { statusOf } from '../../http/refusals.ts'
import { type ChosenQuotations, chooseQuotations, mayBeQuoted } from '../drafting/choose-quotations.ts'
import { namedReport } from '../drafting/named-report.ts'
import { readQuotations } from '../drafting/quotations.ts'
import { textsOf, type WrittenText } from '../drafting/texts.ts'
import { canonical } from '../gate/canonical.ts'
import { readSealed } from '../preparing/sealed-store.ts'
import { readDraft } from '../publishing/report-items.ts'

type Needs = { site: Site; table: Table; now: Clock }
type TextReport = Extract<QuestionReport, { kind: 'text' }>

/**
 * The only pages of staff that read answers: texts, for quotations, and sealed inputs, for verification. Whoever reads is
 * named in the audit log, and so reading is asked for by POST. Stands behind the guard of the staff app.
 */
export const rawAnswerRoutes = (needs: Needs) => {
  const { site, table, now } = needs

  const named = async (c: Context<Page>, right: 'results.quote' | 'results.seal') => {
    const found = await namedReport(table, c.req.param('id') ?? '')
    return found && may(c.get('actor'), right, found.work.city) ? found.work : undefined
  }

  const textQuestions = async (work: ReportWork): Promise<TextReport[]> => {
    const draft = await readDraft(table, work, 'SHOWN')
    return (draft?.questions ?? []).filter((question) => question.kind === 'text')
  }

  const chosenOf = async (work: ReportWork, question: QuestionId) =>
    (await readQuotations(table, work)).get(question) ?? []

  const questionsPage = async (c: Context<Page>, work: ReportWork) => {
    const chosen = await readQuotations(table, work)
    const questions = await Promise.all(
      (await textQuestions(work)).map(async (question) => ({
        question,
        chosen: chosen.get(question.id) ?? [],
        mayBeQuoted: await mayBeQuoted(table, work, question.id),
      })),
    )
    const policy = (await readDraft(table, work, 'SHOWN'))?.head.policy
    const needed = policy === undefined || policy === 'exact' ? undefined : policy.quotations
    const page = { site, actor: c.get('actor'), work, questions, needed, saved: c.req.query('saved') !== undefined }
    return <TextQuestionsPage {...page} />
  }

  const readTexts = async (actor: Actor, { campaignId }: ReportWork, question: QuestionId): Promise<WrittenText[]> => {
    const detail = { question }
    await table.write(auditEntry({ at: now(), actor, act: 'report.texts-read', subject: campaignId, detail }))
    return textsOf(table, campaignId, question)
  }

  return (
    new Hono<Page>()
      .get('/staff/reports/:id/texts', async (c) => {
        const work = await named(c, 'results.quote')
        return work ? c.html(await questionsPage(c, work)) : c.notFound()
      })

      // A form that was sent leaves the browser at an address that only takes posts.
      .get('/staff/reports/:id/texts/:question', (c) =>
        c.redirect(`/staff/reports/${encodeURIComponent(c.req.param('id'))}/texts`, 303),
      )

      .post('/staff/reports/:id/texts/:question', async (c) => {
        const work = await named(c, 'results.quote')
        const id = QuestionId.safeParse(c.req.param('question'))
        const question = work && id.success && (await textQuestions(work)).find((one) => one.id === id.data)
        if (!work || !question) return c.notFound()
        // What can never be quoted is shown to nobody: few have written it.
        if (!(await mayBeQuoted(table, work, question.id)))
          return c.html(await questionsPage(c, work), statusOf('too-few-texts'))
        const form = new URLSearchParams(await c.req.text())
        const typed = form.has('quotation') ? form.getAll('quotation') : [...(await chosenOf(work, question.id))]
        const actor = c.get('actor')

        if (form.has('save')) {
          const chosen = await chooseQuotations(needs, actor, work, { question: question.id, typed })
          if (chosen.outcome === 'chosen') return c.redirect(`/staff/reports/${work.campaignId}/texts?saved`, 303)
          const texts = await readTexts(actor, work, question.id)
          const page = { site, actor, work, question, texts, typed, problem: problemOf(chosen) }
          return c.html(<QuotationsPage {...page} />, statusOf(chosen.reason))
        }

        const texts = await readTexts(actor, work, question.id)
        const added = texts.find(({ name }) => name === form.get('add'))
        const quotations = added ? [...typed.filter((one) => one.trim() !== ''), added.text] : typed
        return c.html(<QuotationsPage {...{ site, actor, work, question, texts, typed: quotations }} />)
      })

      .post('/staff/reports/:id/sealed', async (c) => {
        const work = await named(c, 'results.seal')
        const sealed = work && (await readSealed(table, work, work.inputs))
        if (!work || !sealed) return c.notFound()
        const detail = { inputs: work.inputs }
        await table.write(
          auditEntry({
            at: now(),
            actor: c.get('actor'),
            act: 'report.sealed-taken',
            subject: work.campaignId,
            detail,
          }),
        )
        c.header('content-disposition', `attachment; filename="sealed-${work.inputs.slice(0, 16)}.json"`)
        c.header('content-type', 'application/json')
        // A cube of a large city would not fit into the answer of a function.
        c.header('content-encoding', 'gzip')
        return c.body(Uint8Array.from(gzipSync(canonical(sealed))))
      })
  )
}

const problemOf = ({ reason, at = 0 }: Extract<ChosenQuotations, { outcome: 'refused' }>): QuotationProblem => ({
  reason,
  at,
})
