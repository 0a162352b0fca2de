import { plusSeconds } from '../../../shared/units.ts'
import { MOST_SECONDS, type SendPage, type SendPageNeeds, sendPage } from './send-page.ts'
import type { SendStep } from './send-step.ts'

/**
 * One page after the other for as long as one run may take. The workflow is paid for by its steps, and a page takes five
 * seconds at the pace of a worker: with a task for each page they would cost more than the time in which it is sent.
 */
export const sendPages = async (needs: SendPageNeeds, step: SendStep): Promise<SendPage> => {
  const until = plusSeconds(needs.now(), MOST_SECONDS)
  let page = await sendPage(needs, step, until)
  while (page.next === 'more' && needs.now() < until) page = await sendPage(needs, page, until)
  return page
}
