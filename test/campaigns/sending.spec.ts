import { describe, expect, it } from 'vitest'
import type { Envelope } from '../../functions/adapters/mail.ts'
import { suppressing } from '../../functions/adapters/suppressions.ts'
import { progressOf } from '../../functions/campaigns/desk/progress.ts'
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../functions/campaigns/desk/steer-campaign.ts'
import { recordMailEvent } from '../../functions/campaigns/events/record-mail-event.ts'
import { planCampaign } from '../../functions/campaigns/launch/plan-campaign.ts'
import { sendPages } from '../../functions/campaigns/sending/send-pages.ts'
import { closeCampaign } from '../../functions/campaigns/settling/close-campaign.ts'
import { resolveDoubtful } from '../../functions/campaigns/settling/resolve-doubtful.ts'
import { mailed } from '../../shared/campaigns/accounting.ts'
import { type Campaign, campaignItem } from '../../shared/campaigns/campaign.ts'
import { RECIPIENT_STATES, STALE_SECONDS } from '../../shared/campaigns/ledger.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  counts,
  denver,
  dyingAt,
  freeze,
  later,
  launch,
  mailsTo,
  memberId,
  type Network,
  people,
  person,
  plan,
  planNow,
  RUN,
  rowOf,
  SAM,
  saveMember,
  sendAll,
  senderOf,
  settle,
  stateIn,
  tellLedger,
} from './network.ts'

const launched = async (members = people(6)): Promise<Network> => {
  const network = await denver(members)
  await launch(network)
  expect(await freeze(network)).toEqual({ outcome: 'sealed' })
  return network
}

const addsUp = async (network: Network) => {
  const { audience, ...states } = await counts(network)
  expect(RECIPIENT_STATES.reduce((sum, state) => sum + states[state], 0)).toBe(audience)
}

const everybodyOnce = (network: Network, count: number) =>
  expect(mailsTo(network.provider)).toEqual(Object.fromEntries(people(count).map(({ email }) => [email, 1])))

describe('a campaign without trouble', () => {
  it('mails everybody once and opens', async () => {
    const network = await launched()
    expect(await sendAll(network)).toEqual(Array(8).fill('done'))
    expect(await settle(network)).toEqual({ outcome: 'open' })
    everybodyOnce(network, 6)
    expect(await counts(network)).toMatchObject({ audience: 6, SENT: 6 })
    expect(await campaignNow(network)).toMatchObject({ state: 'open', recipients: 6 })
  })

  it('carries a personal link, one-click unsubscribe and tags that lead back to the row', async () => {
    const network = await launched([person(0, { language: 'es' })])
    await sendAll(network)
    const [mail] = network.provider.taken
    const read = mail && (await network.provider.read(mail))
    const headers = Object.fromEntries(read?.headers.map(({ key, value }) => [key, value]) ?? [])
    expect(headers['list-unsubscribe']).toMatch(/^<https:\/\/network\.example\.org\/unsubscribe\?t=1\.[\w.-]+>$/)
    expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click')
    expect(read?.text).toContain('https://network.example.org/answers/start?t=1.')
    expect(read?.text).toContain('Hola, Ana Ruiz:')
    expect(read?.text).toContain('hora estándar de las Montañas')
    expect(read?.html).toContain('lang="es"')
    const row = await rowOf(network, 0)
    expect(mail?.tags).toEqual({
      sendId: [row?.sendId],
      campaignId: [CAMPAIGN_ID],
      memberId: [memberId(0)],
      shard: [String(row?.shard)],
      class: ['campaign'],
    })
  })

  it('mails both members of a household that shares one address', async () => {
    const shared = Mailbox.parse('home@example.org')
    const network = await launched([person(0, { email: shared }), person(1, { email: shared })])
    await sendAll(network)
    expect(mailsTo(network.provider)).toEqual({ 'home@example.org': 2 })
  })
})

