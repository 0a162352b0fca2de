import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { obstacles } from '../../../shared/campaigns/deciding/schedule.ts'
import { needsHold } from '../../../shared/campaigns/launch/approval.ts'
import { examplesOf, flightPlan, mailedBy } from '../../../shared/campaigns/launch/flight-plan.ts'
import { type MadePlan, standingOf } from '../../../shared/campaigns/launch/stored-plan.ts'
import { TestMail, testMailKey } from '../../../shared/campaigns/launch/test-mail.ts'
import { warningsOf } from '../../../shared/campaigns/launch/warnings.ts'
import type { City } from '../../../shared/cities/city.ts'
import { type Actor, User, userKey } from '../../../shared/identity/actor.ts'
import { instantInCity, type Overlap } from '../../../shared/local-time.ts'
import { Member, profileKey } from '../../../shared/membership/member.ts'
import { type Clock, type Instant, plusSeconds } from '../../../shared/units.ts'
import type { ReviewShown } from '../../../web/campaigns/review.tsx'
import { linksInStaffText } from '../../../web/mail/staff-text-links.ts'
import type { Table } from '../../adapters/table.ts'
import { type Content, readiness } from '../drafting/content.ts'
import type { MailSite } from '../sending/write-invitation.ts'
import { examplesIn } from './launch-examples.ts'
import { readPlan } from './plan-flight.ts'

type Needs = {
  table: Table
  now: Clock
  site: MailSite
}

/** As it was typed into the form of the launch, when it was refused. */
export type TypedLaunch = { when: string; at: string; overlap?: Overlap | undefined }

type Asked = { campaign: Campaign; city: City; content: Content; actor: Actor; typed?: TypedLaunch | undefined }

/** What staff look at before they let a campaign go. */
export const reviewCampaign = async (needs: Needs, asked: Asked): Promise<ReviewShown> => {
  const { campaign, city, content, actor, typed } = asked
  const { table, site } = needs
  const [stored, mails, test] = await Promise.all([
    readPlan(table, campaign.campaignId),
    examplesIn(site, asked),
    table.get(TestMail, testMailKey(campaign.campaignId, actor.userId)),
  ])
  const now = needs.now()
  const standing = standingOf(stored, campaign, now)
  const made = 'plan' in standing ? standing.plan : undefined
  const { timeZone } = city
  const chosen = launchOf(asked, now)
  const launchAt = chosen ?? now
  const plan = made && flightPlan(made.facts, { campaign, launchAt, quota: made.quota, timeZone })
  const reached = plan && mailedBy(plan)
  const ready = readiness(content, now)
  return {
    standing: standing.standing,
    fault: 'fault' in standing ? standing.fault : undefined,
    plan: made && plan && { ...plan, plannedAt: made.plannedAt, atOnce: chosen === undefined },
    examples: made ? await examplesOfPlan(table, made) : [],
    warnings: warningsOf({
      campaign,
      timeZone,
      ownHost: new URL(site.publicUrl).host,
      links: linksInStaffText(campaign.message),
      htmlBytes: Math.max(0, ...mails.map((mail) => (mail ? Buffer.byteLength(mail.html) : 0))),
      plan,
      languages: made?.facts.languages ?? {},
    }),
    text: mails[0]?.text ?? '',
    obstacles: obstacles(campaign, {
      now,
      content: ready === 'ready' && mails.includes(undefined) ? 'unwritable' : ready,
      // Whether there is anybody at all: another time is a matter of the form.
      reached: made ? made.facts.audience - notMailable(made) : 1,
    }),
    holds: reached !== undefined && needsHold(campaign, reached, actor.userId),
    approval: await approvalShown(table, campaign),
    test,
    testIsNew: test !== undefined && plusSeconds(test.askedAt, NEW_SECONDS) > now,
    firstWaveAt: firstWaveOf(campaign, timeZone),
    twice: twiceOf(typed, timeZone),
    typedWhen: typed?.when ?? '',
    typedAt: typed?.at ?? '',
  }
}

/** The first wave of a series goes out when its rule begins. */
export const firstWaveOf = ({ repeats, wave = 1 }: Campaign, timeZone: string): Instant | undefined => {
  if (!repeats || wave > 1) return undefined
  const time = instantInCity(repeats.from, timeZone, repeats.overlap ?? 'first')
  return time.outcome === 'instant' ? time.instant : undefined
}

/** `undefined`: now. */
const launchOf = ({ campaign, city, typed }: Asked, now: Instant): Instant | undefined => {
  const first = firstWaveOf(campaign, city.timeZone)
  const chosen = typed?.when === 'at' && instantInCity(typed.at, city.timeZone, typed.overlap ?? 'first')
  const at =
    campaign.state === 'scheduled'
      ? campaign.launchAt
      : (first ?? (chosen && chosen.outcome === 'instant' && chosen.instant))
  return at && at > now && at < campaign.closesAt ? at : undefined
}

const notMailable = ({ facts }: MadePlan) => Object.values(facts.skipped).reduce((sum, count) => sum + (count ?? 0), 0)

const twiceOf = (typed: TypedLaunch | undefined, timeZone: string) => {
  if (typed?.when !== 'at') return undefined
  const time = instantInCity(typed.at, timeZone)
  return time.outcome === 'twice' ? { first: time.first, second: time.second, chosen: typed.overlap } : undefined
}

const examplesOfPlan = (table: Table, { facts }: MadePlan) =>
  Promise.all(
    examplesOf(facts).map(async ({ example, memberId }) => {
      const reader = await exampleReader(table, memberId)
      return { example, name: reader?.name ?? '', language: reader?.language ?? 'en' }
    }),
  )

export const exampleReader = (table: Table, memberId: Member['memberId']) =>
  table.get(Member.pick({ name: true, language: true }), profileKey(memberId)).catch(() => undefined)

const approvalShown = async (table: Table, campaign: Campaign) => {
  const approval = 'approval' in campaign ? campaign.approval : undefined
  if (!approval) return undefined
  const approver = await table.get(User.pick({ name: true }), userKey(approval.by))
  return { ...approval, name: approver?.name ?? 'somebody', alone: needsHold(campaign, approval.reached, approval.by) }
}

const NEW_SECONDS = 120
