import * as z from 'zod'
import type { Language } from '../../shared/identity/person.ts'
import { MemberId } from '../../shared/ids.ts'
import { Alias, aliasKey, presentMember } from '../../shared/membership/alias.ts'
import type { HistoryEntry } from '../../shared/membership/history.ts'
import { Member, profileKey, topicsOf, withTopics } from '../../shared/membership/member.ts'
import type { Clock } from '../../shared/units.ts'
import { Topic } from '../../shared/words.ts'
import type { Links } from '../adapters/links.ts'
import type { Table, Write } from '../adapters/table.ts'

type Needs = {
  table: Table
  links: Pick<Links, 'read'>
  now: Clock
  /** The write of a line of the member's history. */
  happened: (entry: HistoryEntry) => Write
}

/** The link never expires: whoever finds an old mail may still stop the next one. */
const UnsubscribeLink = z.object({ m: MemberId, t: Topic })

export type Standing = 'subscribed' | 'unsubscribed' | 'gone'

type Asked =
  | {
      outcome: 'known'
      memberId: MemberId
      topic: Topic
      standing: Standing
      topics: readonly Topic[]
      /** Of the mail that led here; nobody is left to have one after an erasure. */
      language?: Language | undefined
    }
  | { outcome: 'refused'; reason: 'forged' }

/** `stop` and `again` mean the topic of the mail, `choose` all of them. */
export type Wish = { act: 'stop' | 'again' } | { act: 'choose'; topics: readonly Topic[] }

export const standingOf = async (needs: Omit<Needs, 'happened'>, token: string): Promise<Asked> =>
  (await readSubscription(needs, token)).asked

/** Leaving one topic leaves the others. Doing it twice, or after an erasure, changes nothing and is no fault. */
export const setSubscription = async (needs: Needs, token: string, wish: Wish): Promise<Asked> => {
  for (;;) {
    const { asked, member } = await readSubscription(needs, token)
    if (asked.outcome === 'refused' || !member) return asked
    const wanted = wantedTopics(asked, wish)
    if (wanted.length === asked.topics.length && wanted.every((topic) => asked.topics.includes(topic))) return asked
    const at = needs.now()
    const { consents, unsubscribes } = member
    const detail = Object.fromEntries(wanted.map((topic) => [topic, true]))
    const written = await needs.table.write(
      {
        update: profileKey(asked.memberId),
        set: withTopics(member, wanted, { wording: UNSUBSCRIBE_WORDING, at }),
        if: { exists: true, equals: { consents, unsubscribes } },
      },
      needs.happened({ memberId: asked.memberId, what: 'topics-changed', at, by: 'member', detail }),
    )
    if (written.outcome === 'written')
      return { ...asked, topics: wanted, standing: wanted.includes(asked.topic) ? 'subscribed' : 'unsubscribed' }
  }
}

/** The version of the words that ask for consent on the page behind the link. */
const UNSUBSCRIBE_WORDING = 'unsubscribe-2026-11'

const wantedTopics = ({ topic, topics }: Extract<Asked, { outcome: 'known' }>, wish: Wish): readonly Topic[] => {
  switch (wish.act) {
    case 'stop':
      return topics.filter((other) => other !== topic)
    case 'again':
      return Topic.options.filter((other) => other === topic || topics.includes(other))
    case 'choose':
      return wish.topics
  }
}

const readSubscription = async (
  needs: Omit<Needs, 'happened'>,
  token: string,
): Promise<{ asked: Asked; member?: z.output<typeof Subscribed> | undefined }> => {
  const read = await needs.links.read('unsubscribe', UnsubscribeLink, token, needs.now())
  if (read.outcome === 'refused') return { asked: { outcome: 'refused', reason: 'forged' } }
  const { m, t: topic } = read.payload
  // Whoever was merged into another member leaves as that one.
  const { memberId } = await presentMember((of) => needs.table.get(Alias, aliasKey(of)), m)
  const member = await needs.table.get(Subscribed, profileKey(memberId))
  const standing = !member ? 'gone' : member.unsubscribes[topic] ? 'unsubscribed' : 'subscribed'
  const topics = member ? topicsOf(member) : []
  return { asked: { outcome: 'known', memberId, topic, standing, topics, language: member?.language }, member }
}

const Subscribed = Member.pick({ consents: true, unsubscribes: true, language: true })
