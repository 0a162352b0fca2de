import type { Child } from 'hono/jsx'
import { SERIES_FIELDS } from './repeat-fields.tsx'
import type { TypedCampaign } from './typed-campaign.ts'

type Props = {
  typed: TypedCampaign
  /** What somebody else has saved since the form was opened. */
  stored: TypedCampaign
  surveys: readonly { surveyId: string; title: string }[]
}

export const StoredCampaign = ({ typed, stored, surveys }: Props) => {
  const survey = surveys.find(({ surveyId }) => surveyId === stored.surveyId)?.title ?? 'A survey that was removed'
  const inWords = { ...stored, surveyId: survey, closesAt: stored.closesAt.replace('T', ' ') }
  const differing = SHOWN.filter(([field]) => stored[field] !== typed[field].replaceAll('\r\n', '\n'))
  return (
    <div class="notice warn" role="alert" tabindex={-1} autofocus>
      <h2>Somebody else changed this campaign while you were writing</h2>
      {differing.length === 0 ? (
        <p>What they saved is what you wrote.</p>
      ) : (
        <>
          <p>Below stands what you wrote. Save it again to replace theirs, which is:</p>
          <ul>
            {differing.map(([field, label]) => (
              <li>
                {label}: {saved(field, inWords[field])}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

const saved = (field: keyof TypedCampaign, value: string): Child => {
  if (value === '') return 'nothing'
  return field === 'message' ? <pre>{value}</pre> : `“${value}”`
}

const SHOWN: [Exclude<keyof TypedCampaign, 'kind'>, string][] = [
  ['surveyId', 'Survey'],
  ['title', 'Title'],
  ['message', 'Message'],
  ['closesAt', 'Closes'],
  ['reminders', 'Reminders'],
  ['reminderDays', 'Days before each reminder'],
  ...SERIES_FIELDS,
]
