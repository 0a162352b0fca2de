import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { sendQuota } from '../../adapters/send-quota.ts'
import { openTable } from '../../adapters/table.ts'
import { PlanRun } from './plan-flight.ts'
import { failFlightPlan, sealFlightPlan } from './seal-flight-plan.ts'

// AWS calls this as a task of the flight plan's workflow: at its end, or when it cannot come to one.
export const handler = (input: unknown) => {
  const { fault, ...run } = Task.parse(input)
  return fault ? failFlightPlan(needs, run) : sealFlightPlan(needs, run)
}

const Task = PlanRun.extend({ fault: z.literal(true).optional() })

// A cold start builds this.
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now, mail: sendQuota() }
