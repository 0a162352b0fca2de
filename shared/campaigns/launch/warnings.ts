import { type Instant, plusSeconds } from '../../units.ts'
import type { Campaign } from '../campaign.ts'
import { quietUntil } from '../sending/quiet-hours.ts'
import { type FlightPlan, mailedBy } from './flight-plan.ts'

/** What a filter for spam or a reader may trip over. None of it keeps a campaign from being launched. */
export type Warning =
  | { warning: 'title-in-capitals' | 'title-too-long' | 'title-shouts' | 'nothing-but-a-button' | 'closes-at-night' }
  | { warning: 'leads-elsewhere'; host: string }
  /** The words of a link name one address, and it leads to another. */
  | { warning: 'disguised-link'; shown: string; host: string }
  | { warning: 'too-heavy'; kilobytes: number }
  | { warning: 'short-notice'; hours: number }
  | { warning: 'two-languages'; others: number; of: number }
  | { warning: 'many-deferred'; deferred: number; of: number }
  | { warning: 'not-through'; over: number }

type Seen = {
  campaign: Campaign
  timeZone: string
  /** The site's own host and those below its domain are no strangers. */
  ownHost: string
  links: readonly { words: string; href: string }[]
  /** Of the largest example. */
  htmlBytes: number
  plan?: FlightPlan | undefined
  languages: Partial<Record<string, number>>
}

export const warningsOf = (seen: Seen): Warning[] => [
  ...aboutTitle(seen.campaign.title),
  ...aboutText(seen),
  ...aboutTime(seen),
  ...aboutReaders(seen),
]

const aboutTitle = (title: string): Warning[] => {
  const letters = title.replace(/[^\p{L}]/gu, '')
  const capitals = letters.length >= 8 && letters === letters.toUpperCase() && letters !== letters.toLowerCase()
  return [
    ...(capitals ? [{ warning: 'title-in-capitals' } as const] : []),
    ...([...title].length > LONGEST_TITLE ? [{ warning: 'title-too-long' } as const] : []),
    ...(SHOUTING.test(title) ? [{ warning: 'title-shouts' } as const] : []),
  ]
}

const aboutText = ({ campaign, links, ownHost, htmlBytes }: Seen): Warning[] => {
  const hosts = new Set<string>()
  const disguised: Warning[] = []
  for (const { words, href } of links) {
    const host = URL.parse(href)?.host
    if (!host) continue
    const shown = addressIn(words)
    if (shown && !sameSite(shown, host)) disguised.push({ warning: 'disguised-link', shown, host })
    else if (!sameSite(host, ownHost)) hosts.add(host)
  }
  return [
    ...(campaign.message === '' && campaign.kind !== 'call' ? [{ warning: 'nothing-but-a-button' } as const] : []),
    ...disguised,
    ...[...hosts].sort().map((host) => ({ warning: 'leads-elsewhere', host }) as const),
    ...(htmlBytes > CLIPPED_BYTES ? [{ warning: 'too-heavy', kilobytes: Math.ceil(htmlBytes / 1024) } as const] : []),
  ]
}

const aboutTime = ({ campaign, plan, timeZone }: Seen): Warning[] => {
  // A call begins when it begins, and an update is not waited for.
  if (campaign.kind !== 'survey') return []
  const last = plan?.reachedBy
  const short = last && plusSeconds(last, SHORT_HOURS * 3600) > campaign.closesAt
  return [
    ...(short ? [{ warning: 'short-notice', hours: hoursBetween(last, campaign.closesAt) } as const] : []),
    ...(quietUntil(campaign.closesAt, timeZone) ? [{ warning: 'closes-at-night' } as const] : []),
  ]
}

const aboutReaders = ({ plan, languages }: Seen): Warning[] => {
  if (!plan) return []
  const all = mailedBy(plan)
  const read = Object.values(languages).map((many) => many ?? 0)
  const speakers = read.reduce((sum, many) => sum + many, 0)
  const others = speakers - Math.max(0, ...read)
  const over = plan.skipped.over ?? 0
  return [
    ...(others > 0 ? [{ warning: 'two-languages', others, of: speakers } as const] : []),
    ...(plan.deferred * MANY >= all && plan.deferred > 0
      ? [{ warning: 'many-deferred', deferred: plan.deferred, of: all } as const]
      : []),
    ...(over > 0 ? [{ warning: 'not-through', over } as const] : []),
  ]
}

const hoursBetween = (from: Instant, until: Instant) =>
  Math.max(0, Math.floor((Date.parse(until) - Date.parse(from)) / 3_600_000))

/** A web address that stands where words should: `bank.example`, `https://bank.example/login`. */
const addressIn = (words: string): string | undefined => {
  const [, host] = /(?:^|\s)(?:https?:\/\/)?((?:[\p{L}\d-]+\.)+\p{L}{2,})(?:[/:?#]|\s|$)/iu.exec(words) ?? []
  return host && URL.parse(`https://${host}`)?.host
}

const sameSite = (one: string, other: string) => bare(one) === bare(other)
const bare = (host: string) => host.toLowerCase().replace(/^www\./, '')

/** Characters that a phone shows of a subject. */
const LONGEST_TITLE = 60
const SHOUTING = /!{2,}|\bfree\b.*!|\$\$|\bact now\b|\bgratis\b.*!|\burgent[e]?\b.*!|[?!]{3,}/iu
/** Gmail shows no more of a mail than this. */
const CLIPPED_BYTES = 102 * 1024
const SHORT_HOURS = 48
/** One in so many. */
const MANY = 5
