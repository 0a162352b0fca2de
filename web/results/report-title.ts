import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'

/** What one city reads of a report on the network must not look like the report of the city. */
export const reportTitle = ({ scope, title }: Pick<ReportDocument, 'scope' | 'title'>, language: Language): string =>
  scope.kind === 'city-in-network' ? reportPageWords[language].inNetwork.title(title) : title