describe('a worker that dies', () => {
  it('between the claim and the mark: nothing was sent, so the next one sends it once', async () => {
    const network = await launched()
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENDING', 'before', 2) })
    await expect(sendAll(network, dying)).rejects.toThrow()
    await sendAll(network)
    expect(await settle(network)).toMatchObject({ outcome: 'wait' })
    later(network, 91)
    expect(await settle(network)).toMatchObject({ outcome: 'send-again' })
    await sendAll(network)
    expect(await settle(network)).toEqual({ outcome: 'open' })
    everybodyOnce(network, 6)
  })

  it('after the mark, before the mail left: it is shown as uncertain and never sent by itself', async () => {
    const network = await launched()
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENDING', 'after', 2) })
    await expect(sendAll(network, dying)).rejects.toThrow()
    await sendAll(network)
    later(network, 91)
    expect(await settle(network)).toEqual({ outcome: 'open' })
    await tellLedger(network)
    expect(await counts(network)).toMatchObject({ audience: 6, UNCERTAIN: 1, DELIVERED: 5 })
    expect(Object.values(mailsTo(network.provider))).toEqual([1, 1, 1, 1, 1])
  })

  it('after SES took the mail: the event settles it without a second mail', async () => {
    const network = await launched()
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENT', 'before', 3) })
    await expect(sendAll(network, dying)).rejects.toThrow()
    await sendAll(network)
    later(network, 91)
    await settle(network)
    expect(await counts(network)).toMatchObject({ UNCERTAIN: 1 })
    await tellLedger(network)
    expect(await counts(network)).toMatchObject({ audience: 6, UNCERTAIN: 0, DELIVERED: 6 })
    everybodyOnce(network, 6)
  })

  it('after SES took the mail and the event was lost: staff see it, and may give it up', async () => {
    const network = await launched(people(1))
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENT', 'before') })
    await expect(sendAll(network, dying)).rejects.toThrow()
    later(network, 91)
    await settle(network)
    expect(await rowOf(network, 0)).toMatchObject({ state: 'UNCERTAIN', reason: 'worker-died' })
    const giveUp = { campaignId: CAMPAIGN_ID, memberId: memberId(0), decision: 'give-up', actor: SAM } as const
    expect(await resolveDoubtful(network, giveUp)).toEqual({ outcome: 'resolved' })
    expect(await rowOf(network, 0)).toMatchObject({ state: 'FAILED', reason: 'given-up' })
    expect(await resolveDoubtful(network, giveUp)).toEqual({ outcome: 'refused', reason: 'not-doubtful' })
    await addsUp(network)
  })

  it('leaves a doubtful send that staff may send again', async () => {
    const network = await launched(people(2))
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENDING', 'after') })
    await expect(sendAll(network, dying)).rejects.toThrow()
    await sendAll(network)
    later(network, 91)
    await settle(network)
    const doubtful = (await rowOf(network, 0))?.state === 'UNCERTAIN' ? 0 : 1
    const again = { campaignId: CAMPAIGN_ID, memberId: memberId(doubtful), decision: 'send-again', actor: SAM } as const
    expect(await resolveDoubtful(network, again)).toEqual({ outcome: 'resolved' })
    expect(network.started.at(-1)).toEqual({ name: `campaign-${CAMPAIGN_ID}-r3`, input: { ...RUN, revision: 3 } })
    await sendAll(network, senderOf(network), { ...RUN, revision: 3 })
    expect(await settle(network, { ...RUN, revision: 3 })).toEqual({ outcome: 'open' })
    everybodyOnce(network, 2)
  })
})

