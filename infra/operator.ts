import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { acknowledge } from './house/acknowledge.ts'
import type { NetworkStack } from './house/network-stack.ts'

/** Every alarm of the network goes to the operator's mailbox, when one was named. */
export function mailAlarms(stack: NetworkStack) {
  const { alarmEmail } = stack.settings
  if (!alarmEmail) return

  const topic = new Topic(stack, 'Alarms', { enforceSSL: true })
  topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com'))
  topic.addSubscription(new EmailSubscription(alarmEmail))
  acknowledge(topic, {
    'Serverless-SNSRedrivePolicy':
      'The subscriber is a mailbox; SNS keeps no queue for those, and the alarm stays visible.',
  })
  stack.onAlarm(new SnsAction(topic))
}
