import { Duration } from 'aws-cdk-lib'
import { type EventPattern, Rule, type RuleProps, type Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { Construct } from 'constructs'
import { FailureQueue } from './failure-queue.ts'
import type { AlarmWords } from './house-alarm.ts'
import type { HouseFunction } from './house-function.ts'

export type Listener = AlarmWords & { fn: HouseFunction }

export class ScheduleRule extends Construct {
  constructor(scope: Construct, id: string, { schedule, ...listener }: Listener & { schedule: Schedule }) {
    super(scope, id)
    callOn(this, { schedule }, listener)
  }
}

export class EventRule extends Construct {
  constructor(scope: Construct, id: string, { eventPattern, ...listener }: Listener & { eventPattern: EventPattern }) {
    super(scope, id)
    callOn(this, { eventPattern }, listener)
  }
}

/** Events that the rule cannot deliver and events that the function fails on three times end in the same queue. */
function callOn(scope: Construct, when: RuleProps, { fn, ...words }: Listener) {
  const failures = new FailureQueue(scope, 'Failures', words)
  fn.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(6), onFailure: new SqsDestination(failures) })
  new Rule(scope, 'Rule', { ...when, targets: [new LambdaFunction(fn, { deadLetterQueue: failures })] })
}
