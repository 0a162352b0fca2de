import { describe, expect, it } from 'vitest'
import { isAboutMail, mailEventOf, SesEvent } from '../../events/mail/mail-event.ts'

describe('what comes from SES', () => {
  it.each([{ version: '1.0.0', data: { impact: 'LOW' } }, { status: 'ENABLED' }])(
    'and is about no mail is known as such: %j',
    (detail) => {
      expect(isAboutMail({ source: 'aws.ses', detail })).toBe(false)
    },
  )

  it('and tells of a mail that was opened changes nothing', () => {
    const mail = { messageId: 'm-1', timestamp: '2026-12-01T19:00:00.000Z', destination: ['ana@example.org'], tags: {} }
    const event = { source: 'aws.ses', detail: { eventType: 'Open', mail } }
    expect(isAboutMail(event)).toBe(true)
    expect(mailEventOf(SesEvent.parse(event))).toBeUndefined()
  })
})
