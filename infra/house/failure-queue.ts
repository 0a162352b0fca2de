import { Duration } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { type AlarmWords, FIVE_MINUTES, HouseAlarm } from './house-alarm.ts'

/** Keeps what could not be processed for the operator; one message is an alarm. */
export class FailureQueue extends Queue {
  constructor(scope: Construct, id: string, words: AlarmWords) {
    super(scope, id, { retentionPeriod: Duration.days(14), enforceSSL: true })
    new HouseAlarm(this, 'Alarm', {
      ...words,
      metric: this.metricApproximateNumberOfMessagesVisible(FIVE_MINUTES),
      threshold: 1,
    })
    const itself = 'This queue is where failures end; behind it is a person.'
    acknowledge(this, { 'AwsSolutions-SQS3': itself, 'Serverless-SQSRedrivePolicy': itself })
  }
}
