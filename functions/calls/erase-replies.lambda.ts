import { TableEnvironment } from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { openTable } from '../adapters/table.ts'
import { eraseReplies, RepliesTask } from './erase-replies.ts'

// AWS calls this as a task of the erasure workflow.
export const handler = (input: unknown) => eraseReplies(needs, RepliesTask.parse(input))

// A cold start builds this.
const { TABLE_NAME } = TableEnvironment.parse(process.env)
const needs = { table: openTable(TABLE_NAME), now, newId }
