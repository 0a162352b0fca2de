import { startCloud } from '../../local/cloud.ts'

process.env.TZ = 'UTC'
const [port, data = ''] = process.argv.slice(2)
const cloud = await startCloud({
  port: Number(port),
  data,
  demo: false,
  app: 'test/bench/bare-app.ts',
  providers: false,
})
process.on('SIGTERM', () => cloud.stop().then(() => process.exit(0)))
console.log('ready')
