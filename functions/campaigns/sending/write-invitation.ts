import { type Call, rsvpAddress, rsvpLink, wordsOfStaff } from '../../../shared/calls/call.ts'
import { type Campaign, type CampaignOf, purposeFor } from '../../../shared/campaigns/campaign.ts'
import type { Recipient } from '../../../shared/campaigns/ledger.ts'
import { topicOf } from '../../../shared/campaigns/reach.ts'
import type { RoundPurpose } from '../../../shared/campaigns/round.ts'
import { City, cityKey } from '../../../shared/cities/city.ts'
import { type Language, PersonName } from '../../../shared/identity/person.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { Clock } from '../../../shared/units.ts'
import { EXAMPLE_TOKEN } from '../../../shared/words.ts'
import { calendarOf } from '../../../web/mail/calendar-file.ts'
import { type CallMailPurpose, callInvitation } from '../../../web/mail/call-invitation.ts'
import type { Letterhead, RenderedMail } from '../../../web/mail/layout.tsx'
import { oneClickUnsubscribe, surveyInvitation } from '../../../web/mail/survey-invitation.ts'
import { updateMail } from '../../../web/mail/update-mail.ts'
import type { Links } from '../../adapters/links.ts'
import type { Envelope, Mail, MailTransport, Sender } from '../../adapters/mail.ts'
import type { Table } from '../../adapters/table.ts'
import { mailTemplates } from './mail-template.ts'

/** What a mail says of its sender, and where its links lead. */
export type MailSite = Letterhead & { publicUrl: string }
type WriterNeeds = {
  table: Pick<Table, 'get'>
  links: Pick<Links, 'sign'>
  mail: Pick<MailTransport, 'prepare'>
  site: MailSite
  from: Sender
  now: Clock
}

/** `undefined` when this mail cannot be written. `call` is what a campaign of that kind is about. */
export type Writer = (
  campaign: Campaign,
  member: Member,
  row: Recipient,
  call?: Call | undefined,
) => Promise<Envelope | undefined>

/**
 * What all readers share is rendered once, and a city is read once, for as long as the writer lives: one run of the task.
 */
export const invitationWriter = (needs: WriterNeeds): Writer => {
  const cities = new Map<string, Promise<City | undefined>>()
  const fill = mailTemplates()
  return async (campaign, member, row, call) => {
    const reading = cities.get(campaign.city) ?? needs.table.get(City, cityKey(campaign.city))
    cities.set(campaign.city, reading)
    const [city, links] = await Promise.all([reading, personalLinks(needs, campaign, member, call)])
    if (!city) return undefined
    const purpose = purposeFor(campaign, row)
    const about = { site: needs.site, campaign, city, purpose, call }
    const key = [member.language, purpose, campaign.revision, call?.revision].join('|')
    try {
      const rendered = await fill(key, { name: member.name, links }, (personal) =>
        renderCampaignMail({
          ...about,
          reader: { name: personal.name, language: member.language },
          links: personal.links,
        }),
      )
      return await needs.mail.prepare({
        ...rendered,
        ...addressed({ campaign, member, row, unsubscribe: links.unsubscribe ?? '' }),
        ...(call && { calendar: calendarFor(needs, { purpose, member, call, rsvpLink: links.rsvp }) }),
      })
    } catch {
      return undefined
    }
  }
}

const addressed = ({
  campaign,
  member,
  row,
  unsubscribe,
}: {
  campaign: Campaign
  member: Member
  row: Recipient
  unsubscribe: string
}): Pick<Mail, 'to' | 'name' | 'headers' | 'tags'> => ({
  to: member.email,
  name: member.name,
  headers: oneClickUnsubscribe(unsubscribe),
  tags: {
    sendId: row.sendId,
    campaignId: campaign.campaignId,
    memberId: member.memberId,
    shard: String(row.shard),
    ...(row.round && { round: String(row.round) }),
    class: 'campaign',
  },
})

const calendarFor = (
  { from, site, now }: WriterNeeds,
  about: { purpose: RoundPurpose; member: Member; call: Call; rsvpLink: string | undefined },
) =>
  calendarOf(about.call, {
    purpose: callPurpose(about.purpose),
    organizer: from,
    attendee: { name: about.member.name, address: about.member.email },
    publicUrl: site.publicUrl,
    language: about.member.language,
    at: now(),
    rsvpLink: about.rsvpLink,
  })

type About = {
  site: MailSite
  campaign: Campaign
  city: City
  purpose: RoundPurpose
  call: Call | undefined
  reader: { name: string; language: Language }
  links: Record<string, string>
}

