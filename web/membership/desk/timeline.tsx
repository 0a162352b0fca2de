import type { Reply } from '../../../shared/calls/call.ts'
import type { Recipient } from '../../../shared/campaigns/ledger.ts'
import type { ServiceMail, ServiceTemplate } from '../../../shared/mail/service-mail.ts'
import { dollars } from '../../../shared/membership/dues.ts'
import type { Happening, HistoryEntry } from '../../../shared/membership/history.ts'
import type { Payment } from '../../../shared/membership/payments.ts'
import type { Instant } from '../../../shared/units.ts'
import { shortLocalTime } from '../../local-time.ts'
import { shortDay } from '../roll/member-phrases.ts'

/** One line of what happened between the network and a member. Never what somebody answered. */
export type TimelineLine = { at: Instant } & (
  | { about: 'history'; entry: HistoryEntry; byName?: string }
  | { about: 'payment'; payment: Payment }
  | { about: 'mail'; mail: ServiceMail }
  | { about: 'call'; callId: string; title: string; what: Reply | 'waiting' | 'came' }
  | { about: 'campaign'; campaignId: string; title: string; recipient: Recipient }
)

type TimelineProps = {
  lines: readonly TimelineLine[]
  timeZone: string
  memberId: string
  /** Payments that money can be given back of. */
  refundable: ReadonlySet<string>
}

export const Timeline = (props: TimelineProps) => (
  <ol class="timeline">
    {props.lines.map((line) => (
      <li>
        <p class="when">
          {line.about === 'payment' ? (
            <time datetime={line.payment.paidOn}>{shortDay(line.payment.paidOn)}</time>
          ) : (
            <time datetime={line.at}>{shortLocalTime(line.at, props.timeZone, 'en')}</time>
          )}
        </p>
        <Line {...props} line={line} />
      </li>
    ))}
  </ol>
)

const Line = ({ line, memberId, refundable }: TimelineProps & { line: TimelineLine }) => {
  switch (line.about) {
    case 'history':
      return <History {...line} />
    case 'payment':
      return <PaymentLine payment={line.payment} memberId={memberId} refundable={refundable} />
    case 'mail':
      return (
        <div>
          <p>
            Mail: {TEMPLATE[line.mail.template]} · {mailState(line.mail)}
          </p>
        </div>
      )
    case 'call':
      return (
        <div>
          <p>
            {CALL[line.what]} <a href={`/staff/calls/${line.callId}`}>{line.title}</a>
          </p>
        </div>
      )
    case 'campaign':
      return (
        <div>
          <p>
            Campaign:{' '}
            <a href={`/staff/campaigns/${line.campaignId}`}>
              <bdi>{line.title}</bdi>
            </a>{' '}
            · {recipientState(line.recipient)} · <a href={recipientPage(line)}>the mail</a>
          </p>
        </div>
      )
  }
}

const recipientPage = ({ campaignId, recipient }: { campaignId: string; recipient: Recipient }) =>
  `/staff/campaigns/${campaignId}/recipients/${recipient.memberId}?round=${recipient.round ?? 0}`

const History = ({ entry, byName }: { entry: HistoryEntry; byName?: string | undefined }) => (
  <div>
    <p>
      {WHAT[entry.what]}
      {facts(entry)} <span class="quiet-text">· {whoDidIt(entry.by, byName)}</span>
    </p>
    {entry.text && (
      <p class="said">
        <bdi>{entry.text}</bdi>
      </p>
    )}
  </div>
)

const whoDidIt = (by: HistoryEntry['by'], name: string | undefined) =>
  by === 'member' ? 'the member' : by === 'network' ? 'by itself' : (name ?? 'staff')

const facts = ({ what, detail = {} }: HistoryEntry): string => {
  const { months, cents, before, changed, outcome, reason, from, to } = detail
  switch (what) {
    case 'granted':
    case 'grant-withdrawn':
      return months === undefined ? '' : `: ${months} ${months === 1 ? 'month' : 'months'}`
    case 'refund-asked':
      return typeof cents === 'number' ? `: ${dollars(cents)}` : ''
    case 'dues-changed':
      return typeof cents === 'number' && typeof before === 'number'
        ? `: ${dollars(cents)} instead of ${dollars(before)}`
        : ''
    case 'profile-changed':
      return `${changed ? `: ${changed}` : ''}${from && to ? ` (from ${from} to ${to})` : ''}`
    case 'dispute-ended':
      return outcome ? `: ${outcome}` : ''
    case 'suppression-lifted':
      return reason ? ` (${reason})` : ''
    default:
      return ''
  }
}

type PaymentLineProps = { payment: Payment; memberId: string; refundable: ReadonlySet<string> }

