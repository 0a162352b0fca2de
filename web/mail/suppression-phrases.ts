import type { SuppressionReason } from '../../shared/mail/suppression.ts'

/** Staff pages speak English. */
export const SUPPRESSED: Record<SuppressionReason, string> = {
  'soft-bounced': 'The mailbox was full or could not be reached on three days within a month.',
  bounced: 'The mailbox has sent mail back for good: most often the address does not exist.',
  complained: 'Its owner has marked a mail of ours as unwanted.',
}

/** When lifting is right, and when it is wrong. */
export const LIFT: Record<SuppressionReason, readonly string[]> = {
  'soft-bounced': ['Lift this when you know that the mailbox takes mail again.', 'Three more such days bring it back.'],
  bounced: [
    'Lift this only when you know that the mailbox works again, as after a spelling was put right at the provider.',
    'The next mail that comes back brings it back at once.',
  ],
  complained: [
    'It is wrong to lift this because the member is missed, is due, or was mailed for years: they have said that they do not want our mail.',
    'Lift it only when its owner has asked for it themselves, and say in the reason how they did. A second complaint brings it back at once and can cost the network its mail.',
  ],
}

export const PROVIDERS_LIST =
  'The mail provider keeps a list of its own. If mail comes back again right after this, ask the operator to take the address off that list (runbook, “Mail events are not recorded”, step 4).'
