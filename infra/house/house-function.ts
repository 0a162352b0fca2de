import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { FunctionRole } from './function-role.ts'
import { NetworkStack } from './network-stack.ts'

export type HouseFunctionProps = {
  /** Path below functions/, for example `campaigns/sending/send-page.lambda.ts`. */
  entry: string
  /** In MB; it buys CPU in proportion. */
  memorySize?: number
  timeout?: Duration
  /** It runs for every mail: Lambda's own lines and traces of each run would cost as much as the run; what fails is still told. */
  forEveryMail?: boolean
}

/** A function that may do nothing but write its own log and traces, until something is granted to it. */
export class HouseFunction extends LambdaFunction {
  constructor(
    scope: Construct,
    id: string,
    { entry, memorySize = 512, timeout = Duration.seconds(60), forEveryMail = false }: HouseFunctionProps,
  ) {
    const { bundles } = NetworkStack.of(scope)
    const role = new FunctionRole(scope, `${id}Role`)
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    super(scope, id, {
      description: `functions/${entry}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundles.folderOf(entry)),
      handler: 'index.handler',
      memorySize,
      timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      ...(forEveryMail && { systemLogLevelV2: SystemLogLevel.WARN }),
      tracing: forEveryMail ? Tracing.DISABLED : Tracing.ACTIVE,
      environment: { POWERTOOLS_SERVICE_NAME: entry.replace(/\/.*/, ''), POWERTOOLS_METRICS_NAMESPACE: 'CommonAgenda' },
    })
    logGroup.grantWrite(role)
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resources to name: traces can only be written to *.',
      'Serverless-LambdaStarPermissions':
        'The same; it looks at rights inside a role as a whole, and AwsSolutions-IAM5 at every wildcard by itself.',
    })
    acknowledge(this, {
      'Serverless-LambdaDLQ':
        'Callers that wait see the error themselves; rules and streams bring an on-failure queue, which also keeps the error.',
      ...(forEveryMail && { 'Serverless-LambdaTracing': 'A trace of each run would cost as much as the run.' }),
    })
  }
}
