import * as z from 'zod'
import { MembersChanged } from '../../../events/bus.ts'
import { TableEnvironment } from '../../../shared/environment.ts'
import { CitySlug, type MemberId } from '../../../shared/ids.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { keepRoll, type Rebuilt, rebuildRoll } from './keep-roll.ts'

// AWS calls this with members who have changed, in any order, two calls for one at once; an operator calls it with {"rebuild":{}} and with every `next` that it answers.
export const handler = async (event: unknown): Promise<Rebuilt | undefined> => {
  const asked = RebuildAsked.safeParse(event)
  if (asked.success) return rebuild(asked.data.rebuild)
  return keepRollOf(MembersChanged.parse(event).detail.memberIds)
}

// A cold start builds this.
const table = openTable(TableEnvironment.parse(process.env).TABLE_NAME)

const RebuildAsked = z.object({
  rebuild: z.object({ city: CitySlug.optional(), shard: z.int().optional(), after: z.string().optional() }),
})

// This runs for each call. One member who cannot be read does not keep the others from the roll.
const keepRollOf = async (memberIds: readonly MemberId[]): Promise<undefined> => {
  const kept = await Promise.allSettled(memberIds.map((memberId) => keepRoll({ table }, memberId)))
  const failed = kept.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  if (failed.length > 0) throw failed[0]
}

const rebuild = async (page: z.output<typeof RebuildAsked>['rebuild']): Promise<Rebuilt> => {
  const rebuilt = await rebuildRoll({ table }, page)
  log.info('the roll was looked through', { looked: rebuilt.looked, written: rebuilt.written, shard: page.shard ?? 0 })
  return rebuilt
}
