import { headerOf, readMessage } from './raw-message.ts'
import type { AcceptedMessage } from './ses-journal.ts'

export type SesEventType = 'Send' | 'Delivery' | 'Bounce' | 'Complaint'
export type SesEvent = { source: 'aws.ses'; 'detail-type': string; time: string; resources: string[]; detail: object }

/**
 * The shapes of a configuration set's EventBridge destination
 * (docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html and event-publishing-retrieving-sns-contents.html).
 */
export function sesEvent(
  type: SesEventType,
  message: AcceptedMessage,
  recipients: string[],
  { instant, region, account }: { instant: number; region: string; account: string },
): SesEvent {
  const timestamp = new Date(instant).toISOString()
  const happening = {
    Send: { send: {} },
    Delivery: {
      delivery: {
        timestamp,
        processingTimeMillis: Math.max(1, Math.round(instant - message.acceptedAt)),
        recipients,
        smtpResponse: '250 2.6.0 Message received',
        remoteMtaIp: '127.0.0.1',
        reportingMTA: reportingMta,
      },
    },
    Bounce: {
      bounce: {
        feedbackId: `${message.id}-bounce`,
        bounceType: 'Permanent',
        bounceSubType: recipients.every(isSuppressed) ? 'Suppressed' : 'General',
        bouncedRecipients: recipients.map((emailAddress) => ({
          emailAddress,
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        })),
        timestamp,
        reportingMTA: `dns; ${reportingMta}`,
      },
    },
    Complaint: {
      complaint: {
        feedbackId: `${message.id}-complaint`,
        complaintSubType: null,
        complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
        timestamp,
        userAgent: 'Amazon SES Mailbox Simulator',
        complaintFeedbackType: 'abuse',
        arrivalDate: timestamp,
      },
    },
  }[type]
  return {
    source: 'aws.ses',
    'detail-type': detailTypes[type],
    time: timestamp,
    resources: [`arn:aws:ses:${region}:${account}:configuration-set/${message.configurationSet ?? ''}`],
    detail: { eventType: type, mail: mailOf(message, region, account), ...happening },
  }
}

export const isSuppressed = (address: string) => address.toLowerCase().startsWith('suppressionlist')

const detailTypes = {
  Send: 'Email Sent',
  Delivery: 'Email Delivered',
  Bounce: 'Email Bounced',
  Complaint: 'Email Complaint Received',
} satisfies Record<SesEventType, string>

const reportingMta = 'a8-50.smtp-out.amazonses.com'

function mailOf(message: AcceptedMessage, region: string, account: string) {
  const mime = readMessage(message.mime)
  const header = (name: string) => headerOf(mime, name)
  return {
    timestamp: new Date(message.acceptedAt).toISOString(),
    source: message.source,
    sourceArn: `arn:aws:ses:${region}:${account}:identity/${domainOf(message.source)}`,
    sendingAccountId: account,
    messageId: message.id,
    destination: message.recipients,
    headersTruncated: false,
    headers: mime.headers,
    commonHeaders: {
      from: listOf(header('From')),
      date: header('Date'),
      to: listOf(header('To')),
      messageId: message.id,
      subject: header('Subject'),
    },
    tags: {
      'ses:operation': ['SendRawEmail'],
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [domainOf(message.source)],
      'ses:caller-identity': ['local'],
      ...(message.configurationSet ? { 'ses:configuration-set': [message.configurationSet] } : {}),
      ...message.tags,
    },
  }
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1)
const listOf = (value: string | undefined) => (value === undefined ? [] : [value])
