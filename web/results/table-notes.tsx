import type { Language } from '../../shared/identity/person.ts'
import type { RowGroup, ShownTable } from '../../shared/results/document.ts'
import { resultWords } from '../words/results.ts'
import { mergedIn } from './left-out.ts'
import { rowText } from './phrases.ts'

/** What was merged, coarsened or left out is said where it is missing. */
export const TableNotes = ({ table, language }: { table: ShownTable; language: Language }) => {
  const said = mergedIn(table, language)
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
