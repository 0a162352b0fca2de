import { canBeTakenBack, type Import, type ImportIn } from '../../../shared/membership/transfer/import.ts'
import type { Instant } from '../../../shared/units.ts'
import { numeral } from '../../numeral.ts'
import { CountedRows } from './counted-rows.tsx'
import { Step } from './steering.tsx'

/** Rows that could not be written, or members that stayed when the import was taken back; the first of them. */
export type LeftBehind = {
  failed?: readonly { row: number; who: string }[] | undefined
  kept?: readonly { row: number; memberId: string; why: 'acted' | 'mailed' }[] | undefined
}

export const Imported = ({
  found,
  now,
  failed = [],
}: Pick<LeftBehind, 'failed'> & { found: ImportIn<'imported'>; now: Instant }) => (
  <>
    <p class="lead">
      {found.done.new === 1 ? '1 new member' : `${numeral(found.done.new ?? 0)} new members`}
      {(found.done.filled ?? 0) > 0 && `, ${numeral(found.done.filled ?? 0)} filled in`}
      {found.stopped && ', then it was stopped'}.
    </p>
    <CountedRows found={found} counts={found.done} report={!gone(found, now)} />
    {failed.length > 0 && (
      <>
        <h2>Could not be written</h2>
        <p>Somebody else changed these members at the same moment. Import the rows again to fill them in.</p>
        <div class="scroll">
          <table>
            <tbody>
              {failed.map(({ row, who }) => (
                <tr>
                  <th scope="row">Row {numeral(row)}</th>
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

export const ToTakeBack = ({ found, now }: { found: ImportIn<'weighed'>; now: Instant }) => (
  <>
    <p class="lead">
      {numeral(found.untouched)} of {numeral(found.done.new ?? 0)} members can be removed.
    </p>
    <p>
      {numeral(found.touched)} stay: they have paid, changed something or been mailed since, be it by a campaign.
      Addresses that are not to be mailed stay so.
    </p>
    {canBeTakenBack(found, now) && (
      <div class="actions">
        {found.untouched > 0 && (
          <Step importId={found.importId} revision={found.revision} act="take-back" style="danger">
            Remove {numeral(found.untouched)} {found.untouched === 1 ? 'member' : 'members'}
          </Step>
        )}
        <Step importId={found.importId} revision={found.revision} act="weigh" style="second">
          Count again
        </Step>
      </div>
    )}
  </>
)

export const TakenBack = ({ found, kept = [] }: Pick<LeftBehind, 'kept'> & { found: ImportIn<'removed'> }) => (
  <>
    <p class="lead">
      {numeral(found.removed)} members were removed, {numeral(found.touched)} stayed.
    </p>
    {kept.length > 0 && (
      <>
        <h2>Who stayed</h2>
        <ul>
          {kept.map(({ row, memberId, why }) => (
            <li>
              Row {numeral(row)}: <a href={`/staff/members/${memberId}`}>the member</a>, {WHY_KEPT[why]}
            </li>
          ))}
        </ul>
      </>
    )}
  </>
)

const WHY_KEPT = {
  acted: 'who has paid, changed something or been mailed since',
  mailed: 'who is in the audience of a campaign that began since',
}

/** The rows are forgotten with the file. */
const gone = ({ begunAt }: Import, now: Instant) => Date.parse(now) - Date.parse(begunAt) > 7 * 86_400_000
