import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createActivity } from './activity.ts'
import { readAssembly } from './assembly.ts'
import { createAsyncInvocations } from './async-invocations.ts'
import { startAwsEndpoint } from './aws-endpoint.ts'
import { createClock, installVirtualDate } from './clock.ts'
import { createControl } from './control.ts'
import { lockData } from './data-lock.ts'
import { untilDay } from './daybreak.ts'
import { seedDemo } from './demo-seed.ts'
import { createDynamoDB, prepareTables } from './dynamodb.ts'
import { createDynamoDBProxy } from './dynamodb-proxy.ts'
import { startDynoxide } from './dynoxide.ts'
import { createEventBus, type Emit } from './event-bus.ts'
import { openExecutions } from './executions.ts'
import { createExpiry } from './expiry.ts'
import { createHttpApi } from './http-api.ts'
import { openJournal } from './journal.ts'
import { createLambdas } from './lambda.ts'
import { listening, portsFree } from './listening.ts'
import { createQueues } from './queues.ts'
import { createRecord } from './record.ts'
import { openSecrets } from './secrets.ts'
import { createStreamMapping, type StreamMapping } from './stream/mapping.ts'
import { trimStream } from './stream/trim.ts'
import { synthesize } from './synthesis.ts'
import { readTemplates, region } from './template.ts'
import { createUsage } from './usage.ts'
import { createWorkflows } from './workflows.ts'

export type CloudOptions = {
  /** The HTTP API's; +1 Stripe, +2 sign-in, +3 mailbox, +4 AWS endpoint, +5 DynamoDB, +6 SMTP. */
  port: number
  data: string
  demo: boolean
  /** Its first start is by day, at a later hour if need be. */
  byDay?: boolean
  app?: string
  /** False leaves out mail, sign-in and payments, for the embedded cloud's own tests. */
  providers?: boolean
  say?: (line: string) => void
  /** Called when a part that the cloud cannot do without has died. */
  onDeath?: (reason: string) => void
  /** Given the way to stop at once, so that a start can be interrupted. */
  started?: (stop: () => Promise<void>) => void
}
export type Cloud = {
  url: string
  addresses: Record<string, string>
  users: readonly { email: string; name: string; does: string }[]
  now(): number
  /** Plays time until an instant (epoch milliseconds). */
  advanceTo(instant: number): Promise<void>
  /** Resolves when nothing runs and nothing is due. */
  settled(): Promise<void>
  stop(): Promise<void>
}

const day = 24 * 60 * 60 * 1000

