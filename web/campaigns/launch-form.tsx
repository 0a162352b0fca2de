import type { Campaign } from '../../shared/campaigns/campaign.ts'
import { APPROVAL } from '../../shared/campaigns/policy.ts'
import type { Overlap } from '../../shared/local-time.ts'
import type { Instant } from '../../shared/units.ts'
import { Choices, Field, type Problem } from '../components/form.tsx'
import { localTime, shortLocalTime } from '../local-time.ts'

type LaunchFormProps = {
  campaign: Campaign
  city: { name: string; timeZone: string }
  problems: readonly Problem[]
  /** How many are mailed, as far as it is known. */
  mailed: number | undefined
  /** Launched by this reader it waits, because nobody else has read it. */
  holds: boolean
  firstWaveAt: Instant | undefined
  /** The typed time comes twice: which of the two? */
  twice: { first: Instant; second: Instant; chosen: Overlap | undefined } | undefined
  typedWhen: string
  typedAt: string
}

export const LaunchForm = (props: LaunchFormProps) => {
  const { campaign, city, mailed, holds, firstWaveAt } = props
  return (
    <form method="post" action={`/staff/campaigns/${campaign.campaignId}/launch`} novalidate>
      <input type="hidden" name="revision" value={String(campaign.revision)} />
      {firstWaveAt ? (
        <p>The first wave goes out {localTime(firstWaveAt, city.timeZone, 'en')}.</p>
      ) : (
        <ChooseTime {...props} />
      )}
      {campaign.kind === 'survey' && (
        <p class="quiet-text">
          Closes {localTime(campaign.closesAt, city.timeZone, 'en')}. From the launch on, this version of the survey
          cannot be changed any more.
        </p>
      )}
      {(mailed ?? 0) >= APPROVAL.fromRecipients && (
        <p class="notice">
          {holds
            ? `To ${APPROVAL.fromRecipients} people or more, two should have read it. You wrote it: either a colleague approves it on this page, and it goes out at its time; or you launch it, and it waits for ${APPROVAL.holdSeconds / 60} minutes in which you can take it back.`
            : 'Somebody else wrote this. With the launch you approve it.'}
        </p>
      )}
      <div class="actions">
        <button type="submit">{launchLabel(mailed, holds)}</button>
        <ChangeIt campaign={campaign} />
      </div>
    </form>
  )
}

export const ChangeIt = ({ campaign }: { campaign: Campaign }) => (
  <a class="button second" href={`/staff/campaigns/${campaign.campaignId}/edit`}>
    Change it
  </a>
)

const ChooseTime = ({ city, problems, twice, typedWhen, typedAt }: LaunchFormProps) => (
  <>
    <Choices
      name="when"
      legend="When"
      problems={problems}
      chosen={[typedWhen]}
      required
      options={[
        { value: 'now', label: 'Now' },
        { value: 'at', label: 'At a time', hint: `Local time in ${city.name} (${city.timeZone})` },
      ]}
    />
    <Field name="at" label="Date and time, when not now" type="datetime-local" value={typedAt} problems={problems} />
    {twice && (
      <Choices
        name="overlap"
        legend="Which of the two"
        problems={problems}
        chosen={twice.chosen ? [twice.chosen] : []}
        required
        options={[
          { value: 'first', label: `The first, ${shortLocalTime(twice.first, city.timeZone, 'en')}` },
          { value: 'second', label: `The second, ${shortLocalTime(twice.second, city.timeZone, 'en')}` },
        ]}
      />
    )}
  </>
)

const launchLabel = (mailed: number | undefined, holds: boolean): string => {
  if (mailed === undefined) return 'Launch'
  const people = mailed === 1 ? '1 person' : `${mailed} people`
  if (mailed >= APPROVAL.fromRecipients && !holds) return `Approve and launch to ${people}`
  return `Launch to ${people}`
}
