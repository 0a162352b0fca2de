import { Bucket, drawn, type LimitedAct } from '../../shared/identity/rate-limit.ts'
import type { Clock } from '../../shared/units.ts'
import type { Links } from './links.ts'
import type { Table } from './table.ts'

export type Taken = { outcome: 'taken' } | { outcome: 'too-many'; againInSeconds: number }

/** Counts what strangers do. `subject` is a client or a mailbox: it stands in the table under a keyed hash, and for as long as it matters. */
export type RateLimits = {
  take(act: LimitedAct, subject: string): Promise<Taken>
}

type Needs = { table: Pick<Table, 'get' | 'write'>; links: Pick<Links, 'activeKey' | 'pseudonym'>; now: Clock }

export const rateLimits = ({ table, links, now }: Needs): RateLimits => ({
  async take(act, subject) {
    // After a rotation of the keys everybody begins anew.
    const name = await links.pseudonym('client', await links.activeKey(), act, subject)
    const key = { pk: `BUCKET#${act}#${name}`, sk: 'BUCKET' }
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
})

const MOST_ATTEMPTS = 6
const CROWDED_SECONDS = 5
