import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Account } from '../functions/adapters/stripe/client.ts'
import { createClock } from '../local/clock.ts'
import { openJournal } from '../local/journal.ts'
import { startStripe } from '../local/stripe/stand-in.ts'

export type StandIn = Awaited<ReturnType<typeof openStandIn>>

/** The stand-in for Stripe on a clock of its own. */
export const openStandIn = async (given: { port: number; at: string; publicUrl: string; webhookUrl: string }) => {
  const { port, at, publicUrl, webhookUrl } = given
  const directory = mkdtempSync(join(tmpdir(), 'stand-in-'))
  const journal = openJournal(join(directory, 'stripe.db'))
  const clock = createClock({ offset: Date.parse(at) - Date.now() })
  const stripe = await startStripe({ port, publicUrl, webhookUrl, journal, clock })
  stripe.resume()
  const account: Account = {
    api: `http://127.0.0.1:${port}`,
    product: 'prod_membership',
    secretKey: async () => stripe.secretKey,
  }
  return {
    ...stripe,
    clock,
    account,
    /** Presses a button of one of its pages; answers where the page leads. */
    press: async (url: string, action: string, more: Record<string, string> = {}) => {
      const body = new URLSearchParams({ action, ...more })
      return (await fetch(url, { method: 'POST', body, redirect: 'manual' })).headers.get('location')
    },
    passTo: (instant: string) => clock.advanceTo(Date.parse(instant), stripe.idle),
    stop: async () => {
      await stripe.stop()
      // The client hears that its lines are closed: the next stand-in may have the same port.
      await pause(10)
      clock.stop()
      journal.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
