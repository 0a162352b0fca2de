import { describe, expect, it } from 'vitest'
import { reach, topicOf } from '../../shared/campaigns/reach.ts'
import { MAIL_RULES, MailClass, type MailFacts, MailStanding, mayMail } from '../../shared/mail/mail-class.ts'
import { Topic } from '../../shared/words.ts'

const everyChoice: Topic[][] = [...Array(2 ** Topic.options.length).keys()].map((bits) =>
  Topic.options.filter((_, index) => bits & (1 << index)),
)

/** Every combination of class, topic of the campaign, topics left, standing, city, suppression and mailbox. */
const everyCase = MailClass.options.flatMap((kind) =>
  Topic.options.flatMap((topic) =>
    everyChoice.flatMap((left) =>
      MailStanding.options.flatMap((standing) =>
        [true, false].flatMap((sameCity) =>
          [true, false].flatMap((suppressed) =>
            [true, false].map((mailbox) => {
              const unsubscribes = Object.fromEntries(left.map((gone) => [gone, { at: 'then' }]))
              return { kind, topic, left, facts: { standing, sameCity, suppressed, mailbox, unsubscribes } }
            }),
          ),
        ),
      ),
    ),
  ),
)

const about = (of: (one: (typeof everyCase)[number]) => boolean) => {
  const cases = everyCase.filter(of)
  expect(cases.length).toBeGreaterThan(0)
  return cases.map(({ kind, topic, facts }) => mayMail(kind, topic, facts))
}
const ofCampaign = (kind: MailClass) => kind === 'invitation' || kind === 'reminder' || kind === 'call-notice'
const fine = {
  standing: 'good',
  sameCity: true,
  suppressed: false,
  mailbox: true,
  unsubscribes: {},
} satisfies MailFacts

describe('of 2,880 combinations of class, topic, consent and standing', () => {
  it('there are as many', () => expect(everyCase).toHaveLength(5 * 3 * 8 * 3 * 2 * 2 * 2))

  it('no mail of a campaign goes to somebody who left its topic', () => {
    for (const may of about(({ kind, topic, left }) => ofCampaign(kind) && left.includes(topic)))
      expect(may.outcome).toBe('may-not')
  })

  it('none goes to somebody not in good standing, or of another city', () => {
    for (const may of about(({ kind, facts }) => ofCampaign(kind) && (facts.standing !== 'good' || !facts.sameCity)))
      expect(may).toEqual({ outcome: 'may-not', reason: 'no-longer-a-member' })
  })

  it('no mail at all goes to a suppressed address, or to none', () => {
    for (const may of about(({ facts }) => facts.suppressed || !facts.mailbox)) expect(may.outcome).toBe('may-not')
  })

  it('leaving one topic never stops a mail of another', () => {
    for (const { kind, topic, left, facts } of everyCase.filter(({ kind }) => ofCampaign(kind)))
      if (!left.includes(topic))
        expect(mayMail(kind, topic, facts)).toEqual(mayMail(kind, topic, { ...facts, unsubscribes: {} }))
  })

  it('service mail comes whatever was left, whoever it is', () => {
    for (const may of about(({ kind, facts }) => kind === 'service' && facts.mailbox && !facts.suppressed))
      expect(may).toEqual({ outcome: 'may' })
  })

  it('the appeal to come back goes to former members alone, unless they left updates', () => {
    for (const { kind, topic, left, facts } of everyCase.filter(({ kind }) => kind === 'win-back'))
      expect(mayMail(kind, topic, facts).outcome).toBe(
        facts.standing === 'lapsed' && !left.includes('updates') && !facts.suppressed && facts.mailbox
          ? 'may'
          : 'may-not',
      )
  })

  it('whoever may be mailed is told no reason, and the reason of all others stands in this order', () => {
    const { topic } = { topic: 'calls' as const }
    const nothing = { ...fine, sameCity: false, suppressed: true, mailbox: false, unsubscribes: { calls: 1 } }
    const steps: [Partial<MailFacts>, string][] = [
      [{}, 'no-longer-a-member'],
      [{ sameCity: true }, 'unsubscribed'],
      [{ unsubscribes: {} }, 'suppressed'],
      [{ suppressed: false }, 'no-mailbox'],
    ]
    let facts: MailFacts = nothing
    for (const [change, reason] of steps) {
      facts = { ...facts, ...change }
      expect(mayMail('invitation', topic, facts)).toEqual({ outcome: 'may-not', reason })
    }
    expect(mayMail('invitation', topic, { ...facts, mailbox: true })).toEqual({ outcome: 'may' })
  })
})

describe('the rules of a class', () => {
  it('let all but service mail carry the way out with one click', () => {
    expect(MailClass.options.filter((kind) => !MAIL_RULES[kind].oneClick)).toEqual(['service'])
  })

  it('spare people what nobody waits for: invitations, reminders, appeals', () => {
    const limited = MailClass.options.filter((kind) => MAIL_RULES[kind].attentionLimit)
    expect(limited).toEqual(['invitation', 'reminder', 'win-back'])
    for (const kind of limited) expect(MAIL_RULES[kind].quietHours).toBe('kept')
  })

  it('let a call that begins before the morning be told at night', () => {
    expect(MAIL_RULES['call-notice'].quietHours).toBe('unless-urgent')
    expect(MAIL_RULES.service.quietHours).toBe('not-kept')
  })
})

describe('the reach of a campaign', () => {
  const member = { audience: 'CITY#denver#0', city: 'denver', unsubscribes: { surveys: { at: 'then' } } }

  it('follows the topic of its kind', () => {
    expect([topicOf({ kind: 'survey' }), topicOf({ kind: 'call' }), topicOf({ kind: 'update' })]).toEqual(Topic.options)
    expect(reach(member, { city: 'denver', topic: 'surveys' }, false)).toEqual({
      outcome: 'skipped',
      reason: 'unsubscribed',
    })
    expect(reach(member, { city: 'denver', topic: 'calls' }, false)).toEqual({ outcome: 'reached' })
  })

  it('ends with the membership, the move and the profile', () => {
    const gone = { outcome: 'skipped', reason: 'no-longer-a-member' }
    expect(reach(undefined, { city: 'denver', topic: 'calls' }, false)).toEqual(gone)
    expect(reach({ ...member, audience: undefined }, { city: 'denver', topic: 'calls' }, false)).toEqual(gone)
    expect(reach(member, { city: 'austin', topic: 'calls' }, false)).toEqual(gone)
  })
})