describe('a worker that dies while it sends, in a campaign that then', () => {
  const endings: [string, (network: Network) => Promise<unknown>][] = [
    ['is cancelled', (network) => cancelCampaign(network, CAMPAIGN_ID, SAM)],
    ['is closed', (network) => closeCampaign(network, CAMPAIGN_ID)],
    ['is paused', (network) => pauseCampaign(network, CAMPAIGN_ID, SAM)],
  ]
  it.each(endings)('%s leaves a doubtful send that staff see', async (_, end) => {
    const network = await launched(people(3))
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENDING', 'after') })
    await expect(sendAll(network, dying)).rejects.toThrow()
    await end(network)
    expect(await settle(network)).toMatchObject({ outcome: 'wait' })
    later(network, STALE_SECONDS)
    expect(await settle(network)).toEqual({ outcome: 'stopped' })
    expect(await counts(network)).toMatchObject({ audience: 3, SENDING: 0, UNCERTAIN: 1 })
    expect((await progressOf(network, await campaignNow(network), 'America/Denver'))?.doubtful).toHaveLength(1)
  })
})

describe('what staff decide on a doubtful send', () => {
  it.each(['send-again', 'give-up'] as const)('is not done when it cannot be logged: %s', async (decision) => {
    const network = await launched(people(1))
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENDING', 'after') })
    await expect(sendAll(network, dying)).rejects.toThrow()
    later(network, STALE_SECONDS)
    await settle(network)
    const before = await campaignNow(network)
    const unlogged: typeof network.table = {
      ...network.table,
      write: async (...writes) => {
        if (writes.some((write) => 'put' in write && write.put.pk.startsWith('AUDIT#'))) throw new Error('throttled')
        return network.table.write(...writes)
      },
    }
    const input = { campaignId: CAMPAIGN_ID, memberId: memberId(0), decision, actor: SAM }
    await expect(resolveDoubtful({ ...network, table: unlogged }, input)).rejects.toThrow('throttled')
    expect(await rowOf(network, 0)).toMatchObject({ state: 'UNCERTAIN' })
    expect(await campaignNow(network)).toEqual(before)
    expect(await resolveDoubtful(network, input)).toEqual({ outcome: 'resolved' })
  })

  it('is refused once the survey has closed, and sends nothing', async () => {
    const network = await launched(people(1))
    const dying = senderOf(network, { table: dyingAt(network.table, 'SENDING', 'after') })
    await expect(sendAll(network, dying)).rejects.toThrow()
    later(network, STALE_SECONDS)
    await settle(network)
    await closeCampaign(network, CAMPAIGN_ID)
    const again = { campaignId: CAMPAIGN_ID, memberId: memberId(0), decision: 'send-again', actor: SAM } as const
    expect(await resolveDoubtful(network, again)).toEqual({ outcome: 'refused', reason: 'wrong-state' })
    expect(await rowOf(network, 0)).toMatchObject({ state: 'UNCERTAIN' })
  })
})

describe('two doubtful sends that staff send again one after the other', () => {
  it('are both sent, even when the workflow has just counted the ledger', async () => {
    const network = await launched(people(2))
    for (const _ of [1, 2]) {
      const dying = senderOf(network, { table: dyingAt(network.table, 'SENDING', 'after') })
      await expect(sendAll(network, dying)).rejects.toThrow()
    }
    later(network, 91)
    await settle(network)
    const again = (n: number) =>
      resolveDoubtful(network, { campaignId: CAMPAIGN_ID, memberId: memberId(n), decision: 'send-again', actor: SAM })
    await again(0)
    await again(1)
    const newest = { ...RUN, revision: 4 }
    expect(network.started.at(-1)?.input).toEqual(newest)
    expect(await settle(network, { ...RUN, revision: 3 })).toEqual({ outcome: 'stopped' })
    await sendAll(network, senderOf(network), newest)
    expect(await settle(network, newest)).toEqual({ outcome: 'open' })
    everybodyOnce(network, 2)
  })
})

describe('an event that comes before the send was written down', () => {
  it('wins, and the answer of the send takes nothing back', async () => {
    const network = await launched(people(1))
    const eager = senderOf(network, {
      mail: {
        quota: network.provider.transport.quota,
        send: async (envelope) => {
          const answer = await network.provider.transport.send(envelope)
          await tellLedger(network)
          return answer
        },
      },
    })
    await sendAll(network, eager)
    expect(await rowOf(network, 0)).toMatchObject({ state: 'DELIVERED' })
    everybodyOnce(network, 1)
  })
})

