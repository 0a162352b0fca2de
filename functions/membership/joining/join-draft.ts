import * as z from 'zod'
import type { ApplicationId } from '../../../shared/ids.ts'
import { TypedJoin } from '../../../shared/membership/join-form.ts'
import { type Clock, EpochSeconds, epochSecondsOf, plusSeconds } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'

/** A form that stands there again, with what was typed: found by the browser that holds its application, for an hour. */
export const JoinDraft = z.object({
  typed: TypedJoin,
  shows: z.enum(['problems', 'too-fast', 'nothing']),
  expiresAt: EpochSeconds,
})
export type JoinDraft = z.output<typeof JoinDraft>

type Needs = { table: Pick<Table, 'get' | 'write'>; now: Clock }

export const keepDraft = (
  { table, now }: Needs,
  applicationId: ApplicationId,
  { typed, shows }: Pick<JoinDraft, 'typed' | 'shows'>,
) =>
  table.write({
    put: {
      ...draftKey(applicationId),
      typed: Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, shortened(value)])),
      shows,
      expiresAt: epochSecondsOf(plusSeconds(now(), KEPT_SECONDS)),
    },
  })

export const readDraft = async (
  { table, now }: Needs,
  applicationId: ApplicationId,
): Promise<JoinDraft | undefined> => {
  const draft = await table.get(JoinDraft, draftKey(applicationId))
  // The table may delete late.
  return draft && draft.expiresAt > epochSecondsOf(now()) ? draft : undefined
}

/** It has done its work. */
export const dropDraft = ({ table }: Pick<Needs, 'table'>, applicationId: ApplicationId) =>
  table.write({ delete: draftKey(applicationId) })

const KEPT_SECONDS = 3600

const draftKey = (applicationId: ApplicationId) => ({ pk: `APPLICATION#${applicationId}`, sk: 'DRAFT' })

/** An item of the table holds 400 KB. */
const shortened = (value: string | string[]): string | string[] =>
  typeof value === 'string' ? value.slice(0, LONGEST) : value.slice(0, MOST).map((one) => one.slice(0, LONGEST))

const LONGEST = 5000
const MOST = 10
