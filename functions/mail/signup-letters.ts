import { Call, callKey, rsvpAddress, rsvpLink } from '../../shared/calls/call.ts'
import { CallId } from '../../shared/ids.ts'
import { SERVICE_MAIL_BEGINS, ServiceMail, serviceMailKey } from '../../shared/mail/service-mail.ts'
import { activationLink, activationLinkKey } from '../../shared/membership/activation.ts'
import { renewsByItself } from '../../shared/membership/mandate.ts'
import { profileKey } from '../../shared/membership/member.ts'
import { Topic } from '../../shared/words.ts'
import { activationMail, thanksMail, welcomeMail } from '../../web/mail/signup-mails.ts'
import type { Told, WriteLetter, WriteNeeds } from './letter.ts'

/** Invites to activate. Whoever has activated meanwhile is told what the mail was for, or nothing. */
export const invitation: WriteLetter = async (needs, told) => {
  const { mail, member, membership, language } = told
  if (membership.state !== 'awaiting-activation') return (await INSTEAD[mail.about.step ?? '']?.(needs, told)) ?? 'over'
  if (await isInvitedLater(needs, mail)) return 'over'
  const { memberId, tokenEpoch } = member
  const token = needs.newToken()
  const link = activationLink(memberId, needs.now())
  const written = await needs.table.write(
    // Somebody who is being forgotten gets no new doors.
    { check: profileKey(memberId), if: { equals: { tokenEpoch } } },
    { put: { ...activationLinkKey(needs.hashOf(token)), ...link }, if: { exists: false } },
  )
  if (written.outcome === 'refused') return 'over'
  return activationMail(letterhead(needs, told), {
    link: `${needs.site.publicUrl}/activation?t=${token}&lang=${language}`,
    expires: link.expires,
    reminder: mail.template === 'activation-reminder',
  })
}

/** To somebody who was a member already when these dues arrived. */
export const thanks: WriteLetter = async (needs, told) => {
  const { mail, member, membership } = told
  const { name } = member
  const { paidThrough, payments } = membership
  const paid = payments.find(({ paymentId }) => paymentId === mail.about.occasion)
  if (!paid || membership.state === 'lapsed') return 'over'
  return thanksMail(letterhead(needs, told), { name, paidThrough, cents: paid.cents })
}

export const welcome: WriteLetter = async (needs, told) => {
  const { member, membership, city, language } = told
  if (membership.state === 'lapsed') return 'over'
  const { name, unsubscribes } = member
  const { paidThrough, mandate } = membership
  const { publicUrl } = needs.site
  return welcomeMail(letterhead(needs, told), {
    name,
    paidThrough,
    topics: Topic.options.filter((topic) => !unsubscribes[topic]),
    charged:
      renewsByItself(mandate) && mandate.chargesOn
        ? { cents: mandate.cents, interval: mandate.interval, on: mandate.chargesOn }
        : undefined,
    call: unsubscribes.calls ? undefined : await callToCome(needs, told),
    cityPage: `${publicUrl}/cities/${city.slug}`,
    account: `${publicUrl}/me?lang=${language}`,
  })
}

const INSTEAD: Record<string, WriteLetter> = { thanks, welcome }

/** What waited while the provider took nothing is not sent in a heap afterwards: of all invitations the newest goes. */
const isInvitedLater = async ({ table }: WriteNeeds, { memberId, mailId }: ServiceMail): Promise<boolean> => {
  const { pk, sk } = serviceMailKey(memberId, mailId)
  const { items } = await table.query(ServiceMail, { pk, begins: SERVICE_MAIL_BEGINS, newestFirst: true, limit: 20 })
  return items.some((other) => {
    const later = serviceMailKey(memberId, other.mailId).sk > sk
    return later && INVITATIONS.includes(other.template) && LEAVES.includes(other.state)
  })
}

const INVITATIONS: readonly ServiceMail['template'][] = ['activation', 'activation-reminder']
const LEAVES: readonly ServiceMail['state'][] = ['PENDING', 'SENDING', 'SENT', 'DELIVERED']

/** Whoever asked for the mail chose the call; it may have been called off, or have begun. */
const callToCome = async ({ table, links, now, site }: WriteNeeds, { mail, member }: Told) => {
  const callId = CallId.safeParse(mail.about.callId)
  const call = callId.success ? await table.get(Call, callKey(callId.data)) : undefined
  if (call?.state !== 'planned' || call.startsAt <= now()) return undefined
  const { payload, expires } = rsvpLink(call, member)
  const link = rsvpAddress(site.publicUrl, await links.sign('rsvp', payload, expires))
  return { title: call.title, startsAt: call.startsAt, link }
}

const letterhead = ({ site: { networkName, postalAddress } }: WriteNeeds, { city, language }: Told) => ({
  networkName,
  postalAddress,
  city,
  language,
})
