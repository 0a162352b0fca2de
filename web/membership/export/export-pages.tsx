import type { Actor } from '../../../shared/identity/actor.ts'
import { type Export, type ExportFilter, rowsOf } from '../../../shared/membership/transfer/export.ts'
import { type Problem, Select } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'
import { numeral } from '../../numeral.ts'

type Shown = {
  site: { networkName: string }
  actor: Actor
  cities: readonly { slug: string; name: string; state: string }[]
}

type ExportListProps = Shown & { exports: readonly Export[]; problems?: readonly Problem[] }

export const ExportListPage = ({ site, actor, cities, exports, problems = [] }: ExportListProps) => (
  <Layout site={site} section="staff" language="en" title="Exports" actor={actor} refused={problems.length > 0}>
    <h1>Export members</h1>
    <p>
      As CSV files for a spreadsheet or another system, with consents, unsubscribes and addresses that are not to be
      mailed. Such a file can be <a href="/staff/imports">imported</a> again. Who exported how many people stands in the
      audit log; the files are gone after a day.
    </p>
    <form class="card" method="post" action="/staff/exports">
      <Select
        name="city"
        label="City"
        problems={problems}
        options={[
          { value: '', label: 'all cities' },
          ...cities.map(({ slug, name, state }) => ({ value: slug, label: `${name}, ${state}` })),
        ]}
      />
      <Select
        name="state"
        label="Members"
        value="good-standing"
        problems={problems}
        options={Object.entries(STATES).map(([value, label]) => ({ value, label }))}
      />
      <button type="submit">Export</button>
    </form>
    <h2>Exports of the last day</h2>
    {exports.length === 0 ? (
      <p class="empty">None.</p>
    ) : (
      <ul class="cards">
        {exports.map((one) => (
          <li class="card">
            <h3>
              <a href={`/staff/exports/${one.exportId}`}>{whatOf(one.filter, cities)}</a>
            </h3>
            <p>
              <ExportBadge state={one.state} /> {one.state === 'ready' && `${numeral(rowsOf(one))} people`}
            </p>
            <p class="quiet-text">Asked for {one.askedAt.slice(0, 16).replace('T', ' ')} UTC</p>
          </li>
        ))}
      </ul>
    )}
  </Layout>
)

type ExportPageProps = Shown & { export: Export }

export const ExportPage = ({ site, actor, cities, export: found }: ExportPageProps) => (
  <Layout
    site={site}
    section="staff"
    language="en"
    title="An export of members"
    actor={actor}
    refreshSeconds={found.state === 'making' ? 2 : undefined}
  >
    <p>
      <a href="/staff/exports">All exports</a>
    </p>
    <h1>Export: {whatOf(found.filter, cities)}</h1>
    <p>
      <ExportBadge state={found.state} />
    </p>
    {found.state === 'making' && (
      <p role="status">{numeral(rowsOf(found))} people so far. This page follows by itself.</p>
    )}
    {found.state === 'failed' && (
      <div class="notice warn">
        <p>The files could not be written through a fault of ours. The operator has been told. Ask for it again.</p>
      </div>
    )}
    {found.state === 'ready' && <Manifest found={found} />}
  </Layout>
)

const Manifest = ({ found }: { found: Extract<Export, { state: 'ready' }> }) => (
  <>
    <p class="lead">
      {rowsOf(found) === 1 ? '1 person' : `${numeral(rowsOf(found))} people`} in{' '}
      {found.files.length === 1 ? 'one file' : `${found.files.length} files`}.
    </p>
    <p>
      {numeral(found.listed)} members were on the roll, {numeral(rowsOf(found))} are in the files
      {found.gone > 0 && `; ${numeral(found.gone)} had left or moved by then`}. There until{' '}
      {new Date(found.expiresAt * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC.
    </p>
    {found.missing > 0 && (
      <div class="notice warn">
        <p>
          {numeral(found.missing)} members who have just joined or were imported are not on the roll yet, and are not in
          the files. Export again in some minutes.
        </p>
      </div>
    )}
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" class="number">
              Rows
            </th>
            <th scope="col" class="number">
              Bytes
            </th>
            <th scope="col">SHA-256</th>
            <th scope="col">Download</th>
          </tr>
        </thead>
        <tbody>
          {found.files.map((file, index) => (
            <tr>
              <th scope="row">{fileName(found, index)}</th>
              <td class="number" data-label="Rows">
                {numeral(file.rows)}
              </td>
              <td class="number" data-label="Bytes">
                {numeral(file.bytes)}
              </td>
              <td data-label="SHA-256">
                <code>{file.sha256}</code>
              </td>
              <td>
                <form method="post" action={`/staff/exports/${found.exportId}/files/${index + 1}`}>
                  <button class="small" type="submit">
                    Download
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <p>
      The same as <a href={`/staff/exports/${found.exportId}/manifest.json`}>JSON</a>. Cells that a spreadsheet would
      run begin with an apostrophe; importing takes it away again.
    </p>
  </>
)

const ExportBadge = ({ state }: { state: Export['state'] }) => (
  <span class={state === 'failed' ? 'badge warn' : 'badge'}>
    {{ making: 'Being written', ready: 'Ready', failed: 'Failed' }[state]}
  </span>
)

export const fileName = ({ askedAt, filter }: Pick<Export, 'askedAt' | 'filter'>, index: number): string =>
  `members-${filter.city ?? 'all'}-${askedAt.slice(0, 10)}-${index + 1}.csv`

const whatOf = ({ city, state }: ExportFilter, cities: Shown['cities']): string =>
  `${STATES[state]}, ${cities.find(({ slug }) => slug === city)?.name ?? 'all cities'}`

const STATES: Record<ExportFilter['state'], string> = {
  'good-standing': 'in good standing',
  all: 'everybody',
  'awaiting-activation': 'waiting for activation',
  active: 'active',
  'in-grace': 'in grace',
  cancelled: 'cancelled, still paid for',
  lapsed: 'lapsed',
}
