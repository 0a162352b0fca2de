import { ArnFormat, Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { HouseFunction } from './house-function.ts'
import { NetworkStack } from './network-stack.ts'

/** The name of an SSM SecureString which the operator creates: CloudFormation cannot, and its value has no place here. */
export class SecretParameter extends Construct {
  readonly parameterName: string

  constructor(
    scope: Construct,
    id: string,
    name:
      | 'link-keys'
      | 'report-signing-keys'
      | 'stripe-secret-key'
      | 'stripe-refund-key'
      | 'stripe-webhook-secret'
      | 'oidc-client-secret',
  ) {
    super(scope, id)
    this.parameterName = `/common-agenda/${NetworkStack.of(this).settings.environment}/${name}`
  }

  /** The key that encrypts it is SSM's own, which its key policy opens to whoever may read the parameter. */
  grantRead(fn: HouseFunction) {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['ssm:GetParameter'],
        resources: [
          Stack.of(this).formatArn({
            service: 'ssm',
            resource: 'parameter',
            resourceName: this.parameterName.slice(1),
            arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
          }),
        ],
      }),
    )
  }
}
