import { afterEach, describe, expect, it, vi } from 'vitest'
import { log } from '../../functions/adapters/log.ts'

describe('the log', () => {
  afterEach(() => vi.restoreAllMocks())

  const linesOf = (write: () => void): string => {
    const lines: string[] = []
    for (const stream of ['info', 'error', 'warn', 'log'] as const)
      vi.spyOn(console, stream).mockImplementation((line) => void lines.push(String(line)))
    const console2 = (log as unknown as { console: Console }).console
    for (const stream of ['info', 'error', 'warn'] as const)
      vi.spyOn(console2, stream).mockImplementation((line) => void lines.push(String(line)))
    write()
    return lines.join('\n')
  }

  it('keeps ids and outcomes', () => {
    const text = linesOf(() => log.info('sent', { memberId: 'mbr_1', outcome: 'accepted' }))
    expect(text).toContain('mbr_1')
    expect(text).toContain('accepted')
  })

  it('leaves out addresses, names, links, tokens and answers, in fields and inside error texts', () => {
    const token = `1.k1.${'p'.repeat(60)}.${'m'.repeat(43)}`
    const text = linesOf(() => {
      log.info('trying', {
        email: 'ana@example.org',
        name: 'Ana Ruiz',
        url: `https://x/?t=${token}`,
        answers: { q: 'yes' },
      })
      log.error('failed', { error: new Error(`rejected ana@example.org with ${token}`) })
    })
    expect(text).toContain('trying')
    expect(text).toContain('failed')
    for (const secret of ['ana@example.org', 'Ana Ruiz', token, '"yes"']) expect(text).not.toContain(secret)
  })
})
