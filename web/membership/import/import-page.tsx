import type { Child } from 'hono/jsx'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { Import, ImportIn } from '../../../shared/membership/transfer/import.ts'
import type { Instant } from '../../../shared/units.ts'
import { Layout } from '../../layout.tsx'
import { numeral } from '../../numeral.ts'
import { CountedRows } from './counted-rows.tsx'
import { ImportBadge } from './import-list-page.tsx'
import { Imported, type LeftBehind, TakenBack, ToTakeBack } from './imported.tsx'
import { FILE, WARNING } from './phrases.ts'
import { Discard, Step } from './steering.tsx'

type Working = ImportIn<'checking' | 'importing' | 'weighing' | 'removing'>

type ImportPageProps = LeftBehind & {
  site: { networkName: string }
  actor: Actor
  import: Exclude<Import, { state: 'to-map' }>
  now: Instant
  /** Rows that the present pass has been through. */
  rowsDone?: number
  problem?: string | undefined
}

/** An import as it stands; a page that loads itself again while something moves. */
export const ImportPage = (props: ImportPageProps) => {
  const { site, actor, import: found, problem } = props
  const moving = ['reading', 'checking', 'importing', 'weighing', 'removing'].includes(found.state)
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title={`Import of ${found.fileName}`}
      actor={actor}
      refreshSeconds={moving ? 2 : undefined}
    >
      <p>
        <a href="/staff/imports">All imports</a>
      </p>
      <h1>
        Import of <bdi>{found.fileName}</bdi>
      </h1>
      <p>
        <ImportBadge state={found.state} />
      </p>
      {problem && (
        <div class="problems" role="alert">
          <p>{problem}</p>
        </div>
      )}
      <Body {...props} />
    </Layout>
  )
}

const Body = (props: ImportPageProps): Child => {
  const { import: found, now, rowsDone = 0 } = props
  switch (found.state) {
    case 'uploading':
      return (
        <>
          <p>
            Not all of the file has arrived. Choose the same file again on the page of imports: it goes on where it
            broke off.
          </p>
          <Discard importId={found.importId} revision={found.revision} />
        </>
      )
    case 'reading':
      return <p role="status">The file is being read. This page follows by itself.</p>
    case 'unreadable':
      return (
        <>
          <div class="notice warn">
            <p>
              {found.row && `Row ${numeral(found.row)}: `}
              {FILE[found.reason]}
            </p>
          </div>
          <Discard importId={found.importId} revision={found.revision} />
        </>
      )
    case 'checking':
      return <Moving {...{ found, rowsDone, now }} what="Looking at every row. Nothing is written yet." />
    case 'checked':
      return <ToConfirm found={found} />
    case 'importing':
      return (
        <>
          <Moving {...{ found, rowsDone, now }} what="Taking the members in. Nobody is mailed." />
          <div class="actions">
            <Step importId={found.importId} revision={found.revision} act="pause" style="second">
              Pause
            </Step>
          </div>
        </>
      )
    case 'paused':
      return <Paused found={found} rowsDone={rowsDone} />
    case 'imported':
      return <Imported found={found} now={now} failed={props.failed} />
    case 'weighing':
      return <Moving {...{ found, rowsDone, now }} what="Counting who has had nothing to do with the network since." />
    case 'weighed':
      return <ToTakeBack found={found} now={now} />
    case 'removing':
      return <Moving {...{ found, rowsDone, now }} what="Taking the import back." />
    case 'removed':
      return <TakenBack found={found} kept={props.kept} />
  }
}

type MovingProps = { found: Working; rowsDone: number; now: Instant; what: string }

const Moving = ({ found, rowsDone, now, what }: MovingProps) => {
  const rows = found.state === 'weighing' || found.state === 'removing' ? (found.done.new ?? 0) : found.rows
  const seconds = Math.max((Date.parse(now) - Date.parse(found.since)) / 1000, 1)
  const perSecond = (rowsDone - found.rowsBefore) / seconds
  const left = perSecond > 0 ? (rows - rowsDone) / perSecond : undefined
  return (
    <>
      <p role="status">
        {what} {numeral(rowsDone)} of {numeral(rows)} rows
        {perSecond > 0 && `, ${numeral(Math.round(perSecond))} a second`}
        {left !== undefined && left > 1 && `, about ${spanOf(left)} left`}.
      </p>
      <progress class="wide" max={rows} value={rowsDone} aria-label="Rows done so far">
        {Math.floor((100 * rowsDone) / Math.max(rows, 1))} %
      </progress>
    </>
  )
}

const spanOf = (seconds: number) =>
  seconds < 90 ? `${Math.ceil(seconds)} seconds` : `${Math.ceil(seconds / 60)} minutes`

const ToConfirm = ({ found }: { found: ImportIn<'checked'> }) => {
  const fresh = found.counts.new ?? 0
  const filled = found.counts.filled ?? 0
  const warned = Object.entries(found.warned).filter(([, count]) => count > 0) as [keyof typeof WARNING, number][]
  return (
    <>
      <p class="lead">Nothing has been written yet.</p>
      <CountedRows found={found} counts={found.counts} />
      {warned.length > 0 && (
        <div class="notice warn">
          <ul>
            {warned.map(([warning, count]) => (
              <li>
                {numeral(count)} × {WARNING[warning]}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p>
        <a href={`/staff/imports/${found.importId}/report`}>What becomes of every row</a>, or the same as{' '}
        <a href={`/staff/imports/${found.importId}/report.csv`}>CSV</a>.
      </p>
      <div class="actions">
        {fresh + filled > 0 && (
          <Step importId={found.importId} revision={found.revision} act="confirm">
            Import {numeral(fresh)} {fresh === 1 ? 'member' : 'members'}
            {filled > 0 && `, fill in ${numeral(filled)}`}
          </Step>
        )}
        <Step importId={found.importId} revision={found.revision} act="columns" style="second">
          Back to the columns
        </Step>
        <Step importId={found.importId} revision={found.revision} act="discard" style="danger">
          Throw the file away
        </Step>
      </div>
    </>
  )
}

const Paused = ({ found, rowsDone }: { found: ImportIn<'paused'>; rowsDone: number }) => (
  <>
    {found.why === 'stalled' && (
      <div class="notice warn">
        <p>Some batches of rows could not be written after many tries. The operator has been told. Nothing is lost.</p>
      </div>
    )}
    <p>
      {numeral(rowsDone)} of {numeral(found.rows)} rows have been worked on. A batch that had begun is finished.
    </p>
    <div class="actions">
      <Step importId={found.importId} revision={found.revision} act="resume">
        Go on
      </Step>
      <Step importId={found.importId} revision={found.revision} act="stop" style="danger">
        Stop here: keep what was imported
      </Step>
    </div>
  </>
)
