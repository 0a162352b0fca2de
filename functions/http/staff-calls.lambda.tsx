import { handle } from 'hono/aws-lambda'
import { SendingEnvironment, SiteEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { callRoutes } from '../calls/call.routes.tsx'
import { staffApp } from './staff-app.ts'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...SendingEnvironment.shape,
}).parse(process.env)
const { app, desk } = staffApp(environment)

app.route('/', callRoutes(desk))

// AWS calls this for what staff do about calls.
export const handler = handle(app)
