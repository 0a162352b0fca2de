import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { TableEnvironment } from '../../shared/environment.ts'
import { RESPONSES_BEGIN } from '../../shared/surveys/response.ts'
import { configure } from './environment.ts'
import type { HouseFunction } from './house-function.ts'

/** The one table (design, section 5). Nobody may scan it: every question has a key. */
export class NetworkTable extends TableV2 {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      globalSecondaryIndexes: [index('audience', 'audience', 'pk'), index('due', 'due', 'dueAt')],
      billing: Billing.onDemand(),
      timeToLiveAttribute: 'expiresAt',
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }

  grantRead(fn: HouseFunction) {
    configure(fn, TableEnvironment, { TABLE_NAME: this.tableName })
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: [this.tableArn, ...INDEXES.map((name) => `${this.tableArn}/index/${name}`)],
      }),
    )
  }

  grantReadWrite(fn: HouseFunction) {
    this.grantRead(fn)
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
        resources: [this.tableArn],
      }),
    )
  }

  /** Raw answers stay shut to this function, whatever else it has been granted. */
  denyResponses(fn: HouseFunction) {
    fn.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['dynamodb:*'],
        resources: [this.tableArn],
        conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [`${RESPONSES_BEGIN}*`] } },
      }),
    )
  }
}

const INDEXES = ['audience', 'due'] as const

const text = (name: string) => ({ name, type: AttributeType.STRING })

const index = (indexName: (typeof INDEXES)[number], partition: string, sort: string) => ({
  indexName,
  partitionKey: text(partition),
  sortKey: text(sort),
  projectionType: ProjectionType.ALL,
})
