import type { Actor } from '../../shared/identity/actor.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { SendingPermits } from '../adapters/sending-permit.ts'

type Needs = { permits: Pick<SendingPermits, 'allow'>; now: Clock; site: { networkName: string } }
type Typed = { network: string; reason: string }

export type Allowed =
  | { outcome: 'allowed' }
  | { outcome: 'refused'; reason: 'wrong-name' | 'no-reason' | 'changed-meanwhile' }

/** From now on this environment sends, and whatever sent before does not, should it share the table. */
export const allowSending = async (needs: Needs, actor: Actor, { network, reason }: Typed): Promise<Allowed> => {
  if (plain(network) !== plain(needs.site.networkName)) return { outcome: 'refused', reason: 'wrong-name' }
  if (reason === '') return { outcome: 'refused', reason: 'no-reason' }
  const at = needs.now()
  const { outcome } = await needs.permits.allow(
    actor,
    auditEntry({ at, actor, act: 'sending.allowed', subject: 'network', detail: { reason } }),
  )
  return outcome === 'written' ? { outcome: 'allowed' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}

const plain = (name: string) => name.trim().replace(/\s+/g, ' ').toLocaleLowerCase('en')
