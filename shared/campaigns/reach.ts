import { type MailClass, type MayMail, mayMail } from '../mail/mail-class.ts'
import type { Topic } from '../words.ts'

type Reachable = {
  audience?: string | undefined
  city: string
  unsubscribes: Partial<Record<Topic, unknown>>
}

export type Reach =
  | { outcome: 'reached' }
  | { outcome: 'skipped'; reason: Extract<MayMail, { outcome: 'may-not' }>['reason'] }

/** Whether a mail of this topic may go to somebody, as things stand at this moment. */
export const reach = (
  member: Reachable | undefined,
  campaign: { city: string; topic: Topic },
  suppressed: boolean,
  mail: Extract<MailClass, 'invitation' | 'reminder' | 'call-notice'> = 'invitation',
): Reach => {
  const may = mayMail(mail, campaign.topic, {
    standing: !member ? 'gone' : member.audience ? 'good' : 'lapsed',
    sameCity: member?.city === campaign.city,
    unsubscribes: member?.unsubscribes ?? {},
    suppressed,
    mailbox: member !== undefined,
  })
  return may.outcome === 'may' ? { outcome: 'reached' } : { outcome: 'skipped', reason: may.reason }
}

export const topicOf = ({ kind }: { kind: keyof typeof TOPIC }): Topic => TOPIC[kind]

const TOPIC = { survey: 'surveys', call: 'calls', update: 'updates' } as const satisfies Record<string, Topic>