/** Runs the synthesized template of a CDK app on this machine. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { port, app = 'infra/app.ts', say = () => {} } = options
  const data = resolve(options.data)
  const url = `http://localhost:${port}`
  mkdirSync(data, { recursive: true })
  const stops: (() => unknown)[] = [lockData(data)]
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  options.started?.(stop)
  try {
    return await start()
  } catch (error) {
    await stop()
    throw error
  }

  async function start(): Promise<Cloud> {
    // Listened on first, so that a port in use is known before anything else begins.
    let answer: Parameters<typeof createServer>[1] = (_, res) => res.writeHead(503).end('The cloud is starting')
    const server = createServer((req, res) => answer?.(req, res))
    server.keepAliveTimeout = 60_000
    await listening(server, port)
    // Not the table's: a dynoxide that outlived a killed cloud may hold it, and is ended below.
    await portsFree([1, 2, 3, 4, 6].map((offset) => port + offset))
    stops.push(() => {
      server.close()
      server.closeAllConnections()
    })

    const journal = openJournal(`${data}/cloud.db`)
    stops.push(() => journal.close())
    journal.exec('create table if not exists clock (id integer primary key, offset real not null)')
    const keepOffset = journal.prepare('insert or replace into clock values (1, ?)')
    if (options.byDay && !journal.prepare('select 1 from clock').get()) keepOffset.run(untilDay(Date.now()))
    const clock = createClock({
      offset: Number(journal.prepare('select offset from clock').get()?.offset ?? 0),
      onOffset: (offset) => keepOffset.run(offset),
      onError: (error) => record.fault('clock', String(error), (error as Error).stack?.split('\n')),
    })
    stops.push(() => clock.stop())
    installVirtualDate(clock.shared)

    const activity = createActivity()
    const usage = createUsage()
    const record = createRecord(clock.now)
    const mappings: StreamMapping[] = []
    const wrote = () => {
      for (const mapping of mappings) mapping.nudge()
    }

    const context = {
      environment: 'local',
      publicUrl: url,
      oidcIssuer: `http://localhost:${port + 2}`,
      stripeApi: `http://127.0.0.1:${port + 1}`,
    }
    const [assembly, dynoxide, providers] = await together(
      synthesize(app, data, context).then(readAssembly),
      startDynoxide({
        port: port + 5,
        data,
        endpoint: process.env.DYNAMODB_ENDPOINT,
        onDeath: () => options.onDeath?.('dynoxide has ended by itself'),
      }).then((started) => {
        stops.push(() => started.stop())
        return started
      }),
      options.providers === false
        ? undefined
        : import('./providers.ts')
            .then(({ startProviders }) => startProviders({ port, data, publicUrl: url, journal, clock }))
            .then((started) => {
              stops.push(() => started.stop())
              return started
            }),
    )
    const blueprint = readTemplates(assembly, {
      publicUrl: url,
      sqs: `http://127.0.0.1:${port + 4}/sqs`,
      place: placeOf(data),
    })
    const dynamodb = createDynamoDB(dynoxide.endpoint)
    const newTables = await prepareTables(dynamodb, blueprint.tables, options.data)

    const queues = createQueues(
      journal,
      blueprint.queues.map(({ name }) => name),
      clock.now,
    )
    const secrets = openSecrets(`${data}/secrets.json`, blueprint.functions, providers?.secrets ?? {})
    const executions = openExecutions(journal)
    const proxy = createDynamoDBProxy(dynoxide.endpoint, { usage, wrote })
    stops.push(() => proxy.stop())

    const environment: Record<string, string> = {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      // Whatever this machine's user has configured for AWS is none of the functions' business.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    const lambdas = createLambdas(blueprint.functions, { clock: clock.shared, environment, activity, usage, record })
    const { invoke } = lambdas
    const workflows = createWorkflows(
      blueprint.machines,
      blueprint.functions.map(({ name }) => name),
      { clock, invoke, executions, usage, record },
    )
    const accepted = createAsyncInvocations({ journal, clock, invoke, queues, configs: blueprint.invokeConfigs })
    const bus = createEventBus(blueprint.rules, {
      clock,
      accept: accepted.accept,
      startExecution: (stateMachineArn, input) => workflows.start({ stateMachineArn, input: JSON.stringify(input) }),
      usage,
    })
    const ses = providers && (await startSes(bus.emit))

    async function startSes(emit: Emit) {
      if (!providers) return undefined
      const { createSes } = await import('./mail/ses.ts')
      const { mailbox } = providers
      const { configurationSets } = blueprint
      const started = createSes({ journal, clock, mailbox, emit, region, configurationSets })
      stops.push(() => started.stop())
      return started
    }

    const endpoint = await startAwsEndpoint({
      port: port + 4,
      dynamodb: proxy,
      ses: ses && ((req, body) => activity.track(ses.handle(req, body))),
      workflows,
      executions,
      secrets,
      queues,
      emit: bus.emit,
      usage,
    })
    stops.push(() => endpoint.stop())
    Object.assign(environment, endpoint.environment)

    for (const { DestinationConfig } of [...blueprint.mappings, ...blueprint.invokeConfigs]) {
      const destination = DestinationConfig?.OnFailure?.Destination
      if (destination && !blueprint.queues.some(({ arn }) => arn === destination))
        throw new Error(`${destination} is no queue of the template: the embedded cloud puts failures into queues only`)
    }
    const expiry = createExpiry(blueprint.tables, { dynamodb, now: clock.now, wrote })
    for (const mapping of blueprint.mappings) {
      const tableName = mapping.EventSourceArn.split(/[:/]/)[6] ?? ''
      if (!blueprint.tables.some(({ name }) => name === tableName))
        throw new Error(`${mapping.id}: ${mapping.EventSourceArn} is not the stream of a table of the template`)
      const tableIsNew = newTables.has(tableName)
      const { expired } = expiry
      const parts = { journal, clock, dynamodb, tableName, tableIsNew, invoke, queues, activity, record, expired }
      mappings.push(createStreamMapping(mapping, parts))
    }
    stops.push(async () => {
      // Nobody may take what ends with its worker for a failure of the function.
      const ended = mappings.map((mapping) => mapping.stop())
      accepted.stop()
      workflows.stopAll()
      await lambdas.stop()
      await Promise.all(ended)
    })

    async function quiet() {
      for (const mapping of mappings) mapping.hurry(true)
      do {
        await activity.idle()
        await ses?.idle()
        await providers?.stripe.idle()
      } while (activity.busy > 0)
      for (const mapping of mappings) mapping.hurry(false)
    }
    const busy = () => activity.busy > 0 || clock.due() || mappings.some((mapping) => mapping.retriesSoon())
    async function settled() {
      await quiet()
      while (busy()) {
        await sleep(2)
        await quiet()
      }
    }

    const sweep = () =>
      activity
        .track(expiry.sweep())
        .catch((error: Error) => record.fault('time to live', error.message, error.stack?.split('\n')))
    const sweepDaily = () => {
      clock.at(Math.floor(clock.now() / day + 1) * day, () => {
        sweepDaily()
        sweep()
      })
    }

    let advancing: Promise<void> = Promise.resolve()
    const advanceTo = (instant: number) => {
      const after = async () => {
        bus.beginAdvance()
        try {
          await clock.advanceTo(instant, quiet)
        } finally {
          bus.endAdvance()
        }
        await settled()
      }
      advancing = advancing.then(after, after)
      return advancing
    }

    const addresses = {
      site: url,
      cloud: `${url}/_local`,
      mailbox: `http://localhost:${port + 3}`,
      'sign-in': `http://localhost:${port + 2}`,
      payments: `http://127.0.0.1:${port + 1}`,
    }
    const users = providers?.issuer.users ?? []
    const control = createControl({
      port,
      addresses,
      users,
      clock,
      advanceTo,
      settled,
      collect: lambdas.collect,
      busy,
      executions,
      record,
      queues,
      usage,
      mappings,
      asyncWaiting: accepted.waiting,
      blueprint,
      mail: (to) => providers?.mailbox.find({ to }) ?? Promise.resolve([]),
      knobs: {
        ...(providers && {
          stripe: (body: object) => providers.stripe.knobs(body),
          'the bank of Stripe': (body: object) => providers.stripe.dispute(body),
        }),
        ...(ses && { ses: (body: object) => ses.knobs(body) }),
      },
    })
    const api = createHttpApi(blueprint.routes, { invoke, now: clock.now })
    const handle = async (req: IncomingMessage, res: ServerResponse): Promise<unknown> =>
      req.url?.startsWith('/_local') ? control(req, res) : api(req, res)
    answer = (req, res) => {
      handle(req, res).catch((error: Error) => {
        record.fault('http', error.message, error.stack?.split('\n'))
        if (!res.headersSent) res.writeHead(500)
        res.end()
      })
    }

    const resumed = workflows.resume()
    if (resumed) say(`${resumed} executions go on where they were`)
    accepted.resume()
    ses?.resume()
    providers?.stripe.resume()
    bus.start()
    for (const mapping of mappings) mapping.start()
    sweepDaily()
    const sweeping = setInterval(sweep, 10 * 60 * 1000)
    stops.push(() => clearInterval(sweeping))
    if (!process.env.DYNAMODB_ENDPOINT && mappings.length > 0) {
      const stream = trimStream({ data, journal, mappings: mappings.length })
      const trimming = setInterval(stream.trim, 3000)
      stops.push(() => {
        clearInterval(trimming)
        stream.stop()
      })
    }

    if (options.demo) {
      const now = clock.now()
      const started = (child: { kill(): void }) => stops.push(() => child.kill())
      await seedDemo({ data, journal, dynamodb, blueprint, environment, now, say, started })
    }
    return { url, addresses, users, now: clock.now, advanceTo, settled, stop }
  }
}

/** Stands for the id of the stack: the same with every start, another one where the folder has been copied to. */
const placeOf = (data: string) => createHash('sha256').update(realpathSync(data)).digest('hex').slice(0, 12)

/** Promise.all, but a failure is told only when all have ended: what has started must be there to be stopped. */
async function together<T extends unknown[]>(...promises: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const outcomes = await Promise.allSettled(promises)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as never
}
