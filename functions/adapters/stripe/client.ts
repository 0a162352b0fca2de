import { setTimeout as pause } from 'node:timers/promises'
import Stripe from 'stripe'

export type Account = { api: string; product: string; secretKey: () => Promise<string> }

/** The client for the key of today. */
export type Client = () => Promise<Stripe>

/** A rotated key makes a new client. */
export const clientOf = (account: Account): Client => {
  let made: { key: string; stripe: Stripe } | undefined
  return async () => {
    const key = await account.secretKey()
    if (made?.key !== key) {
      const { hostname, port, protocol } = new URL(account.api)
      made = {
        key,
        stripe: new Stripe(key, {
          host: hostname,
          port: port || (protocol === 'http:' ? 80 : 443),
          protocol: protocol === 'http:' ? 'http' : 'https',
          telemetry: false,
          httpClient: patient(Stripe.createNodeHttpClient()),
          ...LIMITS,
        }),
      }
    }
    return made.stripe
  }
}

/** Three times nothing, and the ten seconds that a function behind the site has are over: Stripe or the visitor asks again. */
const LIMITS = { timeout: 3_000, maxNetworkRetries: 2 }

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>

/** The package asks again after faults of the line and of the server; after "too many requests" it does not. */
const patient = (http: HttpClient): HttpClient => ({
  getClientName: () => http.getClientName(),
  async makeRequest(...request) {
    for (let attempt = 0; ; attempt++) {
      const response = await http.makeRequest(...request)
      if (response.getStatusCode() !== 429 || attempt >= MOST_REPEATS) return response
      response.dispose?.()
      await pause(FIRST_PAUSE * 2 ** attempt * (0.5 + Math.random()))
    }
  },
})

const MOST_REPEATS = 3
const FIRST_PAUSE = 200 // milliseconds
