import * as z from 'zod'
import { TableEnvironment } from '../../shared/environment.ts'
import { CitySlug, MemberId } from '../../shared/ids.ts'
import { log } from '../adapters/log.ts'
import { type StreamAnswer, tableChanges } from '../adapters/stream.ts'
import { openTable } from '../adapters/table.ts'
import { keepRoll, type Rebuilt, rebuildRoll } from './keep-roll.ts'
import { showChangedOrganization } from './show-organization.ts'

// AWS calls this with changes of members; an operator calls it with {"rebuild":{}} and with every `next` that it answers.
export const handler = async (event: unknown): Promise<StreamAnswer | Rebuilt> => {
  const asked = RebuildAsked.safeParse(event)
  if (asked.success) return rebuild(asked.data.rebuild)
  return keepRollOf(event)
}

// A cold start builds this.
const table = openTable(TableEnvironment.parse(process.env).TABLE_NAME)

const RebuildAsked = z.object({
  rebuild: z.object({ city: CitySlug.optional(), shard: z.int().optional(), after: z.string().optional() }),
})

// This runs for each batch: a member who changed twice in it is looked at once.
const keepRollOf = async (event: unknown): Promise<StreamAnswer> => {
  const changed = tableChanges(event).filter(({ key }) => key.sk === 'PROFILE' || key.sk === 'MEMBERSHIP')
  const members = new Set(changed.map(({ key }) => MemberId.parse(key.pk.slice('MEMBER#'.length))))
  await Promise.all([...members].map((memberId) => keepRoll({ table }, memberId)))
  for (const change of changed) await showChangedOrganization({ table }, change)
  return { batchItemFailures: [] }
}

const rebuild = async (page: z.output<typeof RebuildAsked>['rebuild']): Promise<Rebuilt> => {
  const rebuilt = await rebuildRoll({ table }, page)
  log.info('the roll was looked through', { looked: rebuilt.looked, written: rebuilt.written, shard: page.shard ?? 0 })
  return rebuilt
}
