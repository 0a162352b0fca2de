import type { Context } from 'hono'
import * as z from 'zod'
import { clientNetwork } from '../../shared/identity/rate-limit.ts'

/**
 * The network that a request comes from, as API Gateway saw it: headers may say anything. For counting only, never for a
 * log or an item.
 */
export const clientOf = (c: Context): string => {
  const seen = Gateway.safeParse(c.env)
  return seen.success ? clientNetwork(seen.data.event.requestContext.http.sourceIp) : 'unseen'
}

const Gateway = z.object({
  event: z.object({ requestContext: z.object({ http: z.object({ sourceIp: z.string().min(1) }) }) }),
})
