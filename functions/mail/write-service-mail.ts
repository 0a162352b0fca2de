import * as z from 'zod'
import { dayIn, daysAfter } from '../../shared/calendar.ts'
import { Call, callKey, Rsvp, rsvpAddress, rsvpKey, rsvpLink } from '../../shared/calls/call.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import type { Language, Mailbox } from '../../shared/identity/person.ts'
import { CallId } from '../../shared/ids.ts'
import { mayMail } from '../../shared/mail/mail-class.ts'
import type { ServiceMail, ServiceTemplate } from '../../shared/mail/service-mail.ts'
import { BACKUP_DAYS } from '../../shared/membership/erasure.ts'
import { renewsByItself } from '../../shared/membership/mandate.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import {
  MemberLink,
  type MemberLinkPurpose,
  memberLink,
  memberLinkKey,
  NewestMemberLink,
  newestMemberLinkKey,
} from '../../shared/membership/member-link.ts'
import { inGoodStanding, lapsesOn, Membership, membershipKey } from '../../shared/membership/membership.ts'
import { paidSince } from '../../shared/membership/payments.ts'
import { wayBackFrom } from '../../shared/membership/way-back.ts'
import { PlainDate, plusDays, utcDay } from '../../shared/units.ts'
import type { RenderedMail } from '../../web/mail/layout.tsx'
import {
  addressChanged,
  anonymizeNotice,
  callSeat,
  cancelledMail,
  chargeNotice,
  confirmAddress,
  erasedMail,
  grantedMail,
  paymentFailed,
  paymentRecovered,
  renewalReminder,
  signInMail,
  winBack,
} from '../../web/mail/service-mails.ts'
import { oneClickUnsubscribe } from '../../web/mail/survey-invitation.ts'
import type { Letter, Told, WriteLetter, WriteNeeds } from './letter.ts'
import { invitation, thanks, welcome } from './signup-letters.ts'

/** `member` is whoever reads at this mailbox and counts on us: in good standing, or about to be. */
export type Recipient = { mailbox: Mailbox; member?: Member }

/** `over`: what the mail was to tell is no longer so. */
export type WrittenServiceMail =
  | { outcome: 'written'; letter: Letter; recipient: Recipient; city?: Pick<City, 'timeZone'> }
  | { outcome: 'skipped'; reason: 'over' | 'unsubscribed' }

export type WriteServiceMail = (mail: ServiceMail) => Promise<WrittenServiceMail>

/** Writes a mail from what is so now: a reminder that waited while its member paid is not sent. */
export const serviceMailWriter =
  (needs: WriteNeeds): WriteServiceMail =>
  async (mail) => {
    const [member, membership] = await Promise.all([
      needs.table.get(Member, profileKey(mail.memberId)),
      needs.table.get(Membership, membershipKey(mail.memberId)),
    ])
    const mailbox = mail.to?.mailbox ?? member?.email
    const language = mail.to?.language ?? member?.language
    if (!mailbox || !language) return OVER
    if (mail.template === 'erased')
      return { outcome: 'written', letter: await certificate(needs, mail, language), recipient: { mailbox } }
    if (!member || !membership || membership.state === 'erased') return OVER
    const city = await needs.table.get(City, cityKey(member.city))
    if (!city) throw new Error('the city of a member is missing')
    const today = dayIn(needs.now(), city.timeZone)
    const letter = await LETTERS[mail.template](needs, { mail, member, membership, city, language, today })
    if (typeof letter === 'string') return { outcome: 'skipped', reason: letter }
    const own = mail.to === undefined
    return {
      outcome: 'written',
      letter: { ...(own && isActivated(membership) && { name: member.name }), ...letter },
      recipient: { mailbox, ...(own && countsOnUs(membership) && { member }) },
      city,
    }
  }

const countsOnUs = (membership: Membership) => inGoodStanding(membership) || membership.state === 'awaiting-activation'

const OVER = { outcome: 'skipped', reason: 'over' } as const

