import type { ReportChange } from '../../shared/results/report-work.ts'

/** The report was let go, and would not have been published as it was looked at. */
export const LookAgain = ({ changed }: { changed: ReportChange }) => (
  <div class="notice warn" role="status">
    <p>
      <strong>Nothing was published.</strong> This report was let go, but it is not the one that was looked at any more.
      Look at it again, and decide anew.
    </p>
    <p>{WHAT_CHANGED[changed]}</p>
  </div>
)

const WHAT_CHANGED = {
  quotations:
    'What it quotes is different: quotations were chosen at the same moment, or somebody whose words were quoted has been forgotten. All numbers are the same.',
  numbers:
    'The software has been changed since the draft was made, and makes this report differently: numbers or words may be others. What you see now is how it would be published. Make the draft again under “Not yet”, so that its receipt names the software that made all of it.',
} satisfies Record<ReportChange, string>
