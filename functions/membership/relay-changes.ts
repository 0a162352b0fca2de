import type * as z from 'zod'
import { TOLD } from '../../events/bus.ts'
import { OUTBOX_BEGINS } from '../../events/outbox.ts'
import { MemberId } from '../../shared/ids.ts'
import { isPatient, SERVICE_MAIL_BEGINS, ServiceMail } from '../../shared/mail/service-mail.ts'
import type { Tell } from '../adapters/bus.ts'
import type { TableChange } from '../adapters/stream.ts'

/** `from`: the change from which the stream is to deliver again, and why. */
export type Relayed = { outcome: 'relayed'; told: number } | { outcome: 'broken-off'; from: string; reason: string }

/**
 * Tells a batch of changes on the bus: each fact and each mail that somebody waits for as an event, and all members
 * that changed as one. Broken off anywhere, it is told again from the first change that was not taken.
 */
export const relayChanges = async ({ tell }: { tell: Tell }, changes: readonly TableChange[]): Promise<Relayed> => {
  const { notices, unreadable } = noticesOf(changes)
  const answer = await tell(notices)
  if (answer.outcome === 'refused') {
    const notice = notices[answer.first]
    if (!notice) throw new Error('the bus has refused what it was not told')
    return { outcome: 'broken-off', from: notice.sequenceNumber, reason: answer.reason }
  }
  return unreadable ? { outcome: 'broken-off', ...unreadable } : { outcome: 'relayed', told: notices.length }
}

type Notice =
  | { kind: 'fact'; detail: z.output<(typeof TOLD)['fact']> }
  | { kind: 'service-mail-asked'; detail: z.output<(typeof TOLD)['service-mail-asked']> }
  | { kind: 'members-changed'; detail: z.output<(typeof TOLD)['members-changed']> }

type Read = {
  notices: (Notice & { sequenceNumber: string })[]
  /** It holds up only what comes after it. */
  unreadable?: { from: string; reason: string }
}

const noticesOf = (changes: readonly TableChange[]): Read => {
  const notices: Read['notices'] = []
  let members: MemberId[] | undefined
  for (const change of changes) {
    const { sequenceNumber } = change
    try {
      const notice = noticeOf(change)
      if (notice?.kind !== 'members-changed') notices.push(...(notice ? [{ ...notice, sequenceNumber }] : []))
      else if (!members) {
        // It stands where the first of them stands: should it be refused, all of them come again.
        members = notice.detail.memberIds
        notices.push({ ...notice, sequenceNumber })
      } else members.push(...notice.detail.memberIds.filter((memberId) => !members?.includes(memberId)))
    } catch (fault) {
      return { notices, unreadable: { from: sequenceNumber, reason: String(fault) } }
    }
  }
  return { notices }
}

const noticeOf = ({ key, after }: TableChange): Notice | undefined => {
  if (key.pk.startsWith(OUTBOX_BEGINS)) return { kind: 'fact', detail: Outboxed.parse(after) }
  if (key.sk.startsWith(SERVICE_MAIL_BEGINS)) {
    const { memberId, mailId, state, template } = ServiceMail.parse(after)
    // What nobody sits and waits for is left to the sweep, and what is sent by a workflow to the workflow.
    return state === 'PENDING' && !isPatient(template)
      ? { kind: 'service-mail-asked', detail: { memberId, mailId } }
      : undefined
  }
  if (key.sk === 'PROFILE' || key.sk === 'MEMBERSHIP')
    return { kind: 'members-changed', detail: { memberIds: [MemberId.parse(key.pk.slice('MEMBER#'.length))] } }
  return undefined
}

const Outboxed = TOLD.fact.transform(({ pk: _, sk: __, expiresAt: ___, ...fact }) => fact)
