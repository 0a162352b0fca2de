import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { TableEnvironment } from '../../shared/environment.ts'
import { configure } from './environment.ts'
import type { HouseFunction } from './house-function.ts'
import { AUDIT, FINDINGS, PUBLISHED, RESPONSES, SEALED, SIGNING_KEYS, TALLIES } from './partitions.ts'

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

  /** `sealed`: with what reports are computed from, whole tally cubes; shut to everybody else. */
  grantRead(fn: HouseFunction, { sealed = false } = {}) {
    configure(fn, TableEnvironment, { TABLE_NAME: this.tableName })
    if (!sealed) this.shut(fn, SEALED)
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: [this.tableArn, ...INDEXES.map((name) => `${this.tableArn}/index/${name}`)],
      }),
    )
  }

  /** For whoever needs few kinds of items: to fetch one by its key in any of these partitions, and to list some of them. */
  grantReadOnly(fn: HouseFunction, { get, list }: { get: string[]; list: string[] }) {
    configure(fn, TableEnvironment, { TABLE_NAME: this.tableName })
    this.allow(fn, 'dynamodb:GetItem', get)
    this.allow(fn, 'dynamodb:Query', list)
  }

  grantReadMany(fn: HouseFunction) {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:BatchGetItem'], resources: [this.tableArn] }))
  }

  /** Nobody may change or delete a line of the audit log. (Rights cannot tell a new item from one put over another.) */
  grantReadWrite(fn: HouseFunction) {
    this.grantRead(fn)
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
        resources: [this.tableArn],
      }),
    )
    this.deny(fn, ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'], AUDIT)
    // Whoever could put another key there could sign reports; who publishes them is named one by one.
    this.deny(fn, WRITES, [...SIGNING_KEYS, ...PUBLISHED, ...FINDINGS])
  }

  /** Several changes and new items with one request, which only PartiQL can say, in these partitions alone. */
  grantWriteEach(fn: HouseFunction, partitions: string[]) {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate'],
        resources: [this.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
      }),
    )
  }

  /** For whoever reads, and writes next to nothing. */
  grantReadAndWriteOnly(fn: HouseFunction, { put, update, remove, sealed = false }: WriteOnly) {
    this.grantRead(fn, { sealed })
    this.grantWriteOnly(fn, { put, update, remove })
  }

  grantWriteOnly(fn: HouseFunction, { put, update, remove }: Omit<WriteOnly, 'sealed'>) {
    if (put) this.allow(fn, 'dynamodb:PutItem', put)
    if (update) this.allow(fn, 'dynamodb:UpdateItem', update)
    if (remove) this.allow(fn, 'dynamodb:DeleteItem', remove)
  }

  /** To hold a transaction to what stands there. */
  grantCheckOnly(fn: HouseFunction, partitions: string[]) {
    this.allow(fn, 'dynamodb:ConditionCheckItem', partitions)
  }

  /** Answers stay shut to this function, as they were given and as they were counted. */
  denyResponses(fn: HouseFunction) {
    this.shut(fn, [...RESPONSES, ...TALLIES])
  }

  /** These partitions stay shut to this function, whatever else it has been granted. */
  shut(fn: HouseFunction, partitions: string[]) {
    this.deny(fn, ['dynamodb:*'], partitions)
  }

  private allow(fn: HouseFunction, action: string, partitions: string[]) {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: [action],
        resources: [this.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
      }),
    )
  }

  private deny(fn: HouseFunction, actions: string[], partitions: string[]) {
    fn.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions,
        resources: [this.tableArn],
        conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': partitions } },
      }),
    )
  }
}

/** By partition. */
type WriteOnly = {
  put?: string[] | undefined
  update?: string[] | undefined
  remove?: string[] | undefined
  sealed?: boolean
}

const WRITES = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PartiQLDelete',
]

const INDEXES = ['audience', 'due'] as const

const text = (name: string) => ({ name, type: AttributeType.STRING })

const index = (indexName: (typeof INDEXES)[number], partition: string, sort: string) => ({
  indexName,
  partitionKey: text(partition),
  sortKey: text(sort),
  projectionType: ProjectionType.ALL,
})
