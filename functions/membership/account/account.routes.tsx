import { type Context, Hono } from 'hono'
import { deleteCookie } from 'hono/cookie'
import * as z from 'zod'
import { CITIES, City } from '../../../shared/cities/city.ts'
import type { NewId } from '../../../shared/ids.ts'
import { DuesAct } from '../../../shared/membership/dues-acts.ts'
import { Demographics } from '../../../shared/membership/member.ts'
import { profileTyped, readAddress, readProfile, TypedProfile } from '../../../shared/membership/profile-form.ts'
import { bankOptions, DIMENSIONS } from '../../../shared/surveys/bank.ts'
import type { Clock } from '../../../shared/units.ts'
import { Topic } from '../../../shared/words.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { AboutMePage } from '../../../web/membership/account/about-me-page.tsx'
import { AddressPage, ConfirmAddressPage } from '../../../web/membership/account/address-page.tsx'
import { OverviewPage } from '../../../web/membership/account/overview-page.tsx'
import { PreferencesPage } from '../../../web/membership/account/preferences-page.tsx'
import { ProfilePage } from '../../../web/membership/account/profile-page.tsx'
import { joinProblem } from '../../../web/membership/joining/join-problem.ts'
import { accountWords, type Done } from '../../../web/words/account.ts'
import type { Links } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import type { RateLimits } from '../../adapters/rate-limit.ts'
import type { Table } from '../../adapters/table.ts'
import type { Site } from '../../http/audience.tsx'
import { MEMBER_COOKIE, type MemberOf, type MemberPage, requireMember } from '../../http/member-guard.tsx'
import { statusOf } from '../../http/refusals.ts'
import { nextCalls } from '../own-calls.ts'
import { askForAddress, confirmAddress } from './change-address.ts'
import { type Edited, editDemographics, editProfile, editTopics } from './edit-member.ts'
import { readMemberLink } from './member-links.ts'
import { ownFindings } from './own-findings.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  hashOf: (token: string) => string
  links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms' | 'sign'>
  limits: RateLimits
  memberOf: MemberOf
}

