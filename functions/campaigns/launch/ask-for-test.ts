import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { testMailKey } from '../../../shared/campaigns/launch/test-mail.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { Language } from '../../../shared/identity/person.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { RateLimits } from '../../adapters/rate-limit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'

type Needs = { table: Table; now: Clock; limits: Pick<RateLimits, 'take'>; startTest: StartWorkflow }
type Asked = { outcome: 'asked' } | { outcome: 'refused'; reason: 'too-many'; againInSeconds: number }

/** The mail goes to whoever asks, and to nobody else. */
export const askForTest = async (
  needs: Needs,
  { campaign, language, actor }: { campaign: Campaign; language: Language; actor: Actor },
): Promise<Asked> => {
  const taken = await needs.limits.take('test-mail', actor.userId)
  if (taken.outcome === 'too-many') return { ...taken, outcome: 'refused', reason: 'too-many' }
  const [{ campaignId }, { userId }, askedAt] = [campaign, actor, needs.now()]
  await needs.table.write(
    { put: { ...testMailKey(campaignId, userId), state: 'asked', askedAt, language } },
    auditEntry({ at: askedAt, actor, act: 'campaign.tested', subject: campaignId }),
  )
  await needs.startTest(`test-${campaignId}-${userId.slice(-12)}-${Date.parse(askedAt)}`, {
    campaignId,
    userId,
    askedAt,
  })
  return { outcome: 'asked' }
}