describe('two workers on one shard', () => {
  it('mail everybody once', async () => {
    const network = await launched(people(20))
    await Promise.all([sendAll(network), sendAll(network)])
    await Promise.all([settle(network), settle(network)])
    everybodyOnce(network, 20)
    expect(await campaignNow(network)).toMatchObject({ state: 'open' })
  })
})

describe('a shard of more than a page', () => {
  const oneShard = async () => {
    const network = await denver(people(60))
    await launch(network)
    const campaign = await campaignNow(network)
    await network.table.write({ put: campaignItem({ ...campaign, ledgerShards: 1 } as Campaign) })
    expect(await freeze(network)).toEqual({ outcome: 'sealed' })
    const { ledgerShards } = await planCampaign(network, RUN)
    const [shard] = ledgerShards
    if (!shard || ledgerShards.length > 1) throw new Error('not one shard')
    return { network, shard }
  }

  it('is sent page after page in one run of the task', async () => {
    const { network, shard } = await oneShard()
    expect(await sendPages(senderOf(network), shard)).toMatchObject({ next: 'done' })
    everybodyOnce(network, 60)
  })

  it('is left to the next run once the time of this one is over, in the middle of a page', async () => {
    const { network, shard } = await oneShard()
    const { transport } = network.provider
    const slow = senderOf(network, {
      mail: {
        quota: transport.quota,
        send: async (envelope) => {
          await later(network, 0.75)
          return transport.send(envelope)
        },
      },
    })
    const left = await sendPages(slow, shard)
    expect(left).toMatchObject({ next: 'more' })
    expect(network.provider.taken).toHaveLength(54)
    expect(await sendPages(slow, left)).toMatchObject({ next: 'done' })
    everybodyOnce(network, 60)
  })
})

describe('a campaign cancelled while it is sent', () => {
  it('stops within one message, and the counts add up', async () => {
    const network = await launched(people(20))
    let sent = 0
    const sender = senderOf(network, {
      mail: {
        quota: network.provider.transport.quota,
        send: async (envelope) => {
          if (++sent === 3) await cancelCampaign(network, CAMPAIGN_ID, SAM)
          return network.provider.transport.send(envelope)
        },
      },
    })
    await sendAll(network, sender)
    expect(network.started.at(-1)?.name).toBe(`campaign-${CAMPAIGN_ID}-cancel`)
    await settle(network)
    expect(network.provider.taken).toHaveLength(3)
    expect(await counts(network)).toMatchObject({ audience: 20, SENT: 3, CANCELLED: 17, PENDING: 0 })
  })
})

describe('a campaign paused while it is sent', () => {
  it('stops within one message and later goes on where it stopped', async () => {
    const network = await launched(people(20))
    let sent = 0
    const sender = senderOf(network, {
      mail: {
        quota: network.provider.transport.quota,
        send: async (envelope) => {
          if (++sent === 5) await pauseCampaign(network, CAMPAIGN_ID, SAM)
          return network.provider.transport.send(envelope)
        },
      },
    })
    await sendAll(network, sender)
    expect(await settle(network)).toEqual({ outcome: 'stopped' })
    expect(network.provider.taken).toHaveLength(5)
    expect(await campaignNow(network)).toMatchObject({ state: 'paused', reason: 'by-staff' })
    expect(await resumeCampaign(network, CAMPAIGN_ID, SAM)).toEqual({ outcome: 'changed' })
    const again = { ...RUN, revision: 3 }
    expect(network.started.at(-1)).toEqual({ name: `campaign-${CAMPAIGN_ID}-r3`, input: again })
    expect(await sendAll(network, senderOf(network), RUN)).toEqual([])
    await sendAll(network, senderOf(network), again)
    expect(await settle(network, again)).toEqual({ outcome: 'open' })
    everybodyOnce(network, 20)
  })
})

