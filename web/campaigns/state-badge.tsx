import type { Campaign } from '../../shared/campaigns/campaign.ts'
import { STATE } from './phrases.ts'

export const StateBadge = ({ state }: { state: Campaign['state'] }) => (
  <span class={['badge', STATE[state].tone].filter(Boolean).join(' ')}>{STATE[state].label}</span>
)
