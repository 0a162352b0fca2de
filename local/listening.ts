import { createServer, type Server } from 'node:net'
import { Trouble } from './trouble.ts'

/** Listens on the loopback interface only; a port in use is one clear line. */
export function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Trouble(`Port ${port} is in use: stop what listens there, or choose others with --port`)
          : error,
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
}

/** Fails with the same line for the first of these ports that somebody else listens on. */
export async function portsFree(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    const probe = createServer()
    await listening(probe, port)
    await new Promise((resolve) => probe.close(resolve))
  }
}
