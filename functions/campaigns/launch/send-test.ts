import * as z from 'zod'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { TestMail, testMailKey } from '../../../shared/campaigns/launch/test-mail.ts'
import { City, cityKey } from '../../../shared/cities/city.ts'
import { User, userKey } from '../../../shared/identity/actor.ts'
import { CampaignId, UserId } from '../../../shared/ids.ts'
import { type Clock, Instant } from '../../../shared/units.ts'
import { calendarOf } from '../../../web/mail/calendar-file.ts'
import type { Links } from '../../adapters/links.ts'
import type { Envelope, MailTransport, Sender } from '../../adapters/mail.ts'
import { isSuppressed } from '../../adapters/suppressions.ts'
import type { Table } from '../../adapters/table.ts'
import { readCampaign } from '../campaigns.ts'
import { contentOf } from '../drafting/content.ts'
import { exampleInvitation, type MailSite } from '../sending/write-invitation.ts'

export const TestRun = z.object({ campaignId: CampaignId, userId: UserId, askedAt: Instant })
export type TestRun = z.output<typeof TestRun>

type Needs = {
  table: Table
  now: Clock
  links: Pick<Links, 'pseudonyms'>
  site: MailSite
  from: Sender
  mail: Pick<MailTransport, 'prepare' | 'send'>
}

/** Through the same provider as the campaign. Its links show pages and take no answer. */
export const sendTest = async (needs: Needs, run: TestRun): Promise<{ outcome: TestMail['state'] | 'superseded' }> => {
  const { table, now } = needs
  const key = testMailKey(run.campaignId, run.userId)
  const asked = await table.get(TestMail, key)
  if (asked?.askedAt !== run.askedAt) return { outcome: 'superseded' }
  const move = async (from: TestMail, to: TestMail) => {
    const { askedAt, state } = from
    const written = await table.write({ put: { ...key, ...to }, if: { equals: { askedAt, state } } })
    return { outcome: written.outcome === 'written' ? to.state : 'superseded' } as const
  }
  // Whoever marked it before has died: it may have left. Another one is asked for by a click.
  if (asked.state === 'sending') return move(asked, { ...asked, state: 'failed', at: now(), reason: 'doubtful' })
  if (asked.state !== 'asked') return { outcome: asked.state }
  const fail = (reason: string) => move(asked, { ...asked, state: 'failed', at: now(), reason })
  const user = await table.get(User, userKey(run.userId))
  if (user && (await isSuppressed(needs, user.email))) return fail('suppressed')
  const envelope = user && (await written(needs, run, asked, user))
  if (!envelope) return fail('unwritable')
  const sending = { ...asked, state: 'sending' } as const
  const marked = await move(asked, sending)
  if (marked.outcome !== 'sending') return marked
  const sent = await needs.mail.send(envelope)
  return move(
    sending,
    sent.outcome === 'accepted'
      ? { ...asked, state: 'sent', at: now() }
      : { ...asked, state: 'failed', at: now(), reason: sent.reason },
  )
}

const written = async (
  { table, now, site, from, mail }: Needs,
  { campaignId }: TestRun,
  { language }: TestMail,
  user: User,
): Promise<Envelope | undefined> => {
  const campaign = await readCampaign(table, campaignId)
  const city = campaign && (await table.get(City, cityKey(campaign.city)))
  if (!campaign || !city) return undefined
  const content = await contentOf(table, campaign)
  const call = content.kind === 'call' ? content.call : undefined
  try {
    const example = await exampleInvitation({
      site,
      campaign,
      city,
      language,
      call,
      name: user.name,
      links: pagesFor(site.publicUrl, campaign),
    })
    return await mail.prepare({
      ...example,
      subject: `[Test] ${example.subject}`,
      to: user.email,
      name: user.name,
      ...(call && {
        calendar: calendarOf(call, {
          purpose: 'invitation',
          organizer: from,
          attendee: { name: user.name, address: user.email },
          publicUrl: site.publicUrl,
          language,
          at: now(),
        }),
      }),
      tags: { class: 'service' },
    })
  } catch {
    return undefined
  }
}

/** Where staff can look at what readers will see. Whoever comes to a call is seen on its page. */
const pagesFor = (publicUrl: string, campaign: Campaign): Record<string, string> => {
  switch (campaign.kind) {
    case 'survey':
      return { answer: `${publicUrl}/staff/surveys/${campaign.surveyId}/preview` }
    case 'call': {
      const page = `${publicUrl}/staff/calls/${campaign.callId}`
      return { yes: page, maybe: page, no: page }
    }
    case 'update':
      return {}
  }
}