const LETTERS: Record<Exclude<ServiceTemplate, 'erased'>, WriteLetter> = {
  activation: invitation,
  'activation-reminder': invitation,
  welcome,
  thanks,

  'renewal-reminder': async (needs, told) => {
    const { membership, mail, today } = told
    const { paidThrough, mandate, payments } = membership
    const standing = membership.state === 'active' || membership.state === 'in-grace'
    if (!standing || mandate?.failing || renewsByItself(mandate) || mail.about.paidThrough !== paidThrough)
      return 'over'
    return renewalReminder(aboutOf(needs, told), {
      paidThrough,
      today,
      lastDay: daysAfter(lapsesOn(paidThrough), -1),
      lastCents: payments.findLast(({ cents, refunded }) => cents > refunded)?.cents,
      link: await renewLink(needs, told),
    })
  },

  'charge-notice': async (needs, told) => {
    const { mandate, paidThrough } = told.membership
    if (!renewsByItself(mandate) || !mandate.chargesOn || mandate.chargesOn !== told.mail.about.chargesOn) return 'over'
    const { cents, chargesOn, card } = mandate
    const link = `${needs.site.publicUrl}/me?lang=${told.language}`
    return chargeNotice(aboutOf(needs, told), { cents, chargesOn, card, paidThrough, link })
  },

  'payment-failed': async (needs, told) => {
    const { mandate, paidThrough } = told.membership
    const since = mandate?.failing?.since
    if (!inGoodStanding(told.membership) || !mandate || !since || since !== told.mail.about.since) return 'over'
    const nth = FAILED_STEPS[told.mail.about.step ?? ''] ?? 'again'
    const { cents, interval } = mandate
    const lastDay = daysAfter(lapsesOn(paidThrough), -1)
    const link = await signedLink(needs, told, 'card', CARD_DAYS)
    return paymentFailed(aboutOf(needs, told), { nth, cents, interval, since }, { lastDay, link })
  },

  'payment-recovered': async (needs, told) => {
    const { membership } = told
    if (!inGoodStanding(membership) || membership.mandate?.failing) return 'over'
    const since = PlainDate.safeParse(told.mail.about.since)
    if (since.success && paidSince(membership.payments, since.data)) return 'over'
    return paymentRecovered(aboutOf(needs, told), membership)
  },

  'win-back': async (needs, told) => {
    const { membership, member } = told
    const may = mayMail('win-back', 'updates', {
      standing: inGoodStanding(membership) ? 'good' : 'lapsed',
      sameCity: true,
      unsubscribes: member.unsubscribes,
      // Whoever sends it looks at what stands against the address.
      suppressed: false,
      mailbox: true,
    })
    if (may.outcome === 'may-not') return may.reason === 'unsubscribed' ? 'unsubscribed' : 'over'
    const token = await needs.links.sign('unsubscribe', { m: member.memberId, t: 'updates' })
    const unsubscribeLink = `${needs.site.publicUrl}/unsubscribe?t=${token}`
    const { paidThrough } = membership
    const link = await renewLink(needs, told)
    const written = await winBack(aboutOf(needs, told), { paidThrough, link, unsubscribeLink })
    return { ...written, headers: oneClickUnsubscribe(unsubscribeLink) }
  },

  'anonymize-notice': async (needs, told) => {
    const on = PlainDate.safeParse(told.mail.about.on)
    if (told.membership.state !== 'lapsed' || !on.success) return 'over'
    return anonymizeNotice(aboutOf(needs, told), { on: on.data, link: await renewLink(needs, told) })
  },

  granted: async (needs, told) =>
    inGoodStanding(told.membership) ? grantedMail(aboutOf(needs, told), told.membership) : 'over',

  'call-seat': async (needs, told) => {
    const callId = CallId.safeParse(told.mail.about.callId)
    if (!callId.success) return 'over'
    const [call, rsvp] = await Promise.all([
      needs.table.get(Call, callKey(callId.data)),
      needs.table.get(Rsvp, rsvpKey(callId.data, told.member.memberId)),
    ])
    const seated = rsvp?.reply === 'yes' && !rsvp.waitingSince
    if (!call || call.state === 'cancelled' || call.startsAt <= needs.now() || !seated) return 'over'
    const city = (await needs.table.get(City, cityKey(call.city))) ?? told.city
    const { payload, expires } = rsvpLink(call, told.member)
    const link = rsvpAddress(needs.site.publicUrl, await needs.links.sign('rsvp', payload, expires))
    return callSeat({ ...aboutOf(needs, told), city }, call, { rsvpLink: link })
  },

  'sign-in': async (needs, told) => {
    const { link, expires } = await onceLink(needs, told, 'sign-in', 'me/sign-in')
    const to = wayBackFrom(told.mail.about.to)
    return signInMail(aboutOf(needs, told), { link: to ? `${link}&to=${encodeURIComponent(to)}` : link, expires })
  },

  'confirm-address': async (needs, told) => {
    if (!told.mail.to) return 'over'
    const { link, expires } = await onceLink(needs, told, 'confirm-address', 'me/address')
    return confirmAddress(aboutOf(needs, told), { link, expires })
  },

  'address-changed': async (needs, told) => addressChanged(aboutOf(needs, told), { contact: needs.contact }),

  cancelled: async (needs, told) => {
    const { membership, language } = told
    // Whoever cancels in the days of grace has a membership no more.
    const ended = membership.state === 'lapsed' && membership.cancelledAt !== undefined
    if (membership.state !== 'cancelled' && !ended) return 'over'
    const { paidThrough } = membership
    const link = `${needs.site.publicUrl}/me?lang=${language}`
    return cancelledMail(aboutOf(needs, told), { paidThrough, ended, link })
  },
}

