import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { CampaignId } from '../../shared/ids.ts'
import type { AnsweringRefusal } from '../../shared/surveys/answering.ts'
import type { Typed } from '../../shared/surveys/answers.ts'
import { shortLocalTime } from '../../web/local-time.ts'
import { AnsweringRefused, AnswerPage, ThanksPage } from '../../web/surveys/answer-page.tsx'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { chosenLanguage } from '../http/chosen-language.ts'
import { statusOf } from '../http/refusals.ts'
import { type AnsweringNeeds, admitRespondent } from './admit-respondent.ts'
import { type OpenQuestionnaire, openQuestionnaire } from './open-questionnaire.ts'
import { submitResponse } from './submit-response.ts'

type Needs = AnsweringNeeds & { site: Site; table: Pick<Table, 'get' | 'write'> }

/** Answering by the personal link of an invitation, without signing in. */
export const answerRoutes = (needs: Needs) => {
  const { site } = needs

  return new Hono<Page>()
    .get('/answers/start', async (c) => {
      const token = c.req.query('t') ?? ''
      const admission = await admitRespondent(needs, token)
      if (admission.outcome === 'refused') return refuse(site, c, admission.reason)
      const { campaignId } = admission.campaign
      keepLink(c, campaignId, token)
      return c.redirect(`/answers/${campaignId}`, 303)
    })

    .get('/answers/:campaignId', async (c) => {
      const campaignId = CampaignId.safeParse(c.req.param('campaignId'))
      if (!campaignId.success) return c.notFound()
      const token = getCookie(c, linkCookie(campaignId.data), 'host')
      if (!token) return refuse(site, c, 'no-link')
      const opened = await openQuestionnaire(needs, { campaignId: campaignId.data, token, language: chosenLanguage(c) })
      if (opened.outcome === 'refused') return refuse(site, c, opened.reason)
      keepLink(c, campaignId.data, token)
      const fromProfile = opened.version === 0 && Object.keys(opened.typed).length > 0
      return c.html(<AnswerPage {...pageProps(site, opened)} token={token} fromProfile={fromProfile} />)
    })

    .post('/answers/:campaignId', async (c) => {
      const campaignId = CampaignId.safeParse(c.req.param('campaignId'))
      if (!campaignId.success) return c.notFound()
      const form = new URLSearchParams(await c.req.text())
      const token = form.get('link') ?? getCookie(c, linkCookie(campaignId.data), 'host')
      if (!token) return refuse(site, c, 'no-link')
      const typed = gathered(form)
      const language = chosenLanguage(c)
      const version = /^\d{1,9}$/.test(form.get('version') ?? '') ? Number(form.get('version')) : 0
      if (form.has('otherLanguage')) {
        const opened = await openQuestionnaire(needs, { campaignId: campaignId.data, token, language })
        if (opened.outcome === 'refused') return refuse(site, c, opened.reason)
        return c.html(<AnswerPage {...pageProps(site, { ...opened, typed, version })} token={token} />)
      }
      const result = await submitResponse(needs, { campaignId: campaignId.data, token, version, typed, language })
      if (result.outcome === 'saved') {
        keepLink(c, campaignId.data, token)
        return c.redirect(`/answers/${campaignId.data}/thanks`, 303)
      }
      switch (result.reason) {
        case 'invalid':
          return c.html(
            <AnswerPage {...pageProps(site, result.questionnaire)} token={token} faults={result.faults} />,
            statusOf(result.reason),
          )
        case 'changed-meanwhile':
          return c.html(
            <AnswerPage {...pageProps(site, result.questionnaire)} token={token} unsaved={typed} />,
            statusOf(result.reason),
          )
        default:
          return refuse(site, c, result.reason)
      }
    })

    .get('/answers/:campaignId/thanks', async (c) => {
      const campaignId = CampaignId.safeParse(c.req.param('campaignId'))
      if (!campaignId.success) return c.notFound()
      const token = getCookie(c, linkCookie(campaignId.data), 'host')
      if (!token) return refuse(site, c, 'no-link')
      const admission = await admitRespondent(needs, token, campaignId.data)
      if (admission.outcome === 'refused') return refuse(site, c, admission.reason)
      const { campaign, city, member } = admission
      const language = chosenLanguage(c) ?? member.language
      return c.html(
        <ThanksPage
          site={site}
          language={language}
          title={campaign.title}
          until={shortLocalTime(campaign.closesAt, city.timeZone, language)}
          again={`/answers/${campaign.campaignId}`}
        />,
      )
    })
}

const linkCookie = (campaignId: CampaignId) => `answer-${campaignId}`

/** The link moves from the address into a cookie of this campaign: addresses stay in histories and in logs. */
const keepLink = (c: Context<Page>, campaignId: CampaignId, token: string) =>
  setCookie(c, linkCookie(campaignId), token, {
    prefix: 'host',
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: 2 * 3600,
  })

const pageProps = (site: Site, { campaign, city, survey, questions, typed, version, language }: OpenQuestionnaire) => ({
  site,
  language,
  // The headline of the mail that led here, and of the report.
  survey: { ...survey, title: campaign.title },
  questions,
  typed,
  version,
  until: shortLocalTime(campaign.closesAt, city.timeZone, language),
})

const refuse = (site: Site, c: Context<Page>, reason: AnsweringRefusal | 'no-link') =>
  c.html(<AnsweringRefused site={site} language={c.get('reader')} reason={reason} />, statusOf(reason))

/** Every name with all its values, in one pass: `getAll` for each name would take the square of a long form's time. */
const gathered = (form: URLSearchParams): Typed => {
  const typed = new Map<string, string[]>()
  for (const [name, value] of form) {
    const values = typed.get(name)
    if (values) values.push(value)
    else typed.set(name, [value])
  }
  return Object.fromEntries(typed)
}
