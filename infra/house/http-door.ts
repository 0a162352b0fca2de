import { RemovalPolicy } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, type HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { FIVE_MINUTES, HouseAlarm } from './house-alarm.ts'
import type { HouseFunction } from './house-function.ts'

/** `GET /`, `ANY /staff/{proxy+}` */
export type Route = `${'GET' | 'POST' | 'ANY'} /${string}`

export class HttpDoor extends Construct {
  /** Without a slash at the end. */
  readonly endpoint: string
  private readonly api: HttpApi

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.api = new HttpApi(this, 'Api', { createDefaultStage: false })
    this.endpoint = this.api.apiEndpoint
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // In requests per second, for all routes together: the backstop behind the limits that the pages themselves set.
      throttle: { rateLimit: 200, burstLimit: 400 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
        ),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    })
    new HouseAlarm(this, 'ServerErrors', {
      impact: 'Visitors, members or staff see an error page instead of what they came for.',
      runbook: 'The site answers with errors',
      metric: stage.metricServerError({ ...FIVE_MINUTES, statistic: 'Sum' }),
      threshold: 3,
    })
    acknowledge(this.api, {
      'AwsSolutions-APIG4':
        'Nobody is known to API Gateway: the functions check signed links, sessions and webhook signatures themselves.',
    })
  }

  /** One permission covers all routes of a function: which route leads to it is no matter of trust. */
  answer(fn: HouseFunction, routes: Route[]) {
    const integration = new HttpLambdaIntegration(fn.node.id, fn, { scopePermissionToRoute: false })
    for (const route of routes) {
      const [method, path] = route.split(' ') as [HttpMethod, string]
      this.api.addRoutes({ path, methods: [method], integration })
    }
  }
}

/** Paths and query strings carry the tokens of links, so neither is ever written; the route is enough. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLatency: '$context.responseLatency',
  responseLength: '$context.responseLength',
  integrationError: '$context.integrationErrorMessage',
})