/** What members see and change of themselves. */
export const accountRoutes = (needs: Needs) => {
  const { site, table } = needs
  const member = requireMember(site, needs.memberOf)
  const page = (c: Context<MemberPage>) => ({ site, language: c.get('reader'), ...c.get('known') })
  const allCities = async () => {
    const { items } = await table.query(City, { pk: CITIES })
    return items.sort((a, b) => a.name.localeCompare(b.name))
  }

  return new Hono<MemberPage>()
    .get('/me', member, async (c) => {
      const known = c.get('known')
      const [calls, findings] = await Promise.all([nextCalls(needs, known), ownFindings(table, known)])
      return c.html(<OverviewPage {...page(c)} calls={calls} findings={findings} done={doneIn(c)} />)
    })

    .get('/me/profile', member, async (c) => {
      const { member } = c.get('known')
      return c.html(profilePage(c, profileTyped(member), await allCities()))
    })

    .post('/me/profile', member, async (c) => {
      const { member, membership } = c.get('known')
      const typed = TypedProfile.parse(await c.req.parseBody())
      const cities = await allCities()
      const read = readProfile(typed, member)
      const city = read.outcome === 'profile' ? cities.find(({ slug }) => slug === read.city) : undefined
      if (read.outcome === 'refused' || !city) {
        const wrong = read.outcome === 'refused' ? read.problems : [{ field: 'city', reason: 'not-a-choice' } as const]
        const problems = wrong.map((problem) => joinProblem(page(c), problem))
        return c.html(profilePage(c, typed, cities, { problems }), 422)
      }
      const edited = await editProfile(needs, { member, membership }, { ...read, city })
      if (edited.outcome === 'refused') {
        const warning = accountWords[c.get('reader')].changedMeanwhile
        return c.html(profilePage(c, typed, cities, { warning }), statusOf(edited.reason))
      }
      return c.redirect(ledTo(edited, 'profile'), 303)
    })

    .get('/me/about-me', member, (c) =>
      c.html(<AboutMePage {...page(c)} chosen={c.get('known').member.demographics} />),
    )

    .post('/me/about-me', member, async (c) => {
      const { member, city } = c.get('known')
      const form = await c.req.parseBody()
      const chosen = Demographics.parse(
        Object.fromEntries(
          DIMENSIONS.flatMap((dimension) => {
            const option = bankOptions(dimension, 'en', city).find(({ key }) => key === form[dimension])
            return option ? [[dimension, option.key]] : []
          }),
        ),
      )
      const edited = await editDemographics(needs, member, chosen)
      if (edited.outcome === 'refused') {
        const warning = accountWords[c.get('reader')].changedMeanwhile
        return c.html(<AboutMePage {...page(c)} chosen={chosen} warning={warning} />, statusOf(edited.reason))
      }
      return c.redirect(ledTo(edited, 'about-me'), 303)
    })

    .get('/me/preferences', member, (c) => c.html(<PreferencesPage {...page(c)} />))

    .post('/me/preferences', member, async (c) => {
      const form = Preferences.parse(await c.req.parseBody({ all: true }))
      const edited = await editTopics(needs, c.get('known').member, form.pause === 'yes' ? [] : form.topics)
      if (edited.outcome === 'refused') {
        const warning = accountWords[c.get('reader')].changedMeanwhile
        return c.html(<PreferencesPage {...page(c)} warning={warning} />, statusOf(edited.reason))
      }
      return c.redirect(ledTo(edited, 'preferences'), 303)
    })

    .get('/me/address', async (c, next) => {
      const token = c.req.query('t')
      if (token === undefined) return next()
      const frame = { site, language: c.get('reader') }
      const { standing } = await readMemberLink(needs, 'confirm-address', token)
      return standing === 'usable'
        ? c.html(<ConfirmAddressPage {...frame} shows="button" token={token} />)
        : c.html(<ConfirmAddressPage {...frame} shows={standing} />, statusOf(standing))
    })

    .post('/me/address/confirmation', async (c) => {
      const { t } = Confirmation.parse(await c.req.parseBody())
      const frame = { site, language: c.get('reader') }
      const confirmed = await confirmAddress(needs, t)
      if (confirmed.outcome === 'refused')
        return c.html(<ConfirmAddressPage {...frame} shows={confirmed.reason} />, statusOf(confirmed.reason))
      log.info('address changed', { memberId: confirmed.memberId })
      // The mail that brought this link must not hold back the one that signs in again.
      await needs.limits.release('mail-to-mailbox', confirmed.mailbox)
      deleteCookie(c, MEMBER_COOKIE, { path: '/', secure: true })
      return c.html(<ConfirmAddressPage {...frame} shows="changed" />)
    })

    .get('/me/address', member, (c) => c.html(<AddressPage {...page(c)} />))

    .post('/me/address', member, async (c) => {
      const { email } = Address.parse(await c.req.parseBody())
      const language = c.get('reader')
      const refuse = (message: string, status: 422 | 429) =>
        c.html(<AddressPage {...page(c)} typed={email} problems={[{ field: 'email', message }]} />, status)
      const read = readAddress(email)
      if (read.outcome === 'refused')
        return refuse(joinProblem(page(c), { field: 'email', reason: read.reason }).message, 422)
      const asked = await askForAddress(needs, c.get('known').member, read.mailbox)
      if (asked.outcome === 'same') return refuse(accountWords[language].address.same, 422)
      if (asked.outcome === 'too-often') return refuse(accountWords[language].address.tooOften, 429)
      return c.redirect('/me?done=address-asked', 303)
    })

  function profilePage(
    c: Context<MemberPage>,
    typed: TypedProfile,
    cities: readonly City[],
    said: { problems?: readonly Problem[]; warning?: string } = {},
  ) {
    const { member } = c.get('known')
    const organization = member.organization !== undefined
    const frame = { site, language: c.get('reader'), member, cities, typed, organization }
    return <ProfilePage {...frame} {...said} />
  }
}

const ledTo = ({ outcome }: Exclude<Edited, { outcome: 'refused' }>, done: Done) =>
  `/me?done=${outcome === 'nothing-new' ? outcome : done}`

const doneIn = (c: Context<MemberPage>): Done | undefined => DONE.safeParse(c.req.query('done')).data

const DONE = z.enum(['profile', 'address-asked', 'about-me', 'preferences', 'nothing-new', ...DuesAct.options])

const text = z.string().catch('')
const Address = z.object({ email: text })
const Confirmation = z.object({ t: text })
const Preferences = z.object({
  pause: text,
  topics: z
    .union([z.array(z.string()), z.string().transform((one) => [one])])
    .catch([])
    .transform((topics) => Topic.options.filter((topic) => topics.includes(topic))),
})
