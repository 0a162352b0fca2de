import { POLICIES } from '../../shared/results/settings/policy.ts'
import type { ProtectionLevel } from '../../shared/words.ts'

export const PROTECTION_CHOICES = [
  {
    value: 'standard',
    label: 'Standard',
    hint: `Groups of fewer than ${POLICIES.standard.group} people are merged. Right for most surveys.`,
  },
  {
    value: 'sensitive',
    label: 'Sensitive',
    hint: `Violence, income, health, immigration, discrimination: groups of fewer than ${POLICIES.sensitive.group} people are merged.`,
  },
  {
    value: 'open',
    label: 'Open',
    hint: 'Exact results are shown, however small. Only for what nobody minds, such as the date of a meeting.',
  },
] as const satisfies readonly { value: ProtectionLevel; label: string; hint: string }[]
