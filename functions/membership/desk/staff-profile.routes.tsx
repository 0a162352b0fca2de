import { type Context, Hono } from 'hono'
import { profileTyped, readAddress, readProfile, TypedProfile } from '../../../shared/membership/profile-form.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { AddressFields, ProfileFields, profileProblem } from '../../../web/membership/desk/member-act-fields.tsx'
import { activationAct, addressAct, liftAct, PROFILE, SIGN_OUT } from '../../../web/membership/desk/member-acts.ts'
import { auditEntry } from '../../adapters/audit.ts'
import { suppressionOf } from '../../adapters/suppressions.ts'
import type { Page } from '../../http/audience.tsx'
import { askForLink } from '../joining/ask-for-link.ts'
import { type KnownMember, knownMember } from '../known-member.ts'
import { mergePages } from '../merging/merge.routes.tsx'
import { correctAddress, correctProfile, voidLinks } from './correct-member.ts'
import { liftSuppression } from './lift-suppression.ts'
import { CHANGED, type DeskNeeds, NO_REASON, staffDesk, Typed } from './staff-desk.tsx'

/** Staff correct who a member is and how they are reached. */
export const staffProfileRoutes = (needs: DeskNeeds) => {
  const { table, now } = needs
  const { memberNamed, elsewhere, actPage, reasonPage, done } = staffDesk(needs)
  const { mergePage } = mergePages(needs)

  const addressPage = async (c: Context<Page>, known: KnownMember, email = '', problems: Problem[] = []) =>
    actPage(c, known, addressAct(await suppressionOf(needs, known.member.email)), {
      problems,
      children: <AddressFields typed={{ email }} problems={problems} />,
    })

  const profilePage = async (c: Context<Page>, known: KnownMember, typed: TypedProfile, problems: Problem[] = []) =>
    actPage(c, known, PROFILE, {
      problems,
      children: <ProfileFields typed={typed} problems={problems} cities={await needs.cities()} />,
    })

  return new Hono<Page>()
    .get('/staff/members/:id/address', async (c) => {
      const known = await memberNamed(c)
      return known ? c.html(await addressPage(c, known)) : elsewhere(c)
    })

    .post('/staff/members/:id/address', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const { email } = Typed.parse(await c.req.parseBody())
      const wrong = (message: string) => [{ field: 'email', message }]
      const read = readAddress(email)
      if (read.outcome === 'refused')
        return c.html(
          await addressPage(c, known, email, [profileProblem({ field: 'email', reason: read.reason })]),
          422,
        )
      const changed = await correctAddress(needs, c.get('actor'), known.member, read.mailbox)
      if (changed.outcome === 'changed') return done(c, known, 'address')
      if (changed.reason === 'taken') {
        const other = await knownMember(table, changed.by)
        return other
          ? c.html(await mergePage(c, known, other, { problems: [{ field: 'email', message: TAKEN }] }), 409)
          : c.html(await addressPage(c, known, email, wrong('This address is another member’s.')), 409)
      }
      const why = changed.reason === 'same' ? 'This is the address already.' : CHANGED
      return c.html(await addressPage(c, known, email, wrong(why)), changed.reason === 'same' ? 422 : 409)
    })

    .get('/staff/members/:id/profile', async (c) => {
      const known = await memberNamed(c)
      return known ? c.html(await profilePage(c, known, profileTyped(known.member))) : elsewhere(c)
    })

    .post('/staff/members/:id/profile', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const typed = TypedProfile.parse(await c.req.parseBody())
      const organization = known.member.organization ?? (typed.organization.trim() === '' ? undefined : NO_ORGANIZATION)
      const read = readProfile(typed, { organization })
      const cities = await needs.cities()
      const city = cities.find(({ slug }) => read.outcome === 'profile' && slug === read.city)
      const problems =
        read.outcome === 'refused'
          ? read.problems.map(profileProblem)
          : city
            ? []
            : [profileProblem({ field: 'city', reason: 'not-a-choice' })]
      if (read.outcome === 'refused' || !city) return c.html(await profilePage(c, known, typed, problems), 422)
      const saved = await correctProfile(needs, c.get('actor'), known, { ...read, city })
      return saved.outcome === 'refused'
        ? c.html(await profilePage(c, known, typed, [{ field: 'name', message: CHANGED }]), 409)
        : done(c, known, 'profile')
    })

    .get('/staff/members/:id/suppression', async (c) => {
      const known = await memberNamed(c)
      return known
        ? c.html(reasonPage(c, known, liftAct(await suppressionOf(needs, known.member.email))))
        : elsewhere(c)
    })

    .post('/staff/members/:id/suppression', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const { reason } = Typed.parse(await c.req.parseBody())
      const act = liftAct(await suppressionOf(needs, known.member.email))
      if (reason === '') return c.html(reasonPage(c, known, act, reason, [NO_REASON]), 422)
      const lifted = await liftSuppression(needs, c.get('actor'), known.member, reason)
      return lifted.outcome === 'lifted'
        ? done(c, known, 'suppression')
        : c.html(reasonPage(c, known, act, reason, [{ field: 'reason', message: CHANGED }]), 409)
    })

    .get('/staff/members/:id/activation', async (c) => {
      const known = await memberNamed(c)
      return known ? c.html(actPage(c, known, activationAct(known))) : elsewhere(c)
    })

    .post('/staff/members/:id/activation', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const { memberId } = known.member
      const actor = c.get('actor')
      const line = auditEntry({ at: now(), actor, act: 'member.activation-link-asked', subject: memberId })
      const asked = await askForLink(needs, { memberId }, [line])
      if (asked.outcome === 'asked') return done(c, known, 'activation')
      const again = (await memberNamed(c)) ?? known
      const act = { ...activationAct(again), ...(asked.outcome === 'too-often' && { impossible: TOO_OFTEN }) }
      return c.html(actPage(c, again, act), 409)
    })

    .get('/staff/members/:id/sign-out', async (c) => {
      const known = await memberNamed(c)
      return known ? c.html(actPage(c, known, SIGN_OUT)) : elsewhere(c)
    })

    .post('/staff/members/:id/sign-out', async (c) => {
      const known = await memberNamed(c)
      if (!known) return elsewhere(c)
      const voided = await voidLinks(needs, c.get('actor'), known.member)
      return voided.outcome === 'voided'
        ? done(c, known, 'sign-out')
        : c.html(actPage(c, known, { ...SIGN_OUT, impossible: CHANGED }), 409)
    })
}

const NO_ORGANIZATION = { publicName: '', offers: {}, people: [] }
const TAKEN = 'This address is another member’s. If the two are one person, make them one.'
const TOO_OFTEN = 'A link has just been sent: at most one in ten minutes and three a day.'