const FAILED_STEPS: Record<string, 'first' | 'again' | 'last'> = {
  'payment-failed-0': 'first',
  'payment-failed-5': 'again',
  'payment-failed-10': 'last',
}

/** Long enough for a reminder to be found again; an older one leads to a page that offers a fresh link. */
const RENEW_DAYS = 60
const CARD_DAYS = 40

const certificate = (needs: WriteNeeds, { about }: ServiceMail, language: Language): Promise<RenderedMail> => {
  const { on, responses, payments } = Certificate.parse(about)
  return erasedMail(
    { networkName: needs.site.networkName, postalAddress: needs.site.postalAddress, language },
    { on: on ?? utcDay(needs.now()), responses, payments, backupDays: String(BACKUP_DAYS) },
  )
}

const Certificate = z.object({
  on: PlainDate.optional(),
  responses: z.string().default('0'),
  payments: z.string().default('0'),
})

const aboutOf = ({ site }: WriteNeeds, { city, language, member, membership }: Told) => ({
  networkName: site.networkName,
  postalAddress: site.postalAddress,
  city,
  language,
  ...(isActivated(membership) && { name: member.name }),
})

const isActivated = (membership: Told['membership']) => 'activatedAt' in membership && Boolean(membership.activatedAt)

const renewLink = (needs: WriteNeeds, told: Told) => signedLink(needs, told, 'renew', RENEW_DAYS)

const signedLink = async (needs: WriteNeeds, { member, language }: Told, purpose: 'renew' | 'card', days: number) => {
  const { memberId: m, tokenEpoch: e } = member
  const token = await needs.links.sign(purpose, { m, e }, plusDays(needs.now(), days))
  return `${needs.site.publicUrl}/me/${purpose}?t=${token}&lang=${language}`
}

/** Only the hash of its token is kept; it voids the one before, which forgets the address that it was to confirm. */
const onceLink = async (
  needs: WriteNeeds,
  { mail, member, language }: Told,
  purpose: MemberLinkPurpose,
  path: string,
) => {
  const token = needs.newToken()
  const tokenHash = needs.hashOf(token)
  const { memberId, tokenEpoch: epoch } = member
  const link = memberLink({ purpose, memberId, epoch, ...(mail.to && { mailbox: mail.to.mailbox }) }, needs.now())
  const pointer = newestMemberLinkKey(memberId, purpose)
  for (let attempt = 0; ; attempt++) {
    if (attempt === MOST_ATTEMPTS) throw new Error('links of a member were made under every attempt to make one')
    const newest = await needs.table.get(NewestMemberLink, pointer)
    const voided = newest && (await needs.table.get(MemberLink, memberLinkKey(newest.tokenHash)))
    const written = await needs.table.write(
      // Somebody who is being forgotten gets no new doors.
      { check: profileKey(memberId), if: { equals: { tokenEpoch: epoch } } },
      { put: { ...memberLinkKey(tokenHash), ...link }, if: { exists: false } },
      {
        put: { ...pointer, tokenHash, expiresAt: link.expiresAt },
        if: newest ? { equals: { tokenHash: newest.tokenHash } } : { exists: false },
      },
      ...(newest && voided?.mailbox
        ? [{ update: memberLinkKey(newest.tokenHash), remove: ['mailbox'], if: { exists: true } }]
        : []),
    )
    if (written.outcome === 'written' || written.refused.includes(0)) break
  }
  return { link: `${needs.site.publicUrl}/${path}?t=${token}&lang=${language}`, expires: link.expires }
}

const MOST_ATTEMPTS = 4
