import type { Language } from '../../shared/identity/person.ts'
import type { RowGroup, ShownTable } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { mergedLabels, rowText } from './phrases.ts'

/** What was merged, coarsened or left out is said where it is missing. */
export const TableNotes = ({ table, language }: { table: ShownTable; language: Language }) => {
  const words = resultWords[language].report
  const others = mergedLabels(table.answers)
  const levels = table.answers.some((answer) => answer.kind === 'points' && answer.from !== answer.to)
  const quarters = table.rows.some(({ shares }) => shares.some(({ kind }) => kind === 'quarter'))
  const said = [
    quarters && reportPageWords[language].quarters,
    others.length > 0 && words.merged(others.join(' · ')),
    levels && words.mergedLevels,
    table.notShown.length > 0 && words.notShown(table.notShown.join(' · ')),
  ].filter((one) => one !== false)
  return said.length > 0 && <p class="help">{said.join(' ')}</p>
}

/** Below the table: in the narrow column of the groups a long list would run one word to a line. */
export const Residual = ({ groups, language }: { groups: readonly RowGroup[]; language: Language }) => (
  <>
    {groups.map(
      (group) =>
        group.kind === 'residual' &&
        group.labels.length > 0 && (
          <p class="help">
            {rowText(group, language)}, {resultWords[language].row.residualOf(group.labels.join(' · '))}
          </p>
        ),
    )}
  </>
)
