import * as z from 'zod'
import { MemberId } from '../../shared/ids.ts'
import { Alias, aliasKey, presentMember } from '../../shared/membership/alias.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import type { Clock } from '../../shared/units.ts'
import { Topic } from '../../shared/words.ts'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'

type Needs = { table: Table; links: Pick<Links, 'read'>; now: Clock }

/** The link never expires: whoever finds an old mail may still stop the next one. */
const UnsubscribeLink = z.object({ m: MemberId, t: Topic })

export type Standing = 'subscribed' | 'unsubscribed' | 'gone'

type Asked =
  | { outcome: 'known'; memberId: MemberId; topic: Topic; standing: Standing }
  | { outcome: 'refused'; reason: 'forged' }

export const standingOf = async (needs: Needs, token: string): Promise<Asked> => {
  const read = await needs.links.read('unsubscribe', UnsubscribeLink, token, needs.now())
  if (read.outcome === 'refused') return { outcome: 'refused', reason: 'forged' }
  const { m, t: topic } = read.payload
  // Whoever was merged into another member leaves as that one.
  const { memberId } = await presentMember((of) => needs.table.get(Alias, aliasKey(of)), m)
  const member = await needs.table.get(Subscribed, profileKey(memberId))
  const standing = !member ? 'gone' : member.unsubscribes[topic] ? 'unsubscribed' : 'subscribed'
  return { outcome: 'known', memberId, topic, standing }
}

/** Leaving one topic leaves the others. Doing it twice, or after an erasure, changes nothing and is no fault. */
export const setSubscription = async (needs: Needs, token: string, act: 'stop' | 'again'): Promise<Asked> => {
  for (;;) {
    const asked = await standingOf(needs, token)
    if (asked.outcome === 'refused' || asked.standing === 'gone') return asked
    const wanted: Standing = act === 'stop' ? 'unsubscribed' : 'subscribed'
    if (asked.standing === wanted) return asked
    const member = await needs.table.get(Subscribed, profileKey(asked.memberId))
    if (!member) continue
    const { [asked.topic]: _, ...others } = member.unsubscribes
    const unsubscribes = act === 'stop' ? { ...others, [asked.topic]: { at: needs.now() } } : others
    const written = await needs.table.write({
      update: profileKey(asked.memberId),
      set: { unsubscribes },
      if: { exists: true, equals: { unsubscribes: member.unsubscribes } },
    })
    if (written.outcome === 'written') return { ...asked, standing: wanted }
  }
}

const Subscribed = Member.pick({ unsubscribes: true })
