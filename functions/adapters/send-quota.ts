import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses'
import type { MailQuota, MailTransport } from './mail.ts'

/** What the mail provider allows this account. Whoever also sends notes each mail, so that the rest of the day is known between two questions. */
export const sendQuota = (
  asking: SESClient = new SESClient({}),
): Pick<MailTransport, 'quota'> & { noteSent: () => void } => {
  let remembered: { quota: MailQuota; until: number; sentSince: number } | undefined
  return {
    noteSent() {
      if (remembered) remembered.sentSince++
    },

    async quota() {
      if (!remembered || performance.now() >= remembered.until) {
        const {
          MaxSendRate = 1,
          Max24HourSend = 200,
          SentLast24Hours = 0,
        } = await asking.send(new GetSendQuotaCommand({}))
        const quota = { perSecond: limit(MaxSendRate), perDay: limit(Max24HourSend), sentLastDay: SentLast24Hours }
        remembered = { quota, until: performance.now() + REMEMBERED_MS, sentSince: 0 }
      }
      const { quota, sentSince } = remembered
      return { ...quota, sentLastDay: quota.sentLastDay + sentSince }
    },
  }
}

/** SES says -1 where there is no limit. */
const limit = (figure: number) => (figure < 0 ? Number.POSITIVE_INFINITY : figure)

/** SES answers questions once a second only, for all workers together. */
const REMEMBERED_MS = 30_000
