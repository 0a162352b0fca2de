import { createHash } from 'node:crypto'
import { Hono } from 'hono'
import { styles } from '../../web/styles.ts'

const etag = `"${createHash('sha256').update(styles).digest('base64url').slice(0, 16)}"`

/** What pages refer to; the same for everybody. */
export const assetRoutes = () =>
  new Hono().get('/assets/site.css', (c) => {
    c.header('cache-control', 'public, max-age=300')
    c.header('etag', etag)
    if (c.req.header('if-none-match') === etag) return c.body(null, 304)
    return c.body(styles, 200, { 'content-type': 'text/css; charset=utf-8' })
  })
