import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { localDay } from '../local-time.ts'
import { resultWords } from '../words/results.ts'

type Props = { report: ReportDocument; language: Language; isDraft?: boolean | undefined }

/** Which release this is, of which day, and how it can be told from any other. */
export const ReleaseLine = ({ report, language, isDraft = false }: Props) => {
  const words = resultWords[language].report
  const published = words.published(localDay(report.publishedAt, report.timeZone, language))
  return (
    <p class="quiet-text">
      {words.release(report.release)} · {isDraft ? words.isDraft : published} · {words.seal(report.seal.slice(0, 16))}
    </p>
  )
}
