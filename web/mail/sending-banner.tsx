import type { Instant } from '../../shared/units.ts'
import { localTime } from '../local-time.ts'

/** `since`: when this environment first found that it may not send. */
export type SendingOff = { since?: Instant | undefined }

export const SendingBanner = ({ since }: SendingOff) => (
  <div class="notice warn" role="status">
    <p>
      <strong>This environment does not send mail:</strong> its data come from another one
      {since && ` (seen since ${localTime(since, 'UTC', 'en')})`}.{' '}
      <a href="/staff/sending">See what waits, or turn sending on</a>
    </p>
  </div>
)