describe('a survey closed before everybody was mailed', () => {
  it('mails nobody any more', async () => {
    const network = await launched()
    expect(await closeCampaign(network, CAMPAIGN_ID)).toEqual({ outcome: 'closed' })
    expect(await sendAll(network)).toEqual(Array(8).fill('stop'))
    expect(await settle(network)).toMatchObject({ outcome: 'wait' })
    expect(await counts(network)).toMatchObject({ audience: 6, CANCELLED: 6 })
    later(network, STALE_SECONDS)
    expect(await settle(network)).toEqual({ outcome: 'stopped' })
    expect(await campaignNow(network)).toMatchObject({ state: 'closed', mailed: 0 })
    expect(await closeCampaign(network, CAMPAIGN_ID)).toEqual({ outcome: 'closed' })
  })
})

describe('somebody who must not be mailed', () => {
  it('has unsubscribed after the audience was frozen', async () => {
    const network = await launched()
    await saveMember(network.table, person(2, { unsubscribes: { surveys: { at: network.now() } } }))
    await sendAll(network)
    expect(await rowOf(network, 2)).toMatchObject({ state: 'SKIPPED', reason: 'unsubscribed' })
    expect(mailsTo(network.provider)).not.toHaveProperty('member2@example.org')
    await addsUp(network)
  })

  it('has unsubscribed between the claim and the send', async () => {
    const network = await launched()
    const claimTold = {
      ...network.table,
      writeEach: async (...writes: Parameters<typeof network.table.writeEach>) => {
        const written = await network.table.writeEach(...writes)
        const own = writes.map(stateIn).find((row) => row?.sk === `RCPT#${memberId(2)}`)
        if (own?.state === 'CLAIMED')
          await saveMember(network.table, person(2, { unsubscribes: { surveys: { at: network.now() } } }))
        return written
      },
    }
    await sendAll(network, senderOf(network, { table: claimTold }))
    expect(await rowOf(network, 2)).toMatchObject({ state: 'SKIPPED', reason: 'unsubscribed' })
    expect(mailsTo(network.provider)).not.toHaveProperty('member2@example.org')
  })

  it('has lapsed or was erased', async () => {
    const network = await launched()
    const { audience: _, ...lapsed } = person(1)
    await saveMember(network.table, lapsed)
    await network.table.write({ delete: { pk: `MEMBER#${memberId(3)}`, sk: 'PROFILE' } })
    await sendAll(network)
    expect(await rowOf(network, 1)).toMatchObject({ state: 'SKIPPED', reason: 'no-longer-a-member' })
    expect(await rowOf(network, 3)).toMatchObject({ state: 'SKIPPED', reason: 'no-longer-a-member' })
    expect(network.provider.taken).toHaveLength(4)
  })

  it('is on the suppression list', async () => {
    const network = await launched()
    await network.table.write(await suppressing(network, person(4).email, { reason: 'bounced', at: network.now() }))
    await sendAll(network)
    expect(await rowOf(network, 4)).toMatchObject({ state: 'SKIPPED', reason: 'suppressed' })
    expect(network.provider.taken).toHaveLength(5)
  })
})

describe('one bad address among many', () => {
  it('fails alone, with its reason', async () => {
    const network = await launched([...people(5), person(5, { email: 'a..b@example.org' as Mailbox })])
    await sendAll(network)
    expect(await settle(network)).toEqual({ outcome: 'open' })
    expect(network.provider.taken).toHaveLength(5)
    expect(await rowOf(network, 5)).toMatchObject({ state: 'FAILED', reason: 'unreadable-profile' })
    await addsUp(network)
  })

  it('is one that SES refuses', async () => {
    const network = await launched(people(5))
    let sent = 0
    const mail = {
      quota: network.provider.transport.quota,
      send: (envelope: Envelope) =>
        network.provider.transport.send(++sent === 2 ? { ...envelope, to: 'a..b@example.org' } : envelope),
    }
    await sendAll(network, senderOf(network, { mail }))
    expect(await settle(network)).toEqual({ outcome: 'open' })
    expect(await counts(network)).toMatchObject({ audience: 5, SENT: 4, FAILED: 1 })
  })
})

