import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { DUES } from '../../shared/membership/policy.ts'
import { sayReaderTime } from '../../web/calls/reader-time.ts'
import { keepUpToDate } from '../../web/campaigns/keep-up-to-date.ts'
import { sayExactCharge } from '../../web/membership/joining/exact-charge.ts'
import { reportStyles } from '../../web/results/report-styles.ts'
import { styles } from '../../web/styles.ts'

/** What pages refer to; the same for everybody. */
export const assetRoutes = () =>
  new Hono()
    .get('/assets/site.css', (c) => answer(c, SITE, 'text/css'))
    .get('/assets/join.js', (c) => answer(c, JOIN, 'text/javascript'))
    .get('/assets/campaign.js', (c) => answer(c, CAMPAIGN, 'text/javascript'))
    .get('/assets/reader-time.js', (c) => answer(c, READER_TIME, 'text/javascript'))

type Asset = { body: string; etag: string }

const asset = (body: string): Asset => ({
  body,
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`,
})

const answer = (c: Context, { body, etag }: Asset, type: string) => {
  c.header('cache-control', 'public, max-age=300')
  c.header('etag', etag)
  if (c.req.header('if-none-match') === etag) return c.body(null, 304)
  return c.body(body, 200, { 'content-type': `${type}; charset=utf-8` })
}

const SITE = asset(styles + reportStyles)
const JOIN = asset(`(${sayExactCharge})(document, ${DUES.cardFee.perMille}, ${DUES.cardFee.each})\n`)
const READER_TIME = asset(`(${sayReaderTime})(document)\n`)
const CAMPAIGN = asset(`(${keepUpToDate})(document)\n`)
