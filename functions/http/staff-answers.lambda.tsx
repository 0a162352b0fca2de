import { handle } from 'hono/aws-lambda'
import { StaffEnvironment } from '../../shared/environment.ts'
import { rawAnswerRoutes } from '../results/counting/raw-answers.routes.tsx'
import { staffApp } from './staff-app.ts'

// A cold start builds this.
const { app, desk } = staffApp(StaffEnvironment.parse(process.env))

app.route('/', rawAnswerRoutes(desk))

// AWS calls this for texts to choose quotations from, and for sealed inputs. By itself: no other page of staff reads answers.
export const handler = handle(app)
