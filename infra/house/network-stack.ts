import { type App, Stack } from 'aws-cdk-lib'
import { Alarm, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type { IConstruct } from 'constructs'
import type { Settings } from '../settings.ts'
import type { Bundles } from './bundles.ts'

export type NetworkStackProps = {
  settings: Settings
  bundles: Bundles
  /** The folder with `<capability>/<name>.asl.json`. */
  workflows: string
  runbook: string
}

/** One network in one account. What every house construct needs is found here, so that capabilities need not pass it on. */
export class NetworkStack extends Stack {
  readonly settings: Settings
  readonly bundles: Bundles
  readonly workflows: string
  readonly runbook: string

  constructor(app: App, props: NetworkStackProps) {
    super(app, `common-agenda-${props.settings.environment}`, {
      description: `${props.settings.networkName}: the backbone of a collective impact network`,
      terminationProtection: true,
    })
    this.settings = props.settings
    this.bundles = props.bundles
    this.workflows = props.workflows
    this.runbook = props.runbook
  }

  static override of(construct: IConstruct): NetworkStack {
    const stack = Stack.of(construct)
    if (!(stack instanceof NetworkStack)) throw new Error(`${construct.node.path} is not part of a network`)
    return stack
  }

  /** Every alarm of the network, the later ones too, does this. */
  onAlarm(action: IAlarmAction) {
    for (const construct of this.node.findAll()) if (construct instanceof Alarm) construct.addAlarmAction(action)
  }
}
