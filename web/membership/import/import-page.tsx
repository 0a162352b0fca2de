import type { Child } from 'hono/jsx'
import type { Actor } from '../../../shared/identity/actor.ts'
import { canBeTakenBack, type Import, type ImportIn, RowOutcome } from '../../../shared/membership/transfer/import.ts'
import type { Instant } from '../../../shared/units.ts'
import { Layout } from '../../layout.tsx'
import { ImportBadge } from './import-list-page.tsx'
import { FILE, numbered, OUTCOME, WARNING } from './phrases.ts'
import { Discard, Step } from './steering.tsx'

type Working = ImportIn<'checking' | 'importing' | 'weighing' | 'removing'>

type ImportPageProps = {
  site: { networkName: string }
  actor: Actor
  import: Exclude<Import, { state: 'to-map' }>
  now: Instant
  /** Rows that the present pass has been through. */
  rowsDone?: number
  /** Rows that could not be written, or members that stayed when the import was taken back; the first of them. */
  failed?: readonly { row: number; who: string }[]
  kept?: readonly { row: number; memberId: string; why: 'acted' | 'mailed' }[]
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
              {found.row && `Row ${numbered(found.row)}: `}
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
      return <Imported {...props} found={found} />
    case 'weighing':
      return <Moving {...{ found, rowsDone, now }} what="Counting who has had nothing to do with the network since." />
    case 'weighed':
      return <ToTakeBack found={found} now={now} />
    case 'removing':
      return <Moving {...{ found, rowsDone, now }} what="Taking the import back." />
    case 'removed':
      return <TakenBack found={found} kept={props.kept ?? []} />
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
        {what} {numbered(rowsDone)} of {numbered(rows)} rows
        {perSecond > 0 && `, ${numbered(Math.round(perSecond))} a second`}
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

/** Every row is in exactly one of these. */
const Counted = ({
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
            <td class="number">{numbered(counts[outcome] ?? 0)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">Together</th>
          <td />
          <td class="number">{numbered(Object.values(counts).reduce((sum, count) => sum + count, 0))}</td>
        </tr>
      </tbody>
    </table>
  </div>
)

const ToConfirm = ({ found }: { found: ImportIn<'checked'> }) => {
  const fresh = found.counts.new ?? 0
  const filled = found.counts.filled ?? 0
  const warned = Object.entries(found.warned).filter(([, count]) => count > 0) as [keyof typeof WARNING, number][]
  return (
    <>
      <p class="lead">Nothing has been written yet.</p>
      <Counted found={found} counts={found.counts} />
      {warned.length > 0 && (
        <div class="notice warn">
          <ul>
            {warned.map(([warning, count]) => (
              <li>
                {numbered(count)} × {WARNING[warning]}
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
            Import {numbered(fresh)} {fresh === 1 ? 'member' : 'members'}
            {filled > 0 && `, fill in ${numbered(filled)}`}
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
      {numbered(rowsDone)} of {numbered(found.rows)} rows have been worked on. A batch that had begun is finished.
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

const Imported = ({ found, now, failed = [] }: Omit<ImportPageProps, 'import'> & { found: ImportIn<'imported'> }) => (
  <>
    <p class="lead">
      {found.done.new === 1 ? '1 new member' : `${numbered(found.done.new ?? 0)} new members`}
      {(found.done.filled ?? 0) > 0 && `, ${numbered(found.done.filled ?? 0)} filled in`}
      {found.stopped && ', then it was stopped'}.
    </p>
    <Counted found={found} counts={found.done} report={!gone(found, now)} />
    {failed.length > 0 && (
      <>
        <h2>Could not be written</h2>
        <p>Somebody else changed these members at the same moment. Import the rows again to fill them in.</p>
        <div class="scroll">
          <table>
            <tbody>
              {failed.map(({ row, who }) => (
                <tr>
                  <th scope="row">Row {numbered(row)}</th>
                  <td>
                    <bdi>{who}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </>
    )}
    {!gone(found, now) && (
      <p>
        What became of every row as <a href={`/staff/imports/${found.importId}/report.csv`}>CSV</a>, for a week.
      </p>
    )}
    {canBeTakenBack(found, now) && (
      <>
        <h2>Take it back</h2>
        <p>
          Members of this import who have since neither paid, changed anything nor been mailed can be removed again.
          First they are counted.
        </p>
        <div class="actions">
          <Step importId={found.importId} revision={found.revision} act="weigh" style="second">
            Count them
          </Step>
        </div>
      </>
    )}
  </>
)

const ToTakeBack = ({ found, now }: { found: ImportIn<'weighed'>; now: Instant }) => (
  <>
    <p class="lead">
      {numbered(found.untouched)} of {numbered(found.done.new ?? 0)} members can be removed.
    </p>
    <p>
      {numbered(found.touched)} stay: they have paid, changed something or been mailed since, be it by a campaign.
      Addresses that are not to be mailed stay so.
    </p>
    {canBeTakenBack(found, now) && (
      <div class="actions">
        {found.untouched > 0 && (
          <Step importId={found.importId} revision={found.revision} act="take-back" style="danger">
            Remove {numbered(found.untouched)} {found.untouched === 1 ? 'member' : 'members'}
          </Step>
        )}
        <Step importId={found.importId} revision={found.revision} act="weigh" style="second">
          Count again
        </Step>
      </div>
    )}
  </>
)

const WHY_KEPT = {
  acted: 'who has paid, changed something or been mailed since',
  mailed: 'who is in the audience of a campaign that began since',
}

const TakenBack = ({ found, kept }: { found: ImportIn<'removed'>; kept: NonNullable<ImportPageProps['kept']> }) => (
  <>
    <p class="lead">
      {numbered(found.removed)} members were removed, {numbered(found.touched)} stayed.
    </p>
    {kept.length > 0 && (
      <>
        <h2>Who stayed</h2>
        <ul>
          {kept.map(({ row, memberId, why }) => (
            <li>
              Row {numbered(row)}: <a href={`/staff/members/${memberId}`}>the member</a>, {WHY_KEPT[why]}
            </li>
          ))}
        </ul>
      </>
    )}
  </>
)

/** The rows are forgotten with the file. */
const gone = ({ begunAt }: Import, now: Instant) => Date.parse(now) - Date.parse(begunAt) > 7 * 86_400_000
