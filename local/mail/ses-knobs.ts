import { Temporal } from 'temporal-polyfill'
import * as z from 'zod'

export type SesKnobs = z.infer<typeof Knobs> & { delayEventsMs: number; answerAfterMs: number }

/** Reads the knobs that `json` names over the present ones. An unknown name or a wrong value throws with the name in it. */
export function sesKnobs(json: string, present?: SesKnobs): SesKnobs {
  const { delayEventsMs, answerAfterMs, ...rest } = { ...present, ...(JSON.parse(json) as object) } as Partial<SesKnobs>
  const parsed = Knobs.safeParse(rest)
  if (!parsed.success) throw new Error(`SES knobs: ${z.prettifyError(parsed.error)}`)
  const milliseconds = (duration: string) => Temporal.Duration.from(duration).total('milliseconds')
  const { delayEvents, answerAfter } = parsed.data
  return { ...parsed.data, delayEventsMs: milliseconds(delayEvents), answerAfterMs: milliseconds(answerAfter) }
}

/** Without calendar units: no months. */
const Duration = z
  .string()
  .regex(/^P(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/, 'an ISO 8601 duration such as PT5M')
  .default('PT0S')

const Knobs = z.strictObject({
  /** Recipients per second; what a new account out of the sandbox may get. */
  maxSendRate: z.number().min(0).default(50),
  max24HourSend: z.number().min(0).default(50_000),
  failNext: z
    .strictObject({
      count: z.int().min(0),
      how: z.enum(['reset', 'http500', 'throttle', 'timeout', 'accept-then-reset']),
    })
    .optional(),
  holdEvents: z.boolean().default(false),
  delayEvents: Duration,
  /** A mail is accepted at once, and its sender hears so after this long. */
  answerAfter: Duration,
  sendingPaused: z.boolean().default(false),
})
