import type { Actor } from '../../shared/identity/actor.ts'
import { endsAt, isOver, Session, wantsTouch } from '../../shared/identity/session.ts'
import type { UserId } from '../../shared/ids.ts'
import { type Clock, epochSecondsOf } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { people } from './people.ts'

type Needs = { table: Table; now: Clock; hashOf: (secret: string) => string }

/** Sessions on the server side: the browser holds 256 random bits, the table only their hash. */
export const sessions = ({ table, now, hashOf }: Needs) => {
  const keyOf = (cookie: string) => ({ pk: `SESSION#${hashOf(cookie)}`, sk: 'SESSION' })

  const save = (cookie: string, session: Session) =>
    table.write({ put: { ...keyOf(cookie), ...session, expiresAt: epochSecondsOf(endsAt(session)) } })

  return {
    async start(cookie: string, userId: UserId): Promise<void> {
      await save(cookie, { userId, startedAt: now(), seenAt: now() })
    },

    async actorOf(cookie: string): Promise<Actor | undefined> {
      const session = await table.get(Session, keyOf(cookie))
      if (!session || isOver(session, now())) return undefined
      if (wantsTouch(session, now())) await save(cookie, { ...session, seenAt: now() })
      return people(table).user(session.userId)
    },

    async end(cookie: string): Promise<void> {
      await table.write({ delete: keyOf(cookie) })
    },
  }
}