describe('a mail provider that is too fast for us', () => {
  it('makes us wait and slow down, and loses nobody', async () => {
    const network = await launched(people(8))
    network.provider.knobs({ failNext: { count: 2, how: 'throttle' } })
    const ends = await sendAll(network)
    expect(ends.filter((end) => end === 'wait')).toHaveLength(2)
    expect(await settle(network)).toMatchObject({ outcome: 'send-again' })
    await sendAll(network)
    expect(await settle(network)).toEqual({ outcome: 'open' })
    everybodyOnce(network, 8)
  })
})

describe('a day’s quota that is used up', () => {
  it('pauses the campaign until it asks again by itself', async () => {
    const network = await launched(people(8))
    network.provider.knobs({ max24HourSend: 3 })
    await sendAll(network)
    expect(await campaignNow(network)).toMatchObject({ state: 'paused', reason: 'daily-quota' })
    expect(await counts(network)).toMatchObject({ audience: 8, SENT: 3, PENDING: 5 })
  })
})

describe('sends that end in doubt again and again', () => {
  it('pause the campaign before everybody is in doubt', async () => {
    const network = await launched(people(200))
    network.provider.knobs({ failNext: { count: 3, how: 'reset' } })
    await sendAll(network)
    expect(await campaignNow(network)).toMatchObject({ state: 'paused', reason: 'doubtful-sends' })
    expect(await counts(network)).toMatchObject({ UNCERTAIN: 3, PENDING: 197 })
  })
})

describe('mails that are refused for ever, one after the other', () => {
  it('pause the campaign before everybody has failed', async () => {
    const network = await launched(people(200))
    const mail = {
      quota: network.provider.transport.quota,
      send: async () => ({ outcome: 'rejected', reason: 'MessageRejected' }) as const,
    }
    await sendAll(network, senderOf(network, { mail }))
    expect(await campaignNow(network)).toMatchObject({ state: 'paused', reason: 'rejections' })
    expect(await counts(network)).toMatchObject({ FAILED: 10, PENDING: 190 })
  })
})

describe('what SES tells about an address', () => {
  it('suppresses it after a hard bounce and after a complaint, for every later campaign', async () => {
    const network = await launched([
      person(0),
      person(1, { email: Mailbox.parse('bounce@simulator.amazonses.com') }),
      person(2, { email: Mailbox.parse('complaint@simulator.amazonses.com') }),
    ])
    await sendAll(network)
    await tellLedger(network)
    await tellLedger(network)
    expect(await counts(network)).toMatchObject({ audience: 3, DELIVERED: 1, BOUNCED: 1, COMPLAINED: 1 })
    expect(mailed(await counts(network))).toBe(3)
    await plan(network)
    expect(await planNow(network)).toMatchObject({ facts: { audience: 3, skipped: { suppressed: 2 } } })
  })

  it('suppresses an address that bounced on a service mail, too', async () => {
    const network = await launched(people(1))
    const recorded = await recordMailEvent(network, {
      kind: 'bounced',
      bounce: 'hard',
      messageId: 'm-1',
      at: network.now(),
      tags: { class: 'service' },
      addresses: [person(0).email],
    })
    expect(recorded).toEqual({ outcome: 'untagged-mail' })
    await sendAll(network)
    expect(await rowOf(network, 0)).toMatchObject({ state: 'SKIPPED', reason: 'suppressed' })
  })

  it('is believed in any order and any number of times', async () => {
    const network = await launched(people(3))
    await sendAll(network)
    const told = [...(await network.provider.told())]
    for (const event of [...told.reverse(), ...told, ...told.reverse()]) await recordMailEvent(network, event)
    expect(await counts(network)).toMatchObject({ audience: 3, DELIVERED: 3 })
  })
})
