import { handle } from 'hono/aws-lambda'
import { StaffEnvironment } from '../../shared/environment.ts'
import { callRoutes } from '../calls/call.routes.tsx'
import { searchMembers } from '../membership/roll/search-members.ts'
import { staffApp } from './staff-app.ts'

// A cold start builds this.
const { app, desk } = staffApp(StaffEnvironment.parse(process.env))

app.route('/', callRoutes({ ...desk, findMembers: (typed) => searchMembers(desk, typed) }))

// AWS calls this for what staff do about calls.
export const handler = handle(app)
