import type { City } from '../../shared/cities/city.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { Instant } from '../../shared/units.ts'
import { localTime } from '../local-time.ts'
import { callWords } from '../words/calls.ts'

/** In the city's zone, by its name; and, where a script may run, in that of the reader's device below it. */
export const CallTime = ({ at, city, language }: { at: Instant; city: Pick<City, 'timeZone'>; language: Language }) => (
  <>
    <time datetime={at}>{localTime(at, city.timeZone, language)}</time>
    <span
      class="own-time"
      data-instant={at}
      data-zone={city.timeZone}
      data-says={`${callWords[language].ownTime}: {time}`}
      hidden
    />
  </>
)

/** For pages with such times. */
export const ReaderTimeScript = () => <script src="/assets/reader-time.js" defer />
