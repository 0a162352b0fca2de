import { Bucket, drawn, type LimitedAct } from '../../shared/identity/rate-limit.ts'
import type { Clock } from '../../shared/units.ts'
import type { Links } from './links.ts'
import type { Table } from './table.ts'

export type Taken = { outcome: 'taken' } | { outcome: 'too-many'; againInSeconds: number }

/** Counts what strangers do. `subject` is a client or a mailbox: it stands in the table under a keyed hash, and for as long as it matters. */
export type RateLimits = {
  take(act: LimitedAct, subject: string): Promise<Taken>
  /** Forgets what was counted, of a mailbox whose owner has shown that it is theirs. */
  release(act: LimitedAct, subject: string): Promise<void>
}

type Needs = { table: Pick<Table, 'get' | 'write'>; links: Pick<Links, 'activeKey' | 'pseudonym'>; now: Clock }

export const rateLimits = ({ table, links, now }: Needs): RateLimits => {
  const keyOf = async (act: LimitedAct, subject: string) => {
    // After a rotation of the keys everybody begins anew.
    const name = await links.pseudonym('client', await links.activeKey(), act, subject)
    return { pk: `BUCKET#${act}#${name}`, sk: 'BUCKET' }
  }
  return {
    async take(act, subject) {
      const key = await keyOf(act, subject)
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        const bucket = await table.get(Bucket, key)
        const draw = drawn(act, bucket, now())
        if (draw.outcome === 'too-many') return draw
        const { outcome } = await table.write({
          put: { ...key, ...draw.bucket },
          if: bucket ? { equals: { version: bucket.version } } : { exists: false },
        })
        if (outcome === 'written') return { outcome: 'taken' }
      }
      // So many at once are a flood already.
      return { outcome: 'too-many', againInSeconds: CROWDED_SECONDS }
    },
    async release(act, subject) {
      await table.write({ delete: await keyOf(act, subject) })
    },
  }
}

const MOST_ATTEMPTS = 6
const CROWDED_SECONDS = 5
