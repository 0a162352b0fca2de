import * as z from 'zod'
import { type Instant, instantOf } from '../../shared/units.ts'

/**
 * What the mail provider tells about a mail, in our words. `tags` are those that the mail was sent with; `addresses` are
 * those that this is about.
 */
export type MailEvent = {
  messageId: string
  at: Instant
  tags: Record<string, string>
  addresses: string[]
} & (
  | { kind: 'sent' | 'delivered' | 'complained' }
  /** `ofMessage`: it was this message that was not taken, another may be. */
  | { kind: 'bounced'; bounce: 'hard' | 'soft' | 'rejected'; ofMessage?: true }
)

/** `undefined` for events that say nothing about whether a mail arrived (opened, clicked, subscribed). */
export const mailEventOf = (told: SesEvent): MailEvent | undefined => {
  const { mail, bounce, complaint, delivery } = told.detail
  const common = {
    messageId: mail.messageId,
    tags: Object.fromEntries(Object.entries(mail.tags).flatMap(([name, [value]]) => (value ? [[name, value]] : []))),
  }
  const about = (addresses: readonly string[] | undefined, at: string | undefined) => ({
    ...common,
    addresses: [...(addresses ?? mail.destination)],
    at: instantOf(Date.parse(at ?? mail.timestamp)),
  })
  switch (told.detail.eventType) {
    case 'Send':
    case 'DeliveryDelay':
      return { ...about(undefined, mail.timestamp), kind: 'sent' }
    case 'Delivery':
      return { ...about(delivery?.recipients, delivery?.timestamp), kind: 'delivered' }
    case 'Reject':
      return { ...about(undefined, mail.timestamp), kind: 'bounced', bounce: 'rejected' }
    case 'Bounce':
      return {
        ...about(
          bounce?.bouncedRecipients.map(({ emailAddress }) => emailAddress),
          bounce?.timestamp,
        ),
        kind: 'bounced',
        // An address on the list that SES itself keeps (OnAccountSuppressionList) is told of as Permanent too.
        bounce: bounce?.bounceType === 'Permanent' ? 'hard' : 'soft',
        ...(OF_MESSAGE.has(bounce?.bounceSubType ?? '') && { ofMessage: true }),
      }
    case 'Complaint':
      return {
        ...about(
          complaint?.complainedRecipients.map(({ emailAddress }) => emailAddress),
          complaint?.timestamp,
        ),
        kind: 'complained',
      }
    default:
      return undefined
  }
}

const OF_MESSAGE = new Set(['MessageTooLarge', 'ContentRejected', 'AttachmentRejected'])

const Addressed = z.object({ emailAddress: z.string() })

const Detail = z.object({
  mail: z.object({
    messageId: z.string().min(1),
    timestamp: z.string(),
    destination: z.array(z.string()),
    tags: z.record(z.string(), z.array(z.string())).default({}),
  }),
  delivery: z.object({ timestamp: z.string(), recipients: z.array(z.string()) }).optional(),
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string().optional(),
      bouncedRecipients: z.array(Addressed),
      timestamp: z.string(),
    })
    .optional(),
  complaint: z.object({ complainedRecipients: z.array(Addressed), timestamp: z.string() }).optional(),
})

/**
 * As EventBridge brings it. SES says `eventType` when it speaks for a configuration set and `notificationType` when it
 * speaks for an identity; both mean the same.
 */
export const SesEvent = z.object({
  source: z.literal('aws.ses'),
  detail: z
    .unknown()
    .transform((detail) =>
      typeof detail === 'object' && detail !== null && 'notificationType' in detail && !('eventType' in detail)
        ? { ...detail, eventType: detail.notificationType }
        : detail,
    )
    .pipe(Detail.extend({ eventType: z.string() })),
})
export type SesEvent = z.output<typeof SesEvent>

/** Advice to the sender and the status of the account come from the same source, and are about no mail. */
export const isAboutMail = (event: unknown): boolean => AboutMail.safeParse(event).success

const AboutMail = z.object({ detail: z.object({ mail: z.object({}) }) })
