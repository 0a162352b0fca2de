import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from './clock.ts'

/** The stand-ins for what is not AWS: the mailbox behind SES, the OIDC issuer, Stripe. */
export async function startProviders(parts: {
  port: number
  data: string
  publicUrl: string
  journal: DatabaseSync
  clock: Clock
}) {
  const { port, data, publicUrl, journal, clock } = parts
  const [{ startMailbox }, { startIssuer }, { startStripe }] = await Promise.all([
    import('./mail/mailbox.ts'),
    import('./oidc/issuer.ts'),
    import('./stripe/stand-in.ts'),
  ])
  const [mailbox, issuer, stripe] = await Promise.all([
    startMailbox({ journal, webPort: port + 3, smtpPort: port + 6, directory: `${data}/mail` }),
    startIssuer({ port: port + 2, publicUrl, journal, clock }),
    startStripe({ port: port + 1, publicUrl, webhookUrl: `${publicUrl}/webhooks/stripe`, journal, clock }),
  ])
  return {
    mailbox,
    issuer,
    stripe,
    secrets: {
      OIDC_CLIENT_SECRET_PARAMETER: issuer.clientSecret,
      STRIPE_SECRET_KEY_PARAMETER: stripe.secretKey,
      STRIPE_WEBHOOK_SECRET_PARAMETER: stripe.webhookSecret,
    },
    stop: () => Promise.all([mailbox.stop(), issuer.stop(), stripe.stop()]),
  }
}
