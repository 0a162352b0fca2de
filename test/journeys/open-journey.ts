import type { Browser } from 'playwright-core'
import { openBrowser } from '../browser.ts'
import { type RunningCloud, startCloud } from '../cloud.ts'

/** A cloud and a browser that looks at it. When one of them does not start, the other does not stay behind. */
export const openJourney = async (options: { demo?: boolean } = {}): Promise<[RunningCloud, Browser]> => {
  const [cloud, browser] = await Promise.allSettled([startCloud(options), openBrowser()])
  if (cloud.status === 'fulfilled' && browser.status === 'fulfilled') return [cloud.value, browser.value]
  if (cloud.status === 'fulfilled') await cloud.value.stop()
  if (browser.status === 'fulfilled') await browser.value.close()
  throw cloud.status === 'rejected' ? cloud.reason : browser.status === 'rejected' && browser.reason
}
