import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { createTransport } from 'nodemailer'
import PostalMime from 'postal-mime'
import { type AcceptedMessage, openSesJournal } from './ses-journal.ts'

/** A mail as `GET /_local/mail?to=` shows it. */
export type FoundMail = {
  id: string
  to: string[]
  from: string
  subject: string
  date: string
  /** By lower-case name; repeated headers are joined by a newline. */
  headers: Record<string, string>
  text: string
  html: string
  links: string[]
  attachments: { filename: string | null; contentType: string }[]
}

type MailboxOptions = { journal: DatabaseSync; webPort: number; smtpPort: number; directory: string }

// Parsed mails kept in memory.
const keptParsed = 5000

// maildev reads the mails of earlier runs before it listens. The cloud does not wait longer for it: mails queue meanwhile.
const patienceMs = 2000

/** maildev as the mailbox to look at; `find` answers from the journal, so that it knows every mail that SES accepted. */
export async function startMailbox({ journal, webPort, smtpPort, directory }: MailboxOptions) {
  const messages = openSesJournal(journal)
  const maildev = await startMaildev({ webPort, smtpPort, directory })
  const smtp = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: smtpPort,
    ignoreTLS: true,
    maxConnections: 2,
    maxMessages: Number.POSITIVE_INFINITY,
  })
  const parsed = new Map<string, FoundMail>()

  async function read(id: string): Promise<FoundMail | undefined> {
    const known = parsed.get(id)
    if (known) return known
    const message = messages.message(id)
    if (!message) return undefined
    const mail = await foundMail(message)
    if (parsed.size >= keptParsed) parsed.clear()
    parsed.set(id, mail)
    return mail
  }

  return {
    url: `http://localhost:${webPort}`,
    /** Mails to an exact address (any case), or all; the newest last, at most `limit` of the newest. */
    async find({ to, limit = 5000 }: { to?: string | undefined; limit?: number } = {}): Promise<FoundMail[]> {
      const found: FoundMail[] = []
      for (const id of messages.deliveredTo(to, limit)) {
        const mail = await read(id)
        if (mail) found.push(mail)
      }
      return found
    },
    /** `again`: an earlier attempt may have arrived; maildev is asked for the Message-ID first. */
    async deliver(message: AcceptedMessage, recipients: string[], again: boolean): Promise<void> {
      await maildev.ready
      if (again && (await maildev.has(message.id))) return
      await smtp.sendMail({ envelope: { from: message.source, to: recipients }, raw: message.mime })
    },
    async stop() {
      smtp.close()
      await maildev.stop()
    },
  }
}

async function startMaildev(workerData: { webPort: number; smtpPort: number; directory: string }) {
  // Its banner on the console is not wanted.
  const worker = new Worker(new URL('./maildev-thread.ts', import.meta.url), { workerData, stdout: true })
  worker.stdout.resume()
  const ready = Promise.withResolvers<void>()
  const stopped = Promise.withResolvers<void>()
  const questions = new Map<number, (has: boolean) => void>()
  worker.on('message', (message: { ready?: true; failed?: string; stopped?: true; number?: number; has?: boolean }) => {
    if (message.ready) ready.resolve()
    if (message.failed) ready.reject(new Error(`The mailbox cannot start: ${message.failed}`))
    if (message.stopped) stopped.resolve()
    if (message.number !== undefined) {
      questions.get(message.number)?.(message.has ?? false)
      questions.delete(message.number)
    }
  })
  worker.on('error', (error) => ready.reject(error))
  worker.on('exit', () => {
    ready.reject(new Error('The mailbox has stopped'))
    stopped.resolve()
  })
  let late = false
  let stopping = false
  ready.promise.catch((error) => {
    if (late && !stopping) console.error(error.message)
  })
  try {
    await Promise.race([ready.promise, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())])
    late = true
  } catch (error) {
    await worker.terminate()
    throw error
  }
  let asked = 0
  return {
    ready: ready.promise,
    has: (id: string) =>
      new Promise<boolean>((resolve) => {
        const number = asked++
        questions.set(number, resolve)
        worker.postMessage({ has: id, number })
      }),
    async stop() {
      stopping = true
      worker.postMessage({ stop: true })
      // maildev waits for open browsers; they do not keep the cloud from ending.
      await Promise.race([stopped.promise, new Promise((resolve) => setTimeout(resolve, 1000).unref())])
      await worker.terminate()
    },
  }
}

async function foundMail(message: AcceptedMessage): Promise<FoundMail> {
  const mail = await PostalMime.parse(message.mime)
  const headers: Record<string, string> = {}
  for (const { key, value } of mail.headers) headers[key] = key in headers ? `${headers[key]}\n${value}` : value
  const html = mail.html ?? ''
  const text = mail.text ?? ''
  return {
    id: message.id,
    to: message.recipients,
    from: mail.from?.address ?? '',
    subject: mail.subject ?? '',
    date: new Date(message.acceptedAt).toISOString(),
    headers,
    text,
    html,
    links: html ? hrefs(html) : [...text.matchAll(/https?:\/\/[^\s<>"]+/g)].map(([url]) => url),
    attachments: mail.attachments.map(({ filename, mimeType }) => ({ filename, contentType: mimeType })),
  }
}

const hrefs = (html: string) =>
  [...html.matchAll(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi)].map(([, double, single, bare]) =>
    (double ?? single ?? bare ?? '')
      .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
      .replace(/&#(\d+);/g, (_, decimal) => String.fromCodePoint(Number(decimal)))
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&'),
  )
