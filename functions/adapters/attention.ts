import { Attention, attentionKey } from '../../shared/campaigns/sending/attention.ts'
import type { MemberId } from '../../shared/ids.ts'
import type { Instant } from '../../shared/units.ts'
import type { Table, Write } from './table.ts'

type Decided = { outcome: 'send'; attention?: Attention } | { outcome: 'later'; at: Instant } | { outcome: 'skip' }

/**
 * Takes the place of one mail within the attention limit of a member. Of two mails that meet at one member only one
 * does; the other decides anew, on what then stands.
 */
export const takePlace = async <D extends Decided>(
  table: Pick<Table, 'get' | 'write'>,
  memberId: MemberId,
  found: D,
  again: (attention: Attention | undefined) => D,
): Promise<D> => {
  const key = attentionKey(memberId)
  let decided = found
  while (decided.outcome === 'send' && decided.attention) {
    const { outcome } = await table.write(placeTaken(memberId, decided.attention))
    if (outcome === 'written') return decided
    decided = again(await table.get(Attention, key))
  }
  return decided
}

/**
 * Of a mail that did not leave; `doubtedAt`: when it was tried before, and may have left then. Refused when another mail has
 * taken a place meanwhile; then this one counts, too.
 */
export const placeGivenBack = (
  memberId: MemberId,
  { sends, step }: Attention,
  { sendId, doubtedAt }: { sendId: string; doubtedAt?: Instant | undefined },
): Write => ({
  update: attentionKey(memberId),
  set: {
    sends: [...sends.filter((send) => send.sendId !== sendId), ...(doubtedAt ? [{ sendId, at: doubtedAt }] : [])],
    step: step + 1,
  },
  if: { equals: { step } },
})

/** Refused when another mail has taken a place meanwhile. */
export const placeTaken = (memberId: MemberId, { sends, step }: Attention): Write => {
  const key = attentionKey(memberId)
  if (step === 1) return { put: { ...key, sends, step }, if: { exists: false } }
  return { update: key, set: { sends, step }, if: { equals: { step: step - 1 } } }
}
