import type { Actor } from '../../../shared/identity/actor.ts'
import type { Field } from '../../../shared/membership/transfer/columns.ts'
import { columnName } from '../../../shared/membership/transfer/columns.ts'
import { type ImportIn, RowOutcome, type Verdict } from '../../../shared/membership/transfer/import.ts'
import { Layout } from '../../layout.tsx'
import { numeral } from '../../numeral.ts'
import { FIELD, OUTCOME, ROW, WARNING } from './phrases.ts'

type ImportReportPageProps = {
  site: { networkName: string }
  actor: Actor
  import: Pick<ImportIn<'checked'>, 'importId' | 'fileName' | 'headers' | 'counts' | 'rows'>
  show: RowOutcome | 'all'
  verdicts: readonly Verdict[]
  next?: string | undefined
}

/** What would become of every row, fifty at a time. */
export const ImportReportPage = ({ site, actor, import: found, show, verdicts, next }: ImportReportPageProps) => (
  <Layout site={site} section="staff" language="en" title="What becomes of every row" actor={actor}>
    <p>
      <a href={`/staff/imports/${found.importId}`}>
        Import of <bdi>{found.fileName}</bdi>
      </a>
    </p>
    <h1>What becomes of every row</h1>
    <form method="get" action={`/staff/imports/${found.importId}/report`} class="actions">
      <label for="show">Show</label>
      <select id="show" name="show">
        <option value="all" selected={show === 'all'}>
          all {numeral(found.rows)} rows
        </option>
        {RowOutcome.options.map((outcome) => (
          <option value={outcome} selected={show === outcome}>
            {OUTCOME[outcome].label}: {numeral(found.counts[outcome] ?? 0)}
          </option>
        ))}
      </select>
      <button class="second" type="submit">
        Show
      </button>
    </form>
    {verdicts.length === 0 ? (
      <p class="empty">No row is left to show.</p>
    ) : (
      <div class="scroll">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Address as written</th>
              <th scope="col">Outcome</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {verdicts.map((verdict) => (
              <tr>
                <th scope="row" data-label="Row">
                  {verdict.row}
                </th>
                <td>
                  <bdi>{verdict.who}</bdi>
                </td>
                <td>{OUTCOME[verdict.outcome].label}</td>
                <td>
                  {reasonsFor(verdict, found.headers).map((reason) => (
                    <div>{reason}</div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
    {next && (
      <p>
        <a href={`/staff/imports/${found.importId}/report?show=${show}&from=${next}`}>The next rows</a>
      </p>
    )}
  </Layout>
)

export const reasonsFor = (verdict: Verdict, headers: readonly string[]): string[] => [
  ...(verdict.sameAs === undefined ? [] : [`Same address as row ${verdict.sameAs}.`]),
  ...(verdict.problems ?? []).map(({ field, column, reason }) =>
    reason === 'too-many-cells'
      ? `The row ${ROW[reason]}.`
      : `“${column === undefined ? FIELD[field as Field] : columnName(headers, column)}” ${ROW[reason]}.`,
  ),
  ...(verdict.warnings ?? []).map((warning) => WARNING[warning]),
]
