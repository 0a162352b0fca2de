import type * as z from 'zod'
import type { StaffEnvironment } from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { hashOf } from '../adapters/links.ts'
import { openSendingPermit } from '../adapters/sending-permit.ts'
import { siteOf } from '../adapters/site.ts'
import { openTable } from '../adapters/table.ts'
import { allCities } from '../cities/cities.ts'
import { sessions as openSessions } from '../identity/sessions.ts'
import { countOpenTasks } from '../membership/desk/staff-tasks.ts'
import { audienceApp } from './audience.tsx'
import { requireStaff } from './guard.tsx'

/** An app that lets staff pass alone, and what every desk of theirs works with. */
export const staffApp = (environment: z.output<typeof StaffEnvironment>) => {
  const site = siteOf(environment)
  const table = openTable(environment.TABLE_NAME)
  const permits = openSendingPermit({ table, now, environmentId: environment.ENVIRONMENT_ID })
  const sessions = openSessions({ table, now, hashOf })
  const app = audienceApp(site, { section: 'staff' })
  const { actorOf } = sessions
  app.use('/staff/*', requireStaff({ site, actorOf, openTasks: () => countOpenTasks(table), sending: permits.shown }))
  return { app, permits, sessions, desk: { site, table, now, newId, cities: () => allCities(table) } }
}