/** The words of one mail, by the kind of the campaign. Faults when what it is about is missing. */
const renderCampaignMail = ({ site, campaign, city, purpose, call, reader, links }: About): Promise<RenderedMail> => {
  const { networkName, postalAddress } = site
  const { title, message } = campaign
  const unsubscribeLink = linkOf(links, 'unsubscribe')
  switch (campaign.kind) {
    case 'survey':
      return surveyInvitation({
        networkName,
        postalAddress,
        city,
        member: reader,
        campaign,
        answerLink: linkOf(links, 'answer'),
        unsubscribeLink,
        reminder: purpose === 'reminder' ? reminderOf(campaign) : undefined,
      })
    case 'call':
      if (!call) throw new Error('the call of a campaign is gone')
      return callInvitation({
        networkName,
        postalAddress,
        city,
        reader,
        title,
        message: wordsOfStaff(call, callPurpose(purpose), message),
        call,
        purpose: callPurpose(purpose),
        was: call.was,
        rsvpLinks: { yes: linkOf(links, 'yes'), maybe: linkOf(links, 'maybe'), no: linkOf(links, 'no') },
        unsubscribeLink,
      })
    case 'update':
      return updateMail({ networkName, postalAddress, city, reader, title, message, unsubscribeLink })
  }
}

const linkOf = (links: Record<string, string>, name: string): string => {
  const link = links[name]
  if (!link) throw new Error(`a mail lacks its link ${name}`)
  return link
}

/** Which reminder it is, from 1. */
const reminderOf = (campaign: CampaignOf<'survey'>): number => {
  const before = 'past' in campaign ? (campaign.past ?? []) : []
  return 1 + before.filter(({ purpose }) => purpose === 'reminder').length
}

const callPurpose = (purpose: RoundPurpose): CallMailPurpose => CALL_PURPOSE[purpose]
const CALL_PURPOSE = {
  invitation: 'invitation',
  reminder: 'invitation',
  'call-changed': 'changed',
  'call-cancelled': 'cancelled',
  'call-day-before': 'day-before',
  'call-hour-before': 'hour-before',
} as const satisfies Record<RoundPurpose, CallMailPurpose>

const personalLinks = async (
  { links, site }: Pick<WriterNeeds, 'links' | 'site'>,
  campaign: Campaign,
  member: Member,
  call: Call | undefined,
): Promise<Record<string, string>> => {
  const unsubscribe = await links.sign('unsubscribe', { m: member.memberId, t: topicOf(campaign) })
  return {
    unsubscribe: `${site.publicUrl}/unsubscribe?t=${unsubscribe}`,
    ...(campaign.kind === 'survey' && (await answerLink(links, site, campaign, member))),
    ...(call && (await rsvpLinks(links, site, call, member))),
  }
}

const answerLink = async (
  links: WriterNeeds['links'],
  site: MailSite,
  campaign: CampaignOf<'survey'>,
  member: Member,
) => {
  const told = { c: campaign.campaignId, m: member.memberId, e: member.tokenEpoch }
  return { answer: `${site.publicUrl}/answers/start?t=${await links.sign('answer', told, campaign.closesAt)}` }
}

const rsvpLinks = async (links: WriterNeeds['links'], { publicUrl }: MailSite, call: Call, member: Member) => {
  const { payload, expires } = rsvpLink(call, member)
  return rsvpAddresses(publicUrl, await links.sign('rsvp', payload, expires))
}

const rsvpAddresses = (publicUrl: string, token: string) => ({
  rsvp: rsvpAddress(publicUrl, token),
  yes: rsvpAddress(publicUrl, token, 'yes'),
  maybe: rsvpAddress(publicUrl, token, 'maybe'),
  no: rsvpAddress(publicUrl, token, 'no'),
})

/** What a reader of this language will get, with links that lead nowhere. */
export const exampleInvitation = ({
  site,
  campaign,
  city,
  language,
  call,
  name = EXAMPLE_NAME,
  purpose = 'invitation',
  links = {},
}: {
  site: MailSite
  campaign: Campaign
  city: City
  language: Language
  /** What a campaign of that kind is about. */
  call?: Call | undefined
  name?: string
  purpose?: RoundPurpose
  /** Where some of them lead after all. */
  links?: Record<string, string>
}): Promise<RenderedMail> =>
  renderCampaignMail({
    site,
    campaign,
    city,
    purpose,
    call,
    reader: { name, language },
    links: {
      unsubscribe: `${site.publicUrl}/unsubscribe?t=${EXAMPLE_TOKEN}`,
      answer: `${site.publicUrl}/answers/start?t=${EXAMPLE_TOKEN}`,
      ...rsvpAddresses(site.publicUrl, EXAMPLE_TOKEN),
      ...links,
    },
  })

const EXAMPLE_NAME = PersonName.parse('Ana Ruiz')
