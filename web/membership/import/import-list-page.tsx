import type { Actor } from '../../../shared/identity/actor.ts'
import { IMPORT, type Import } from '../../../shared/membership/transfer/import.ts'
import { type Problem, Problems } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'
import { numeral } from '../../numeral.ts'
import { STATE } from './phrases.ts'

type ImportListProps = {
  site: { networkName: string }
  actor: Actor
  imports: readonly Import[]
  problems?: readonly Problem[]
}

export const ImportListPage = ({ site, actor, imports, problems = [] }: ImportListProps) => (
  <Layout site={site} section="staff" language="en" title="Imports" actor={actor} refused={problems.length > 0}>
    <h1>Import members</h1>
    <p>
      From a CSV file of any spreadsheet or system. You settle what the columns are, see what would become of every row,
      and confirm. Nobody is mailed. Members can also be <a href="/staff/exports">exported</a>: such a file can be
      imported again.
    </p>
    <Problems language="en" problems={problems} />
    <form
      class="card"
      id="upload"
      method="post"
      action="/staff/imports"
      enctype="multipart/form-data"
      data-most={IMPORT.mostBytes}
    >
      <div class="field">
        <label for="file">CSV file</label>
        <p class="help" id="file-help">
          Up to 20 MB and 50,000 rows, the first row with the names of the columns. Without JavaScript up to 500 KB.
        </p>
        <input
          type="file"
          id="file"
          name="file"
          accept=".csv,.tsv,.txt,text/csv"
          required
          aria-describedby="file-help"
        />
      </div>
      <progress class="wide" max={1} value={0} hidden aria-label="Uploaded so far" />
      <p role="status" aria-live="polite" />
      <button type="submit">Upload</button>
    </form>
    <script src="/staff/imports/upload.js" defer />
    <h2>Imports so far</h2>
    {imports.length === 0 ? (
      <p class="empty">None yet. What was in a file is forgotten after a week; the figures of an import stay.</p>
    ) : (
      <div class="scroll">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">State</th>
              <th scope="col">Begun (UTC)</th>
              <th scope="col" class="number">
                Rows
              </th>
              <th scope="col" class="number">
                New members
              </th>
            </tr>
          </thead>
          <tbody>
            {imports.map((one) => (
              <tr>
                <th scope="row">
                  <a href={`/staff/imports/${one.importId}`}>
                    <bdi>{one.fileName}</bdi>
                  </a>
                </th>
                <td>
                  <ImportBadge state={one.state} />
                </td>
                <td data-label="Begun">{one.begunAt.slice(0, 16).replace('T', ' ')}</td>
                <td class="number" data-label="Rows">
                  {'rows' in one ? numeral(one.rows) : '–'}
                </td>
                <td class="number" data-label="New members">
                  {'done' in one ? numeral(one.done.new ?? 0) : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Layout>
)

export const ImportBadge = ({ state }: { state: Import['state'] }) => (
  <span class={['badge', STATE[state].tone].filter(Boolean).join(' ')}>{STATE[state].label}</span>
)
