import type { ListName } from '../../shared/campaigns/desk/snapshot.ts'
import type { Recipient, RecipientState, SkipReason } from '../../shared/campaigns/ledger.ts'
import type { MemberId } from '../../shared/ids.ts'
import type { Instant } from '../../shared/units.ts'

export const SKIPPED: Record<SkipReason, string> = {
  unsubscribed: 'left this topic',
  suppressed: 'address bounced or complained before',
  'no-mailbox': 'no usable address',
  'no-longer-a-member': 'no longer a member in good standing here',
  answered: 'has answered already',
  'not-coming': 'does not come any more',
  'attention-limit': 'had enough mail from us lately, and it would come too late',
  over: 'too late to be of use',
}

export const RECIPIENT: Record<RecipientState, string> = {
  PENDING: 'Waiting',
  CLAIMED: 'Being written',
  SENDING: 'On the way to the provider',
  UNCERTAIN: 'Uncertain',
  SENT: 'Sent',
  DELIVERED: 'Delivered',
  BOUNCED: 'Bounced',
  COMPLAINED: 'Complained',
  SKIPPED: 'Left out',
  FAILED: 'Failed',
  CANCELLED: 'Cancelled',
}

export const LIST_TITLES = {
  doubtful: 'Uncertain',
  failed: 'Failed or came back',
  'left-out': 'Left out',
  waiting: 'Waiting',
  mailed: 'Mailed',
} as const satisfies Record<ListName, string>

/** One recipient as staff look at it. */
export type LookedAt = {
  memberId: MemberId
  name: string
  state: string
  reason: string
  at: Instant | undefined
  attempts: number
}

export const lookedAt = (row: Recipient, name: string | undefined): LookedAt => ({
  memberId: row.memberId,
  name: name ?? 'Somebody who is no longer here',
  state: RECIPIENT[row.state],
  reason: reasonOf(row),
  at: momentOf(row),
  attempts: row.attempts,
})

/** When a row came to what it is. */
const momentOf = (row: Recipient): Instant | undefined => {
  if ('at' in row) return row.at
  return row.state === 'CLAIMED' ? row.claimedAt : row.sendingAt
}

const FAILED: Record<string, string> = {
  'given-up': 'given up by staff',
  'unreadable-profile': 'the profile could not be read',
  'unreadable-reply': 'the reply to the call could not be read',
  'unreadable-suppression': 'whether the address may be mailed could not be read',
  'unreadable-attention': 'what was mailed to them lately could not be read',
  unwritable: 'the mail could not be written',
  'worker-died': 'the sender stopped between marking and sending',
  'no-message-id': 'the provider answered without a receipt',
  ECONNRESET: 'the connection broke off before an answer came',
  TimeoutError: 'no answer came in time',
  MessageRejected: 'the provider refused the content',
  InvalidParameterValue: 'the provider did not accept the address',
}

const BOUNCED = {
  hard: 'the address does not exist',
  soft: 'the mailbox did not take it',
  rejected: 'the provider refused the content',
} as const

const reasonOf = (row: Recipient): string => {
  if (row.state === 'PENDING') return row.notBefore ? putOffText(row) : ''
  if (row.state === 'COMPLAINED') return whyText('COMPLAINED', '')
  return whyText(row.state, row.state === 'BOUNCED' ? row.bounce : 'reason' in row ? row.reason : '')
}

/** A reminder keeps its days from what was mailed before, however little that was. */
const putOffText = ({ round = 0, invites }: Recipient) =>
  round > 0 && !invites ? 'was mailed a short while ago' : 'had enough mail from us lately'

/** The words for a reason as it stands in a ledger. */
export const whyText = (state: RecipientState, reason: string): string => {
  if (state === 'SKIPPED') return SKIPPED[reason as SkipReason] ?? reason
  if (state === 'BOUNCED') return BOUNCED[reason as keyof typeof BOUNCED] ?? reason
  if (state === 'COMPLAINED') return 'marked it as unwanted'
  return FAILED[reason] ?? reason
}
