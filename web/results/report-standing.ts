import type { ReportWork } from '../../shared/results/report-work.ts'
import { localTime } from '../local-time.ts'

/** Where a report stands on its way to its council; staff pages are in English only. */
export const standingText = (work: ReportWork, timeZone: string): string => {
  const at = (instant: ReportWork['draftedAt']) => localTime(instant, timeZone, 'en')
  switch (work.state) {
    case 'waiting':
      return `Waits for staff since ${at(work.draftedAt)}.`
    case 'held-back':
      return `Held back ${at(work.at)}: ${work.reason}`
    case 'approved':
      return `Let go ${at(work.at)}. It is being signed and published.`
    case 'published':
      return `Published ${at(work.publishedAt)}.`
  }
}

export const STATE_NAMES = {
  waiting: 'Waits for you',
  'held-back': 'Held back',
  approved: 'Being published',
  published: 'Published',
} as const satisfies Record<ReportWork['state'], string>
