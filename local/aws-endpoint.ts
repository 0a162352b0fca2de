import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Emit } from './event-bus.ts'
import type { Execution, Executions } from './executions.ts'
import { listening } from './listening.ts'
import type { Queues } from './queues.ts'
import { account, region } from './template.ts'
import type { UsageCounters } from './usage.ts'
import { machineArn, StatesError, type Workflows } from './workflows.ts'

/** Where the SDKs of the functions find AWS: one server, one path for each service. */
type Parts = {
  port: number
  dynamodb: { handle(req: IncomingMessage, res: ServerResponse, body: Buffer): void }
  ses: ((req: IncomingMessage, body: Buffer) => Promise<SesAnswer>) | undefined
  workflows: Workflows
  executions: Executions
  secrets: Map<string, string>
  queues: Queues
  emit: Emit
  usage: UsageCounters
}
type SesAnswer = { status: number; headers: Record<string, string>; body: string }
type Body = Record<string, unknown>

export async function startAwsEndpoint(parts: Parts): Promise<{ environment: Record<string, string>; stop(): void }> {
  const services: Record<string, (operation: string, body: Body) => unknown> = {
    states: (operation, body) => states(parts, operation, body),
    ssm: (operation, body) => ssm(parts, operation, body),
    events: (operation, body) => events(parts, operation, body),
    sqs: (operation, body) => sqs(parts, operation, body),
  }

  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk) => chunks.push(chunk))
    req.on('end', () => answer(req, res, Buffer.concat(chunks)).catch(() => res.destroy()))
  })
  server.keepAliveTimeout = 60_000
  await listening(server, parts.port)

  async function answer(req: IncomingMessage, res: ServerResponse, body: Buffer) {
    const [, service = ''] = (req.url ?? '').split(/[/?]/)
    if (service === 'dynamodb') return parts.dynamodb.handle(req, res, body)
    if (service === 'ses' && parts.ses) {
      // The first field; the mail behind it is long.
      const action = /(?:^|&)Action=(\w+)/.exec(body.toString('latin1', 0, 2000))?.[1] ?? ''
      const { status, headers, body: text } = await parts.ses(req, body)
      parts.usage.called('SES', action, status < 300)
      res.writeHead(status, headers).end(text)
      return
    }
    const operation =
      String(req.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? ''
    const name = names[service] ?? service
    const reply = (status: number, value: object) => {
      parts.usage.called(name, operation, status < 300)
      res.writeHead(status, {
        'content-type': req.headers['content-type'] ?? 'application/x-amz-json-1.0',
        'x-amzn-requestid': randomUUID(),
      })
      res.end(JSON.stringify(value))
    }
    try {
      const run = services[service]
      if (!run) throw new StatesError('UnknownOperationException', `There is no service ${service}`)
      reply(200, (run(operation, JSON.parse(body.toString() || '{}')) ?? {}) as object)
    } catch (error) {
      const { name: type, message } = error as Error
      reply(400, { __type: type, message })
    }
  }

  const base = `http://127.0.0.1:${parts.port}`
  return {
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: `${base}/dynamodb`,
      AWS_ENDPOINT_URL_SFN: `${base}/states`,
      AWS_ENDPOINT_URL_SSM: `${base}/ssm`,
      AWS_ENDPOINT_URL_SES: `${base}/ses`,
      AWS_ENDPOINT_URL_EVENTBRIDGE: `${base}/events`,
      AWS_ENDPOINT_URL_SQS: `${base}/sqs`,
    },
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

const names: Record<string, string> = { states: 'StepFunctions', ssm: 'SSM', events: 'EventBridge', sqs: 'SQS' }
const seconds = (ms: number) => ms / 1000
const unknown = (operation: string): never => {
  throw new StatesError('UnknownOperationException', `The embedded cloud has no operation ${operation}`)
}

function states({ workflows, executions }: Parts, operation: string, body: Body): unknown {
  const arn = String(body.executionArn ?? '')
  const summary = (execution: Execution) => ({
    executionArn: execution.arn,
    stateMachineArn: machineArn(execution.machine),
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    ...(execution.endedAt !== null && { stopDate: seconds(execution.endedAt) }),
  })
  switch (operation) {
    case 'StartExecution': {
      const started = workflows.start(body as Parameters<Workflows['start']>[0])
      return { executionArn: started.executionArn, startDate: seconds(started.startDate) }
    }
    case 'StopExecution': {
      const text = (value: unknown) => (value === undefined ? undefined : String(value))
      return { stopDate: seconds(workflows.stop(arn, text(body.error), text(body.cause)).stopDate) }
    }
    case 'DescribeExecution': {
      const execution = executions.get(arn)
      if (!execution) throw new StatesError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
      const { input, output, error, cause } = execution
      return {
        ...summary(execution),
        input,
        ...(output !== null && { output }),
        ...(error !== null && { error }),
        ...(cause !== null && { cause }),
      }
    }
    case 'ListExecutions': {
      const limit = Number(body.maxResults ?? 100) || 100
      const offset = Number(body.nextToken ?? 0)
      const machine = String(body.stateMachineArn ?? '').split(':')[6]
      const filter = {
        ...(machine && { machine }),
        ...(body.statusFilter ? { status: String(body.statusFilter) } : {}),
      }
      const found = executions.list({ ...filter, limit: limit + 1, offset })
      return {
        executions: found.slice(0, limit).map(summary),
        ...(found.length > limit && { nextToken: String(offset + limit) }),
      }
    }
    default:
      return unknown(operation)
  }
}

function ssm({ secrets }: Parts, operation: string, body: Body): unknown {
  const parameter = (name: string) => ({
    Name: name,
    Type: 'SecureString',
    Value: secrets.get(name),
    Version: 1,
    DataType: 'text',
    ARN: `arn:aws:ssm:${region}:${account}:parameter${name}`,
  })
  if (operation === 'GetParameter') {
    const name = String(body.Name)
    if (!secrets.has(name)) throw new StatesError('ParameterNotFound', `Parameter ${name} not found.`)
    return { Parameter: parameter(name) }
  }
  if (operation === 'GetParameters') {
    const wanted = (body.Names as string[]) ?? []
    return {
      Parameters: wanted.filter((name) => secrets.has(name)).map(parameter),
      InvalidParameters: wanted.filter((name) => !secrets.has(name)),
    }
  }
  return unknown(operation)
}

function events({ emit }: Parts, operation: string, body: Body): unknown {
  if (operation !== 'PutEvents') return unknown(operation)
  const entries = (body.Entries as { Source: string; DetailType: string; Detail: string; Resources?: string[] }[]) ?? []
  return {
    FailedEntryCount: 0,
    Entries: entries.map(({ Source, DetailType, Detail, Resources }) => {
      emit({ source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail), resources: Resources ?? [] })
      return { EventId: randomUUID() }
    }),
  }
}

function sqs({ queues }: Parts, operation: string, body: Body): unknown {
  if (operation !== 'SendMessage') return unknown(operation)
  return { MessageId: queues.send(String(body.QueueUrl), String(body.MessageBody)) }
}
