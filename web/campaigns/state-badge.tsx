import type { Campaign } from '../../shared/campaigns/campaign.ts'
import { STATE, stateLabel } from './phrases.ts'

export const StateBadge = ({ state, kind }: Pick<Campaign, 'state' | 'kind'>) => (
  <span class={['badge', STATE[state].tone].filter(Boolean).join(' ')}>{stateLabel({ state, kind })}</span>
)
