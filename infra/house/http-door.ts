import { RemovalPolicy } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  type CfnStage,
  HttpApi,
  type HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  type ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2'
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
  private readonly stage: HttpStage
  private readonly limits: Record<string, object> = {}

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.api = new HttpApi(this, 'Api', { createDefaultStage: false })
    this.endpoint = this.api.apiEndpoint
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: USUAL,
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
      metric: this.stage.metricServerError({ ...FIVE_MINUTES, statistic: 'Sum' }),
      threshold: 3,
    })
    acknowledge(this.api, {
      'AwsSolutions-APIG4':
        'Nobody is known to API Gateway: the functions check signed links, sessions and webhook signatures themselves.',
    })
  }

  /**
   * One permission covers all routes of a function: which route leads to it is no matter of trust. `limits` are those of
   * routes that need a lower one than usual.
   */
  answer(fn: HouseFunction, routes: readonly Route[], limits: Readonly<Partial<Record<Route, ThrottleSettings>>> = {}) {
    const integration = new HttpLambdaIntegration(fn.node.id, fn, { scopePermissionToRoute: false })
    for (const route of routes) {
      const [method, path] = route.split(' ') as [HttpMethod, string]
      const added = this.api.addRoutes({ path, methods: [method], integration })
      this.limit(route, limits[route] ?? USUAL, added)
    }
  }

  /** Whatever no route leads to: a page says so instead of API Gateway's own line of JSON. */
  answerRest(fn: HouseFunction) {
    const integration = new HttpLambdaIntegration(`${fn.node.id}Rest`, fn, { scopePermissionToRoute: false })
    const added = new HttpRoute(this, 'Rest', { httpApi: this.api, routeKey: HttpRouteKey.DEFAULT, integration })
    acknowledge(added, { 'AwsSolutions-APIG4': 'It answers with a page that says that there is none.' })
    this.limit('$default', USUAL, [added])
  }

  /** Each route has a limit of its own, so that a flood of one leaves the others theirs. */
  private limit(route: Route | '$default', { rateLimit, burstLimit }: ThrottleSettings, added: HttpRoute[]) {
    this.limits[route] = { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit }
    const stage = this.stage.node.defaultChild as CfnStage
    stage.routeSettings = this.limits
    // A stage refuses limits of routes that are not there yet.
    stage.node.addDependency(...added)
  }
}

/** In requests per second, and at once: the backstop behind the limits that the pages themselves set. */
const USUAL = { rateLimit: 200, burstLimit: 400 } as const satisfies ThrottleSettings

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
