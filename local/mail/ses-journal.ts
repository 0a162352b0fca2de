import type { DatabaseSync } from 'node:sqlite'

/** One message that SES accepted, as it leaves SES (its own Message-ID and Date). */
export type AcceptedMessage = {
  id: string
  acceptedAt: number
  source: string
  recipients: string[]
  configurationSet: string | null
  tags: Record<string, string[]>
  mime: Buffer
}

type Row = {
  id: string
  accepted_at: number
  source: string
  recipients: string
  configuration_set: string | null
  tags: string
  mime: Uint8Array
}

export function openSesJournal(journal: DatabaseSync) {
  journal.exec(`
    create table if not exists ses_message (
      id text primary key, accepted_at real not null, source text not null, recipients text not null,
      recipient_count integer not null, configuration_set text, tags text not null, mime blob not null) without rowid;
    create index if not exists ses_message_accepted on ses_message (accepted_at, recipient_count);
    create table if not exists ses_delivery (
      number integer primary key, address text not null, message_id text not null, unique (message_id, address));
    create index if not exists ses_delivery_address on ses_delivery (address, number);
    create table if not exists ses_knobs (one integer primary key check (one = 1), knobs text not null)`)
  const insert = journal.prepare(`insert into ses_message
    (id, accepted_at, source, recipients, recipient_count, configuration_set, tags, mime) values (?, ?, ?, ?, ?, ?, ?, ?)`)
  const deliver = journal.prepare('insert or ignore into ses_delivery (address, message_id) values (?, ?)')
  const get = journal.prepare('select * from ses_message where id = ?')
  const acceptedSince = journal.prepare(
    'select accepted_at as at, recipient_count as recipients from ses_message where accepted_at > ? order by accepted_at',
  )
  // Asked with every mail, of a day that may have had hundreds of thousands: counted along, not summed anew.
  let lately: { since: number; sends: { at: number; recipients: number }[]; gone: number; sum: number } | undefined
  function sentSince(instant: number): number {
    if (!lately || instant < lately.since) {
      const sends = acceptedSince.all(instant) as { at: number; recipients: number }[]
      lately = { since: instant, sends, gone: 0, sum: sends.reduce((sum, { recipients }) => sum + recipients, 0) }
    }
    lately.since = instant
    for (let first = lately.sends[lately.gone]; first && first.at <= instant; first = lately.sends[lately.gone]) {
      lately.sum -= first.recipients
      lately.gone++
    }
    return lately.sum
  }
  const idsTo = journal.prepare(
    'select message_id as id from (select * from ses_delivery where address = ? order by number desc limit ?) order by number',
  )
  const idsAll = journal.prepare(
    `select id from (select message_id as id, min(number) as number from ses_delivery
      group by message_id order by number desc limit ?) order by number`,
  )
  const readKnobs = journal.prepare('select knobs from ses_knobs')
  const writeKnobs = journal.prepare('insert or replace into ses_knobs (one, knobs) values (1, ?)')

  return {
    /** Writes a message and who gets it into the mailbox; `plan` adds what follows to the same transaction. */
    accept(message: AcceptedMessage, delivered: string[], plan: () => void) {
      journal.exec('begin immediate')
      try {
        insert.run(
          message.id,
          message.acceptedAt,
          message.source,
          JSON.stringify(message.recipients),
          message.recipients.length,
          message.configurationSet,
          JSON.stringify(message.tags),
          message.mime,
        )
        for (const address of delivered) deliver.run(address.toLowerCase(), message.id)
        plan()
        journal.exec('commit')
        if (lately) {
          lately.sends.push({ at: message.acceptedAt, recipients: message.recipients.length })
          lately.sum += message.recipients.length
        }
      } catch (error) {
        journal.exec('rollback')
        throw error
      }
    },
    message(id: string): AcceptedMessage | undefined {
      const row = get.get(id) as Row | undefined
      return (
        row && {
          id: row.id,
          acceptedAt: row.accepted_at,
          source: row.source,
          recipients: JSON.parse(row.recipients) as string[],
          configurationSet: row.configuration_set,
          tags: JSON.parse(row.tags) as Record<string, string[]>,
          mime: Buffer.from(row.mime),
        }
      )
    },
    /** Recipients accepted after an instant: SES counts recipients, not messages. */
    sentSince,
    /** The newest `limit` messages in the mailbox, oldest of them first. */
    deliveredTo(address: string | undefined, limit: number): string[] {
      const rows = address === undefined ? idsAll.all(limit) : idsTo.all(address.toLowerCase(), limit)
      return (rows as { id: string }[]).map(({ id }) => id)
    },
    knobs: () => (readKnobs.get() as { knobs: string } | undefined)?.knobs,
    keepKnobs: (knobs: string) => void writeKnobs.run(knobs),
  }
}
