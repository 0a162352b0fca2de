import type { Language } from '../../shared/identity/person.ts'
import { reportPageWords } from '../words/report-page.ts'
import type { Difference } from './waves.ts'

/** Whether a difference is more than chance. No colour says that higher is better: that depends on the question. */
export const VerdictBadge = ({ verdict, language }: { verdict: Difference['verdict']; language: Language }) => (
  <span class={verdict === 'no-clear-difference' ? 'badge off' : 'badge'}>
    {reportPageWords[language].trend.verdicts[verdict]}
  </span>
)
