import { SESClient, type SESClientConfig, SendRawEmailCommand } from '@aws-sdk/client-ses'
import { composeMime, type MailTransport, type PauseReason, type Sender, type SendOutcome } from './mail.ts'
import { sendQuota } from './send-quota.ts'

/**
 * A client that sends each mail with exactly one HTTP request: SES has no idempotency token, so the SDK's own retries
 * would be second mails. Without `throwOnRequestTimeout` its timeouts only log.
 */
export const sendingClient = ({
  requestTimeout = 10_000,
  ...place
}: SESClientConfig & { requestTimeout?: number } = {}) =>
  new SESClient({
    ...place,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1900, requestTimeout, throwOnRequestTimeout: true },
  })

export const sesTransport = (
  settings: { from: Sender; configurationSet: string },
  clients: { sending?: SESClient; asking?: SESClient } = {},
): MailTransport => {
  const sending = clients.sending ?? sendingClient()
  const { quota, noteSent } = sendQuota(clients.asking)

  return {
    prepare: (mail) => composeMime(mail, settings.from),

    async send({ to, raw, tags }) {
      noteSent()
      try {
        const answer = await sending.send(
          new SendRawEmailCommand({
            RawMessage: { Data: raw },
            Source: settings.from.address,
            Destinations: [to],
            ConfigurationSetName: settings.configurationSet,
            Tags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
          }),
        )
        return answer.MessageId
          ? { outcome: 'accepted', messageId: answer.MessageId }
          : { outcome: 'uncertain', reason: 'no-message-id' }
      } catch (error) {
        return outcomeOf(error, settings.from)
      }
    },

    quota,
  }
}

const outcomeOf = (error: unknown, from: Sender): SendOutcome => {
  const { name, code, message, status } = factsOf(error)
  if (NEVER_LEFT.has(code) || NEVER_LEFT.has(name) || NO_CONNECTION.test(message))
    return { outcome: 'not-sent', reason: 'unreachable' }
  if (status === undefined || status < 400 || status >= 500)
    return { outcome: 'uncertain', reason: code || (name === 'Error' ? `http-${status ?? 'unknown'}` : name) }
  // SES names both limits `Throttling`; only the text tells which.
  if (/throttl/i.test(name) || status === 429)
    return /daily/i.test(message)
      ? { outcome: 'paused', reason: 'daily-quota' }
      : { outcome: 'not-sent', reason: 'rate' }
  const pause = PAUSES.find(([signal]) => signal.test(name))
  if (pause) return { outcome: 'paused', reason: pause[1] }
  // In the sandbox this may be about the recipient: only then is it this one mail's fault.
  if (/not verified/i.test(message) && message.includes(from.address))
    return { outcome: 'paused', reason: 'sender-not-verified' }
  if (status === 403) return { outcome: 'paused', reason: 'not-allowed' }
  return { outcome: 'rejected', reason: name.replace(/Exception$/, '') }
}

/** The request cannot have left: no name, no route, no listener, no credentials to sign it with. */
const NEVER_LEFT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
])
const NO_CONNECTION = /did not establish a connection/

const PAUSES: readonly (readonly [RegExp, PauseReason])[] = [
  [/^AccountSendingPaused/, 'account-paused'],
  [/^ConfigurationSetSendingPaused/, 'configuration-set-paused'],
  [/^ConfigurationSetDoesNotExist/, 'configuration-set-missing'],
  [/^MailFromDomainNotVerified/, 'sender-not-verified'],
]

const factsOf = (error: unknown) => {
  const fault = (typeof error === 'object' && error !== null ? error : {}) as {
    name?: string
    code?: string
    message?: string
    $metadata?: { httpStatusCode?: number }
  }
  return {
    name: fault.name ?? '',
    code: fault.code ?? '',
    message: fault.message ?? '',
    status: fault.$metadata?.httpStatusCode,
  }
}
