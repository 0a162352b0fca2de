import { type ImportIn, RowOutcome } from '../../../shared/membership/transfer/import.ts'
import { numeral } from '../../numeral.ts'
import { OUTCOME } from './phrases.ts'

/** Every row is in exactly one of these. */
export const CountedRows = ({
  found,
  counts,
  report = true,
}: {
  found: Pick<ImportIn<'checked'>, 'importId' | 'rows'>
  counts: ImportIn<'checked'>['counts']
  report?: boolean
}) => (
  <div class="scroll">
    <p>Every row is in exactly one of these:</p>
    <table class="stack">
      <tbody>
        {RowOutcome.options.map((outcome) => (
          <tr>
            <th scope="row">
              {report && (counts[outcome] ?? 0) > 0 ? (
                <a href={`/staff/imports/${found.importId}/report?show=${outcome}`}>{OUTCOME[outcome].label}</a>
              ) : (
                OUTCOME[outcome].label
              )}
            </th>
            <td>{OUTCOME[outcome].explained}</td>
            <td class="number">{numeral(counts[outcome] ?? 0)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">Together</th>
          <td />
          <td class="number">{numeral(Object.values(counts).reduce((sum, count) => sum + count, 0))}</td>
        </tr>
      </tbody>
    </table>
  </div>
)
