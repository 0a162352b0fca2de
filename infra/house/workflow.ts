import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { type AlarmWords, FIVE_MINUTES, HouseAlarm } from './house-alarm.ts'
import type { HouseFunction } from './house-function.ts'
import { NetworkStack } from './network-stack.ts'

export type WorkflowProps = AlarmWords & {
  /** `<capability>/<name>` of a file below workflows/, without `.asl.json`. */
  definition: string
  /** Placeholder of the file → the function that does the task. */
  tasks: Record<string, HouseFunction>
}

/** A Standard state machine from its own file; it may call the functions that its file names, and nothing else. */
export class Workflow extends Construct {
  readonly arn: string

  constructor(scope: Construct, id: string, { definition, tasks, impact, runbook }: WorkflowProps) {
    super(scope, id)
    const { workflows, settings } = NetworkStack.of(this)
    const source = readFileSync(join(workflows, `${definition}.asl.json`), 'utf8')
    checkPlaceholders(definition, source, Object.keys(tasks))

    const machine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromString(JSON.stringify(JSON.parse(source))),
      definitionSubstitutions: Object.fromEntries(
        Object.entries(tasks).map(([placeholder, fn]) => [placeholder, fn.functionArn]),
      ),
      stateMachineType: StateMachineType.STANDARD,
      tracingEnabled: true,
      logs: {
        // The prefix keeps the log group out of the account's resource policy, which has room for ten only.
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/common-agenda-${settings.environment}-${definition.replaceAll('/', '-')}`,
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    })
    machine.addToRolePolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: Object.values(tasks).map((fn) => fn.functionArn),
      }),
    )
    acknowledge(machine, {
      'AwsSolutions-IAM5[Resource::*]': 'Log delivery and X-Ray have no resources to name.',
    })
    if (/"Mode"\s*:\s*"DISTRIBUTED"/.test(source)) allowDistributedMap(this, machine)

    new HouseAlarm(this, 'Failed', {
      impact,
      runbook,
      metric: machine.metricFailed(FIVE_MINUTES),
      threshold: 1,
    })
    this.arn = machine.stateMachineArn
  }

  grantStart(fn: HouseFunction) {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.arn] }))
  }
}

/** A Distributed Map runs its items as executions of the machine itself, so the machine must be allowed to start them. */
function allowDistributedMap(scope: Construct, machine: StateMachine) {
  const executions = Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: machine.stateMachineName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  })
  // In a policy of its own: in the role's default policy the machine and its role would wait for each other.
  const policy = new Policy(scope, 'DistributedMap', {
    statements: [
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] }),
      new PolicyStatement({
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [`${executions}:*`, `${executions}/*`],
      }),
      new PolicyStatement({ actions: ['states:RedriveExecution'], resources: [`${executions}/*`] }),
    ],
  })
  machine.role.attachInlinePolicy(policy)
  const own = 'The names of its own child executions are not known before they run.'
  const name = Stack.of(scope).getLogicalId(machine.node.defaultChild as never)
  const arn = `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:<${name}.Name>`
  acknowledge(policy, {
    [`AwsSolutions-IAM5[Resource::${arn}:*]`]: own,
    [`AwsSolutions-IAM5[Resource::${arn}/*]`]: own,
  })
}

function checkPlaceholders(definition: string, source: string, bound: string[]) {
  const named = new Set([...source.matchAll(/\$\{(\w+)\}/g)].map(([, placeholder]) => placeholder))
  const unbound = [...named].filter((placeholder) => placeholder && !bound.includes(placeholder))
  const unused = bound.filter((placeholder) => !named.has(placeholder))
  const [, other] = source.match(/"Resource"\s*:\s*"([^$][^"]*)"/) ?? []
  if (other) throw new Error(`${definition}.asl.json: a task may only call a function, not ${other}`)
  if (unbound.length > 0) throw new Error(`${definition}.asl.json: no function is bound to ${unbound.join(', ')}`)
  if (unused.length > 0) throw new Error(`${definition}.asl.json: nothing in it uses ${unused.join(', ')}`)
}
