import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { Recipient } from '../../shared/campaigns/ledger.ts'
import { topicOf } from '../../shared/campaigns/reach.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import { type Language, PersonName } from '../../shared/identity/person.ts'
import type { CitySlug } from '../../shared/ids.ts'
import type { Member } from '../../shared/membership/member.ts'
import { oneClickUnsubscribe, surveyInvitation } from '../../web/mail/survey-invitation.ts'
import type { Links } from '../adapters/links.ts'
import type { Envelope, Mail, MailTransport } from '../adapters/mail.ts'
import type { Table } from '../adapters/table.ts'

type Needs = {
  table: Table
  links: Pick<Links, 'sign'>
  mail: Pick<MailTransport, 'prepare'>
  site: { publicUrl: string; networkName: string }
}

/**
 * `undefined` when this mail cannot be written. A city is read once for as long as the writer lives: a page of 50 mails.
 */
export const invitationWriter = (needs: Needs): Writer => {
  const cities = new Map<CitySlug, Promise<City | undefined>>()
  return async (campaign, member, row) => {
    const reading = cities.get(campaign.city) ?? needs.table.get(City, cityKey(campaign.city))
    cities.set(campaign.city, reading)
    const [city, links] = await Promise.all([reading, personalLinks(needs, campaign, member)])
    if (!city) return undefined
    try {
      return await needs.mail.prepare(
        await writeInvitation({ networkName: needs.site.networkName, campaign, member, row, city, ...links }),
      )
    } catch {
      return undefined
    }
  }
}

export type Writer = (campaign: Campaign, member: Member, row: Recipient) => Promise<Envelope | undefined>

type Invitation = {
  networkName: string
  campaign: Campaign
  member: Member
  row: Pick<Recipient, 'sendId' | 'shard'>
  city: City
  answerLink: string
  unsubscribeLink: string
}

export const writeInvitation = async (invitation: Invitation): Promise<Mail> => {
  const { campaign, member, row } = invitation
  return {
    ...(await rendered(invitation)),
    to: member.email,
    name: member.name,
    headers: oneClickUnsubscribe(invitation.unsubscribeLink),
    tags: {
      sendId: row.sendId,
      campaignId: campaign.campaignId,
      memberId: member.memberId,
      shard: String(row.shard),
      class: 'campaign',
    },
  }
}

/** The words of one mail, by the kind of the campaign. */
const rendered = ({ campaign, ...invitation }: Omit<Invitation, 'row' | 'member'> & { member: Reader }) => {
  if (campaign.kind !== 'survey') throw new Error(`no words for a ${campaign.kind}`)
  return surveyInvitation({ ...invitation, campaign })
}
type Reader = Pick<Member, 'name' | 'language'>

/** What a reader of this language will get, with links that lead nowhere. */
export const exampleInvitation = ({
  site,
  campaign,
  city,
  language,
}: {
  site: Needs['site']
  campaign: Campaign
  city: City
  language: Language
}) =>
  rendered({
    networkName: site.networkName,
    city,
    member: { name: EXAMPLE_NAME, language },
    campaign,
    answerLink: `${site.publicUrl}/answers/start?t=example`,
    unsubscribeLink: `${site.publicUrl}/unsubscribe?t=example`,
  })

const EXAMPLE_NAME = PersonName.parse('Ana Ruiz')

const personalLinks = async ({ links, site }: Needs, campaign: Campaign, member: Member) => {
  const [answer, unsubscribe] = await Promise.all([
    links.sign('answer', { c: campaign.campaignId, m: member.memberId, e: member.tokenEpoch }, campaign.closesAt),
    links.sign('unsubscribe', { m: member.memberId, t: topicOf(campaign) }),
  ])
  return {
    answerLink: `${site.publicUrl}/answers/start?t=${answer}`,
    unsubscribeLink: `${site.publicUrl}/unsubscribe?t=${unsubscribe}`,
  }
}
