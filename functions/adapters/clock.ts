import { monotonicFactory } from 'ulid'
import type { NewId } from '../../shared/ids.ts'
import { type Clock, instantOf } from '../../shared/units.ts'

export const now: Clock = () => instantOf(Date.now())

const ulid = monotonicFactory()

export const newId: NewId = (schema, prefix) => schema.parse(`${prefix}_${ulid(Date.now())}`)
