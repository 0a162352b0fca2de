import { readFileSync } from 'node:fs'
import * as z from 'zod'
import type { Assembly, Template } from './assembly.ts'
import { resolve, type Scope } from './intrinsics.ts'
import * as resources from './resources.ts'

/** Everything the embedded cloud runs of the templates, by logical id, with local names and addresses. */
export type Blueprint = {
  tables: Named<z.infer<typeof resources.Table>>[]
  functions: (Named<z.infer<typeof resources.Lambda>> & { directory: string })[]
  invokeConfigs: z.infer<typeof resources.EventInvokeConfig>[]
  mappings: Named<z.infer<typeof resources.EventSourceMapping>>[]
  routes: { id: string; routeKey: string; functionName: string }[]
  queues: Named<z.infer<typeof resources.Queue>>[]
  machines: (Named<Record<never, never>> & { definition: string })[]
  rules: Named<z.infer<typeof resources.Rule>>[]
  /** The event types that each SES configuration set publishes to the bus. */
  configurationSets: Record<string, string[]>
  outputs: Record<string, string>
}
/** `place` tells one cloud from another, as the id of a stack does. */
type Addresses = { publicUrl: string; sqs: string; place?: string }
type Named<T> = T & { id: string; name: string; arn: string }

export const account = '000000000000'
export const region = 'us-east-1'

export function readTemplates({ stacks, assets }: Assembly, addresses: Addresses): Blueprint {
  const print: Blueprint = {
    tables: [],
    functions: [],
    invokeConfigs: [],
    mappings: [],
    routes: [],
    queues: [],
    machines: [],
    rules: [],
    configurationSets: {},
    outputs: {},
  }
  for (const { name, template } of stacks) readTemplate(name, template, assets, addresses, print)
  return print
}

/** The function named by an ARN (with or without a version) or by its name. */
export const functionNameOf = (arn: string) => (arn.startsWith('arn:') ? (arn.split(':')[6] ?? '') : arn)

