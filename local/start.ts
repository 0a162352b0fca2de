import { parseArgs } from 'node:util'

// Before anything reads the time: functions run in UTC, as on Lambda.
process.env.TZ = 'UTC'
// node:sqlite says that it is experimental, on every start.
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') console.warn(warning)
})

const started = performance.now()
const { startCloud } = await import('./cloud.ts')
const { Trouble } = await import('./trouble.ts')

let stop: (() => Promise<void>) | undefined
let stopping = false
async function end(code: number) {
  if (stopping) return
  stopping = true
  // Whatever hangs must not keep Ctrl-C from ending the process.
  setTimeout(() => process.exit(code || 1), 5000).unref()
  await stop?.()
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))

try {
  const { port, data, demo } = readFlags()
  const cloud = await startCloud({
    port,
    data,
    demo,
    byDay: true,
    say: (line) => console.log(line),
    onDeath(reason) {
      if (!stopping) console.error(reason)
      end(1)
    },
    started(stopCloud) {
      stop = stopCloud
    },
  })
  for (const [name, address] of Object.entries(cloud.addresses)) console.log(`${name.padEnd(10)} ${address}`)
  if (cloud.users.length)
    console.log(`\nSign in as${demo ? '' : ' (staff@example.org founds the network, the others need an invitation)'}:`)
  for (const { email, does } of cloud.users) console.log(`  ${email.padEnd(36)} ${does}`)
  console.log(`\nready (${((performance.now() - started) / 1000).toFixed(1)} s)`)
} catch (error) {
  if (stopping) process.exit(0)
  console.error(error instanceof Trouble ? error.message : error)
  process.exit(1)
}

function readFlags(): { port: number; data: string; demo: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '3000' },
        data: { type: 'string', default: '.local' },
        'no-demo': { type: 'boolean', default: false },
      },
    })
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 1 || port > 65_000) throw new Error(`--port ${values.port} is not a port`)
    return { port, data: values.data, demo: !values['no-demo'] }
  } catch (error) {
    throw new Trouble(`${(error as Error).message}\nUsage: npm start -- [--port N] [--data DIR] [--no-demo]`)
  }
}