const PaymentLine = ({ payment, memberId, refundable }: PaymentLineProps) => {
  const { paymentId, cents, refunded, months, granted, dispute, through } = payment
  const act = (name: string) => `/staff/members/${memberId}/${name}?payment=${encodeURIComponent(paymentId)}`
  return (
    <div>
      <p>
        {granted ? GRANTED[granted] : `Paid ${dollars(cents)}${through ? ' elsewhere' : ''}`} for {months}{' '}
        {months === 1 ? 'month' : 'months'}
        {refunded > 0 && ` · ${refunded >= cents ? 'all' : dollars(refunded)} given back`}
        {dispute && ` · ${dispute === 'open' ? 'asked back by the bank' : 'lost to the bank'}`}{' '}
        {granted ? (
          <a href={act('withdrawal')}>Take it back</a>
        ) : (
          refundable.has(paymentId) && <a href={act('refund')}>Give money back</a>
        )}
      </p>
      {!granted && !through && (
        <p class="quiet-text">
          <code>{paymentId}</code>
        </p>
      )}
    </div>
  )
}

export const GRANTED = { gift: 'Gift', sponsored: 'Sponsored' } as const

export const WHAT: Record<Happening, string> = {
  joined: 'Joined',
  imported: 'Imported from a file',
  activated: 'Activated',
  'topics-changed': 'Changed what may be mailed',
  'profile-changed': 'Profile changed',
  'demographics-changed': 'Changed what they tell about themselves',
  'address-changed': 'E-mail address changed',
  'dues-changed': 'Dues changed',
  'renewal-stopped': 'The card was told to charge no more',
  'renewal-resumed': 'The card charges again',
  cancelled: 'Cancelled',
  'cancellation-taken-back': 'Stays after all',
  lapsed: 'Lapsed',
  'came-back': 'Came back',
  granted: 'Time given',
  'grant-withdrawn': 'Given time taken back',
  'refund-asked': 'Refund asked for',
  'dispute-opened': 'The bank asks a payment back',
  'dispute-ended': 'The bank has decided',
  merged: 'Merged with another member',
  'merge-undone': 'The merge was taken back',
  'data-downloaded': 'Downloaded their data',
  'erasure-asked': 'Asked to be erased',
  'suppression-lifted': 'May be mailed again',
  'signed-out': 'Signed out everywhere; every link mailed before is void',
  note: 'Note',
}

export const TEMPLATE: Record<ServiceTemplate, string> = {
  activation: 'activation link',
  'activation-reminder': 'reminder to activate',
  welcome: 'welcome',
  thanks: 'thanks for the dues',
  'renewal-reminder': 'reminder to renew',
  'charge-notice': 'notice that the card will be charged',
  'payment-failed': 'the payment failed',
  'payment-recovered': 'the payment went through after all',
  'win-back': 'asking to come back',
  'anonymize-notice': 'notice that their data will be deleted',
  granted: 'time was given to them',
  'sign-in': 'link to sign in',
  'confirm-address': 'confirming a new address',
  'address-changed': 'notice to the old address',
  'call-seat': 'a place in a call got free',
  cancelled: 'the cancellation',
  erased: 'certificate of erasure',
}

/** What became of a mail, whichever row tells of it. */
const LEFT = {
  SENDING: 'leaving now',
  UNCERTAIN: 'may have left or not',
  SENT: 'sent',
  DELIVERED: 'delivered',
  COMPLAINED: 'marked as unwanted',
} as const

const mailState = (mail: ServiceMail): string => {
  switch (mail.state) {
    case 'PENDING':
      return 'about to leave'
    case 'BOUNCED':
      return `came back (${mail.bounce})`
    case 'SKIPPED':
      return `not sent: ${SKIPPED[mail.reason]}`
    case 'FAILED':
      return `not sent: ${mail.reason}`
    default:
      return LEFT[mail.state]
  }
}

const SKIPPED: Record<Extract<ServiceMail, { state: 'SKIPPED' }>['reason'], string> = {
  suppressed: 'the address takes no mail from us',
  unsubscribed: 'the topic was left',
  over: 'there was no reason for it any more',
}

const recipientState = (row: Recipient): string => {
  switch (row.state) {
    case 'PENDING':
    case 'CLAIMED':
      return 'waits for its turn'
    case 'BOUNCED':
      return `came back (${row.bounce})`
    case 'SKIPPED':
      return `not sent: ${row.reason.replaceAll('-', ' ')}`
    case 'FAILED':
      return `not sent: ${row.reason}`
    case 'CANCELLED':
      return 'not sent: it was ended first, or a later mail says it'
    default:
      return LEFT[row.state]
  }
}

const CALL: Record<Reply | 'waiting' | 'came', string> = {
  yes: 'Said that they come:',
  waiting: 'Stands on the waiting list:',
  maybe: 'Said that they may come:',
  no: 'Said that they do not come:',
  came: 'Came:',
}
