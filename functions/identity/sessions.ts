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

  const expiryOf = (session: Session) => ({ expiresAt: epochSecondsOf(endsAt(session)) })

  /** A session that was ended meanwhile stays ended. */
  const touch = async (cookie: string, session: Session): Promise<boolean> => {
    const set = { seenAt: session.seenAt, ...expiryOf(session) }
    return (await table.write({ update: keyOf(cookie), set, if: { exists: true } })).outcome === 'written'
  }

  return {
    async start(cookie: string, userId: UserId): Promise<void> {
      const session = { userId, startedAt: now(), seenAt: now() }
      await table.write({ put: { ...keyOf(cookie), ...session, ...expiryOf(session) }, if: { exists: false } })
    },

    async actorOf(cookie: string): Promise<Actor | undefined> {
      const session = await table.get(Session, keyOf(cookie))
      if (!session || isOver(session, now())) return undefined
      if (wantsTouch(session, now()) && !(await touch(cookie, { ...session, seenAt: now() }))) return undefined
      return people(table).actor(session.userId)
    },

    async end(cookie: string): Promise<void> {
      await table.write({ delete: keyOf(cookie) })
    },
  }
}
