import type { City } from '../../shared/cities/city.ts'
import type { CampaignId } from '../../shared/ids.ts'
import type { Instant } from '../../shared/units.ts'
import { localTime } from '../local-time.ts'

export type SettingsUsesProps = {
  open: readonly { campaignId: CampaignId; title: string; closesAt: Instant }[]
  /** `version`: of the settings in force then; absent when there were none. */
  closed: readonly { campaignId: CampaignId; title: string; closedAt: Instant; version?: number }[]
}

/** Until when what is entered counts, and for which report. */
export const SettingsUses = ({ uses, city }: { uses: SettingsUsesProps; city: Pick<City, 'timeZone'> }) => {
  const at = (instant: Instant) => localTime(instant, city.timeZone, 'en')
  return (
    <section aria-labelledby="uses">
      <h2 id="uses">Which report uses what</h2>
      {uses.open.length === 0 && <p>No survey is open or planned here: what you enter waits for the next one.</p>}
      <ul>
        {uses.open.map(({ campaignId, title, closesAt }) => (
          <li>
            <a href={`/staff/campaigns/${campaignId}`}>{title}</a>: what stands here when it closes, {at(closesAt)}.
            Until then you can enter and change it.
          </li>
        ))}
        {uses.closed.map(({ campaignId, title, closedAt, version }) => (
          <li>
            <a href={`/staff/campaigns/${campaignId}`}>{title}</a>: closed {at(closedAt)}.{' '}
            {version === undefined ? 'Nothing stood here then' : `It uses version ${version}`}, and nothing that is
            entered now changes its report, also when that is made again.
          </li>
        ))}
      </ul>
    </section>
  )
}
