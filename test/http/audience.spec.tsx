import { Hono } from 'hono'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { log } from '../../functions/adapters/log.ts'
import { audienceApp, type Page } from '../../functions/http/audience.tsx'

describe('a page that fails', () => {
  afterEach(() => vi.restoreAllMocks())

  it('is logged by its route, never by its path, which may carry a token', async () => {
    const lines: string[] = []
    const printed = (log as unknown as { console: Console }).console
    vi.spyOn(printed, 'error').mockImplementation((line) => void lines.push(String(line)))
    const app = audienceApp(
      { publicUrl: 'https://network.example.org', networkName: 'The network' },
      { section: 'member' },
    )
    const fails = () => {
      throw new TypeError('out of order')
    }
    app.route('/', new Hono<Page>().get('/answers/:token', fails).get('/answers/:token/done', fails))
    const answer = await app.request('/answers/not-for-logs?c=not-for-logs-either')
    expect(answer.status).toBe(500)
    expect(JSON.parse(lines.join())).toMatchObject({ message: 'a page failed', route: 'GET /answers/:token' })
    expect(lines.join()).not.toContain('not-for-logs')
  })
})