function readTemplate(
  stack: string,
  template: Template,
  assets: Assembly['assets'],
  addresses: Addresses,
  print: Blueprint,
) {
  const nameProperties: Record<string, string> = {
    'AWS::DynamoDB::GlobalTable': 'TableName',
    'AWS::DynamoDB::Table': 'TableName',
    'AWS::Lambda::Function': 'FunctionName',
    'AWS::SQS::Queue': 'QueueName',
    'AWS::StepFunctions::StateMachine': 'StateMachineName',
    'AWS::Events::Rule': 'Name',
    'AWS::SES::ConfigurationSet': 'Name',
  }
  const resource = (id: string) => template.Resources[id]
  const nameOf = (id: string): string => {
    const own = resource(id)?.Properties?.[nameProperties[resource(id)?.Type ?? ''] ?? '']
    // Table and index names need three characters; logical ids have a hash and are longer.
    return own === undefined ? id : String(resolve(own, scope))
  }
  const arnOf = (id: string): string => {
    const name = nameOf(id)
    switch (resource(id)?.Type) {
      case 'AWS::DynamoDB::GlobalTable':
      case 'AWS::DynamoDB::Table':
        return `arn:aws:dynamodb:${region}:${account}:table/${name}`
      case 'AWS::Lambda::Function':
        return `arn:aws:lambda:${region}:${account}:function:${name}`
      case 'AWS::StepFunctions::StateMachine':
        return `arn:aws:states:${region}:${account}:stateMachine:${name}`
      case 'AWS::SQS::Queue':
        return `arn:aws:sqs:${region}:${account}:${name}`
      case 'AWS::SNS::Topic':
        return `arn:aws:sns:${region}:${account}:${name}`
      case 'AWS::Events::Rule':
        return `arn:aws:events:${region}:${account}:rule/${name}`
      default:
        return `arn:aws:local:${region}:${account}:${name}`
    }
  }
  const scope: Scope = {
    ref(name) {
      const pseudo: Record<string, string> = {
        'AWS::AccountId': account,
        'AWS::Region': region,
        'AWS::Partition': 'aws',
        'AWS::URLSuffix': 'amazonaws.com',
        'AWS::StackName': stack,
        'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/${addresses.place ?? 'local'}`,
      }
      if (pseudo[name]) return pseudo[name]
      const found = resource(name)
      if (!found) return template.Parameters?.[name]?.Default
      if (found.Type === 'AWS::SQS::Queue') return `${addresses.sqs}/${account}/${nameOf(name)}`
      if (found.Type === 'AWS::StepFunctions::StateMachine' || found.Type === 'AWS::SNS::Topic') return arnOf(name)
      return nameOf(name)
    },
    attribute(id, attribute) {
      const handling = resources.handlings[resource(id)?.Type ?? '']
      if (!handling?.attributes?.includes(attribute)) return undefined
      if (attribute === 'ApiEndpoint') return addresses.publicUrl
      if (attribute === 'QueueUrl') return scope.ref(id)
      if (attribute === 'StreamArn') return `${arnOf(id)}/stream/local`
      if (attribute.endsWith('Arn')) return arnOf(id)
      return nameOf(id)
    },
    condition: (name) => template.Conditions?.[name],
    mapping: (map, first, second) => template.Mappings?.[map]?.[first]?.[second],
  }

  const integrations = new Map<string, string>()
  const routes: { id: string; routeKey: string; target: string }[] = []
  for (const [id, { Type, Properties = {}, Condition }] of Object.entries(template.Resources)) {
    try {
      if (Condition && !resolve({ Condition }, scope)) continue
      const handling = resources.handlings[Type]
      if (!handling) throw new Error(`the embedded cloud knows no ${Type}`)
      if (!('runs' in handling)) continue
      const honoured = Object.entries(Properties).filter(([name]) => !handling.indifferent.includes(name))
      const properties = resolve(Object.fromEntries(honoured), scope)
      const named = { id, name: nameOf(id), arn: arnOf(id) }
      const read = <S extends z.ZodType>(schema: S): z.infer<S> => schema.parse(properties)
      switch (Type) {
        case 'AWS::DynamoDB::GlobalTable':
        case 'AWS::DynamoDB::Table':
          print.tables.push({ ...read(resources.Table), ...named })
          break
        case 'AWS::Lambda::Function': {
          const lambda = read(resources.Lambda)
          print.functions.push({ ...lambda, ...named, directory: assetOf(lambda.Code, assets) })
          break
        }
        case 'AWS::Lambda::EventInvokeConfig':
          print.invokeConfigs.push(read(resources.EventInvokeConfig))
          break
        case 'AWS::Lambda::EventSourceMapping':
          print.mappings.push({ ...read(resources.EventSourceMapping), ...named })
          break
        case 'AWS::ApiGatewayV2::Integration':
          integrations.set(named.name, functionNameOf(read(resources.Integration).IntegrationUri))
          break
        case 'AWS::ApiGatewayV2::Route': {
          const { RouteKey, Target } = read(resources.Route)
          routes.push({ id, routeKey: RouteKey, target: Target.replace('integrations/', '') })
          break
        }
        case 'AWS::SQS::Queue':
          print.queues.push({ ...read(resources.Queue), ...named })
          break
        case 'AWS::StepFunctions::StateMachine':
          print.machines.push({ ...named, definition: definitionOf(read(resources.StateMachine), assets) })
          break
        case 'AWS::Events::Rule':
          print.rules.push({ ...read(resources.Rule), ...named })
          break
        case 'AWS::SES::ConfigurationSet':
          read(resources.ConfigurationSet)
          print.configurationSets[named.name] ??= []
          break
        case 'AWS::SES::ConfigurationSetEventDestination': {
          const { ConfigurationSetName, EventDestination } = read(resources.MailEvents)
          if (EventDestination.Enabled)
            print.configurationSets[ConfigurationSetName] = [
              ...(print.configurationSets[ConfigurationSetName] ?? []),
              ...EventDestination.MatchingEventTypes,
            ]
          break
        }
        default:
          read(handling.runs)
      }
    } catch (error) {
      throw new Error(`${id} (${Type}): ${reason(error)}`)
    }
  }
  for (const { id, routeKey, target } of routes) {
    const functionName = integrations.get(target)
    if (!functionName) throw new Error(`${id}: the route ${routeKey} leads to no function`)
    print.routes.push({ id, routeKey, functionName })
  }
  for (const [id, { Value }] of Object.entries(template.Outputs ?? {})) {
    // An output nobody can compute here (the ARN of something left out, say) harms nobody.
    try {
      print.outputs[id] = String(resolve(Value, scope))
    } catch {}
  }
}

function assetOf(code: z.infer<typeof resources.Lambda>['Code'], assets: Assembly['assets']): string {
  if ('ZipFile' in code) throw new Error('inline code: the embedded cloud runs bundles')
  const directory = assets.get(code.S3Key)
  if (!directory) throw new Error(`no asset ${code.S3Key} in the cloud assembly`)
  return directory
}

function definitionOf(machine: z.infer<typeof resources.StateMachine>, assets: Assembly['assets']): string {
  const { DefinitionString, DefinitionS3Location, DefinitionSubstitutions } = machine
  const file = DefinitionS3Location && assets.get(DefinitionS3Location.Key)
  const definition = DefinitionString ?? (file && readFileSync(file, 'utf8'))
  if (!definition) throw new Error('no definition')
  return definition.replace(/\$\{([^}]+)\}/g, (whole, name: string) => DefinitionSubstitutions[name] ?? unbound(whole))
}

function unbound(placeholder: string): never {
  throw new Error(`the placeholder ${placeholder} is bound to nothing`)
}

const reason = (error: unknown) =>
  error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : (error as Error).message
