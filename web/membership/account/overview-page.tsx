import type { Reply } from '../../../shared/calls/call.ts'
import type { City } from '../../../shared/cities/city.ts'
import type { Language } from '../../../shared/identity/person.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import { dollars } from '../../../shared/membership/dues.ts'
import { isCharged } from '../../../shared/membership/dues-acts.ts'
import { renewsByItself } from '../../../shared/membership/mandate.ts'
import type { Member } from '../../../shared/membership/member.ts'
import { type LivingMembership, lapsesOn } from '../../../shared/membership/membership.ts'
import { stepsLeft } from '../../../shared/membership/renewal.ts'
import { findingsPath } from '../../../shared/results/findings.ts'
import type { Instant, PlainDate } from '../../../shared/units.ts'
import { CallTime, ReaderTimeScript } from '../../calls/call-time.tsx'
import { dateText } from '../../local-time.ts'
import { accountWords, type Done } from '../../words/account.ts'
import { callWords } from '../../words/calls.ts'
import { findingsWords } from '../../words/findings.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type OverviewPageProps = AccountFrame & {
  member: Member
  membership: LivingMembership
  city: City
  calls: readonly { title: string; startsAt: Instant; reply: Reply | 'waiting' | undefined; link: string }[]
  findings: readonly { title: string; campaignId: CampaignId }[]
  done?: Done | undefined
}

export const OverviewPage = (props: OverviewPageProps) => {
  const { site, language, member, membership, city, calls, findings, done } = props
  const { overview: words, signIn } = accountWords[language]
  const day = (of: Parameters<typeof dateText>[0]) => dateText(of, language)
  const state = words.states[membership.state]
  const failing = membership.mandate?.standing === 'failing'
  const charged = renewsByItself(membership.mandate)
  // In the days of grace a cancellation leaves nothing to stand until.
  const ended = done === 'cancel' && membership.state === 'lapsed'
  const ahead = whatIsAhead(membership, language)
  return (
    <AccountPage site={site} language={language} member={member} title={words.title} done={ended ? 'ended' : done} home>
      <section class="card narrow">
        <h2>
          {words.member(city.name)}{' '}
          <span class={membership.state === 'active' ? 'badge' : 'badge warn'}>{state.badge}</span>
        </h2>
        <p class="lead">{state.text(day(membership.paidThrough))}</p>
        <p>{paymentText(membership, language)}</p>
        <div class="actions">
          {failing && (
            <a class="button" href="/me/card">
              {words.card}
            </a>
          )}
          <a class={failing || charged ? 'button second' : 'button'} href="/me/renew">
            {membership.state === 'lapsed' ? words.comeBack : words.renew}
          </a>
        </div>
        <h3>{words.planTitle}</h3>
        {ahead.length === 0 ? (
          <p>{words.noPlan}</p>
        ) : (
          <ul>
            {ahead.map(({ on, what }) => (
              <li>
                <strong>{day(on)}</strong>: {what}
              </li>
            ))}
          </ul>
        )}
      </section>
      <NextCalls calls={calls} city={city} language={language} />
      <Found findings={findings} language={language} />
      <ul class="cards">
        {LINKS.map((name) => (
          <li class="card">
            <a href={`/me/${name}`}>
              <strong>{words.links[name].title}</strong>
            </a>
            <br />
            <span class="quiet-text">{words.links[name].text}</span>
          </li>
        ))}
      </ul>
      <details class="narrow">
        <summary>{signIn.everywhere}</summary>
        <p>{signIn.everywhereText}</p>
        <form method="post" action="/me/sign-out">
          <button class="danger" type="submit" name="where" value="everywhere">
            {signIn.everywhere}
          </button>
        </form>
      </details>
    </AccountPage>
  )
}

const NextCalls = ({ calls, city, language }: Pick<OverviewPageProps, 'calls' | 'city' | 'language'>) => {
  const words = callWords[language]
  if (calls.length === 0) return null
  return (
    <section class="card narrow">
      <h2>{words.mine.title}</h2>
      <ul class="record">
        {calls.map(({ title, startsAt, reply, link }) => (
          <li>
            <strong>{title}</strong>
            <br />
            <CallTime at={startsAt} city={city} language={language} />
            <p>
              {reply ? words.stored[reply] : words.mine.open}{' '}
              <a href={link}>{reply ? words.change : words.mine.reply}</a>
            </p>
          </li>
        ))}
      </ul>
      <ReaderTimeScript />
    </section>
  )
}

const Found = ({ findings, language }: Pick<OverviewPageProps, 'findings' | 'language'>) => {
  const words = findingsWords[language].mine
  if (findings.length === 0) return null
  return (
    <section class="card narrow">
      <h2>{words.title}</h2>
      <ul class="record">
        {findings.map(({ title, campaignId }) => (
          <li>
            <strong>{title}</strong>
            <br />
            <a href={findingsPath(campaignId)}>{words.read}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}

const LINKS = ['profile', 'address', 'preferences', 'about-me', 'dues', 'receipts', 'data', 'erase'] as const

/** The steps of the renewal and, by a card that is charged by itself, the charge that nobody here plans. */
const whatIsAhead = (membership: LivingMembership, language: Language): { on: PlainDate; what: string }[] => {
  const words = accountWords[language].overview
  const { state, mandate } = membership
  const stands = state === 'active' || state === 'in-grace'
  const charge = stands && isCharged(mandate) && !mandate.failing ? mandate : undefined
  const steps = stepsLeft(membership).map(({ step, on }) => ({
    on,
    what: step === 'lapse' && charge ? words.lapseUncharged : words.plan[step],
  }))
  if (!charge?.chargesOn) return steps
  const charged = { on: charge.chargesOn, what: words.charge(dollars(charge.cents)) }
  return [...steps, charged].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/** How it goes on with the money, in one sentence or two. */
const paymentText = (membership: LivingMembership, language: Language): string => {
  const words = accountWords[language].overview
  const { mandate } = membership
  if (membership.state === 'lapsed' || membership.state === 'cancelled') return words.byHand
  if (mandate?.failing) return words.failing(dateText(mandate.failing.since, language))
  if (isCharged(mandate) && mandate.chargesOn)
    return words.charged(dollars(mandate.cents), mandate.interval, dateText(mandate.chargesOn, language))
  const how = mandate?.standing === 'stopping' ? words.stopping : words.byHand
  return `${how} ${words.lapses(dateText(lapsesOn(membership.paidThrough), language))}`
}
