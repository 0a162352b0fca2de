import { describe, expect, it } from 'vitest'
import { FactHeard, MembersChanged, ServiceMailAsked } from '../../events/bus.ts'
import { serviceMailItem } from '../../events/mail/service-mail.ts'
import { examples, MembershipFact } from '../../events/membership/facts.ts'
import { outboxItem } from '../../events/outbox.ts'
import type { Told, ToldOutcome } from '../../functions/adapters/bus.ts'
import type { TableChange } from '../../functions/adapters/stream.ts'
import { relayChanges } from '../../functions/membership/relay-changes.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { MailId } from '../../shared/ids.ts'
import type { ServiceTemplate } from '../../shared/mail/service-mail.ts'
import { NOON } from './cast.ts'
import { mbr, somebody } from './roll-cast.ts'

let count = 0
const change = ({ pk, sk, ...item }: { pk: string; sk: string }): TableChange => {
  const sequenceNumber = String(count++)
  return { id: `event-${sequenceNumber}`, sequenceNumber, key: { pk, sk }, after: { pk, sk, ...item } }
}
const fact = () => change(outboxItem(MembershipFact.parse(examples['membership.activated'])))
const mail = (template: ServiceTemplate) =>
  change(
    serviceMailItem({
      mailId: MailId.parse(`mal_${'0'.repeat(26)}`),
      memberId: mbr(1),
      template,
      to: { mailbox: Mailbox.parse('ana@example.org'), language: 'en' },
      at: NOON,
    }),
  )
const profile = (n: number) => change({ pk: `MEMBER#${mbr(n)}`, sk: 'PROFILE', ...somebody(n, { name: 'Ana Flores' }) })
const membership = (n: number) => change({ pk: `MEMBER#${mbr(n)}`, sk: 'MEMBERSHIP' })

const relay = async (changes: TableChange[], answer: ToldOutcome = { outcome: 'told' }) => {
  let told: readonly Told[] = []
  const tell = async (events: readonly Told[]) => {
    told = events
    return answer
  }
  return { relayed: await relayChanges({ tell }, changes), told }
}
const kinds = (told: readonly Told[]) => told.map(({ kind }) => kind)
const heard = ({ kind, detail }: Told) => ({ 'detail-type': kind, detail })

describe('a batch of changes', () => {
  it('is told as facts, mails and members, in the order in which they changed', async () => {
    const { told, relayed } = await relay([profile(1), fact(), mail('sign-in'), membership(2)])
    expect(kinds(told)).toEqual(['members-changed', 'fact', 'service-mail-asked'])
    expect(relayed).toEqual({ outcome: 'relayed', told: 3 })
  })

  it('reaches those who listen in the shape that they read', async () => {
    const { told } = await relay([fact(), mail('sign-in'), profile(1)])
    const [one, two, three] = told.map(heard)
    expect(FactHeard.parse(one).detail).toEqual(examples['membership.activated'])
    expect(ServiceMailAsked.parse(two).detail).toEqual(two?.detail)
    expect(MembersChanged.parse(three).detail).toEqual({ memberIds: [mbr(1)] })
  })

  it('names everybody who changed in it once', async () => {
    const { told } = await relay([profile(1), membership(1), membership(2), profile(1)])
    expect(told.map(({ detail }) => detail)).toEqual([{ memberIds: [mbr(1), mbr(2)] }])
  })

  it('puts no name and no address on the bus', async () => {
    const { told } = await relay([fact(), mail('erased'), profile(1), membership(1)])
    expect(told).toHaveLength(3)
    expect(JSON.stringify(told)).not.toMatch(/@|Ana|example/)
  })

  it('leaves mails that nobody waits for to the sweep, and those that a workflow sends to the workflow', async () => {
    const sending = mail('activation')
    const left = { ...sending, after: { ...sending.after, state: 'SENDING', sendingAt: NOON } }
    const { told } = await relay([mail('renewal-reminder'), mail('win-back'), left])
    expect(told).toEqual([])
  })

  it('comes again from the first that the bus refused', async () => {
    const changes = [fact(), profile(1), mail('sign-in'), membership(2)]
    const { relayed } = await relay(changes, { outcome: 'refused', first: 1, reason: 'ThrottlingException' })
    expect(relayed).toEqual({ outcome: 'broken-off', from: changes[1]?.sequenceNumber, reason: 'ThrottlingException' })
  })

  it('is told up to a change that cannot be read, which comes again until it is set aside', async () => {
    const poison = change({ pk: 'OUTBOX#1', sk: 'fct_1' })
    const { told, relayed } = await relay([profile(1), fact(), poison, fact()])
    expect(kinds(told)).toEqual(['members-changed', 'fact'])
    expect(relayed).toMatchObject({ outcome: 'broken-off', from: poison.sequenceNumber })
  })
})
