import { parentPort, workerData } from 'node:worker_threads'
import { MailDev } from 'maildev'

// maildev parses every message: in its own thread, 300 at once do not hold up the rest of the cloud.
const { webPort, smtpPort, directory } = workerData as { webPort: number; smtpPort: number; directory: string }
const maildev = new MailDev({
  smtp: smtpPort,
  ip: '127.0.0.1',
  web: webPort,
  webIp: '127.0.0.1',
  mailDirectory: directory,
  // The web page shows the newest; find() answers from the journal and forgets none.
  maxEmails: 500,
  silent: true,
})

try {
  const { storage } = await maildev.start()
  parentPort?.postMessage({ ready: true })
  parentPort?.on('message', async (message: { has?: string; number?: number; stop?: true }) => {
    if (message.stop) {
      await maildev.stop()
      parentPort?.postMessage({ stopped: true })
      parentPort?.close()
    } else if (message.has !== undefined) {
      const emails = await storage.getAll()
      const has = emails.some(({ headers }) => String(headers['message-id']).includes(message.has ?? ''))
      parentPort?.postMessage({ number: message.number, has })
    }
  })
} catch (error) {
  parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) })
}
