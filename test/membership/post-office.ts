import type { Mail, SendOutcome } from '../../functions/adapters/mail.ts'
import { isSuppressed } from '../../functions/adapters/suppressions.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { type SendServiceMailNeeds, sendServiceMail } from '../../functions/mail/send-service-mail.ts'
import { serviceMailWriter } from '../../functions/mail/write-service-mail.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import { MAIL_DUE_SHARDS, mailDueKey, ServiceMail } from '../../shared/mail/service-mail.ts'
import type { Clock } from '../../shared/units.ts'
import { links, site, tokens } from './cast.ts'

/** Sends the mails that wait in the table, as the relay and the sweep do, and keeps what left; it may be told to refuse. */
export const postOffice = (table: Table, now: Clock) => {
  const sent: Mail[] = []
  const answers: SendOutcome[] = []
  const needs: SendServiceMailNeeds = {
    table,
    now,
    chance: () => 0,
    sending: async () => ({ outcome: 'may', since: now() }),
    mail: {
      prepare: async (mail: Mail) => ({ mail }) as never,
      send: async (envelope: unknown) => {
        const answer = answers.shift() ?? { outcome: 'accepted', messageId: `m${sent.length + 1}` }
        if (answer.outcome === 'accepted') sent.push((envelope as { mail: Mail }).mail)
        return answer
      },
    },
    isSuppressed: (mailbox: Mailbox) => isSuppressed({ table, links }, mailbox),
    write: serviceMailWriter({ table, now, links, site, contact: 'hello@example.org', ...tokens }),
  }
  const waiting = async () => {
    const shards = Array.from({ length: MAIL_DUE_SHARDS }, (_, shard) => mailDueKey(shard))
    const found = await Promise.all(shards.map((pk) => table.query(ServiceMail, { pk, index: 'due' })))
    return found.flatMap(({ items }) => items).sort((a, b) => (a.mailId < b.mailId ? -1 : 1))
  }
  return {
    sent,
    needs,
    answersNext: (...next: SendOutcome[]) => answers.push(...next),
    /** Tries each mail that waits once, oldest first. */
    posts: async (): Promise<string[]> => {
      const outcomes: string[] = []
      for (const mail of await waiting()) outcomes.push((await sendServiceMail(needs, mail)).outcome)
      return outcomes
    },
  }
}
