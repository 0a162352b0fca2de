import * as z from 'zod'

/**
 * What every resource type of a template is in the embedded cloud: run by it (with the properties that it honours and
 * those that make no difference on one machine), or harmless to leave out. Anything else is an error at start.
 */
export type Handling =
  | { runs: z.ZodType; indifferent: readonly string[]; attributes?: readonly string[] }
  | { left: string; attributes?: readonly string[] }

const key = z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })
const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: z.array(key),
  Projection: z.strictObject({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() }),
})

export const Table = z.strictObject({
  TableName: z.string().optional(),
  KeySchema: z.array(key),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  StreamSpecification: z.strictObject({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
})

export const Lambda = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }).or(z.strictObject({ ZipFile: z.string() })),
  Handler: z.string(),
  Runtime: z.string().startsWith('nodejs'),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  /** Seconds. */
  Timeout: z.coerce.number().default(3),
  /** Megabytes. */
  MemorySize: z.coerce.number().default(128),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
})

const onFailure = z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() })

export const EventInvokeConfig = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  MaximumRetryAttempts: z.coerce.number().optional(),
  MaximumEventAgeInSeconds: z.coerce.number().optional(),
  DestinationConfig: onFailure.optional(),
})

export const EventSourceMapping = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().default(100),
  /** Seconds. */
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']),
  BisectBatchOnFunctionError: z.boolean().default(false),
  /** -1: until the record expires. */
  MaximumRetryAttempts: z.coerce.number().default(-1),
  /** Seconds; -1: as long as the stream keeps the record. */
  MaximumRecordAgeInSeconds: z.coerce.number().default(-1),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
  DestinationConfig: onFailure.optional(),
})

export const Api = z.strictObject({ Name: z.string(), ProtocolType: z.literal('HTTP') })
export const Integration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.coerce.number().optional(),
})
export const Route = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.literal('NONE').optional(),
})
export const Stage = z.strictObject({ ApiId: z.string(), StageName: z.literal('$default') })

export const Queue = z.strictObject({ QueueName: z.string().optional() })

export const StateMachine = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD').optional(),
  DefinitionString: z.string().optional(),
  DefinitionS3Location: z.strictObject({ Bucket: z.string(), Key: z.string() }).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
})

const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.unknown().optional(),
  Input: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  // Delivery to a function or a state machine cannot fail on one machine.
  RetryPolicy: z.unknown().optional(),
  DeadLetterConfig: z.unknown().optional(),
})
export const Rule = z.strictObject({
  Name: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  EventBusName: z.literal('default').optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(target).default([]),
})

export const ConfigurationSet = z.strictObject({ Name: z.string().optional() })
export const MailEvents = z.strictObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.strictObject({
    Name: z.string().optional(),
    Enabled: z.boolean(),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.strictObject({ EventBusArn: z.string().endsWith('event-bus/default') }),
  }),
})

const rights = 'one machine has one user: rights are checked by the synthesis and on AWS'
const watching = 'the page /_local shows what alarms and logs would'
const names = 'names of the outer world'

export const handlings: Record<string, Handling> = {
  'AWS::DynamoDB::GlobalTable': {
    runs: Table,
    indifferent: ['Replicas', 'SSESpecification', 'WarmThroughput', 'WriteOnDemandThroughputSettings'],
    attributes: ['Arn', 'StreamArn', 'TableId'],
  },
  'AWS::DynamoDB::Table': {
    runs: Table,
    indifferent: [
      'PointInTimeRecoverySpecification',
      'SSESpecification',
      'DeletionProtectionEnabled',
      'ContributorInsightsSpecification',
      'OnDemandThroughput',
      'Tags',
    ],
    attributes: ['Arn', 'StreamArn'],
  },
  'AWS::Lambda::Function': {
    runs: Lambda,
    indifferent: [
      'Role',
      'Architectures',
      'Description',
      'EphemeralStorage',
      'KmsKeyArn',
      'LoggingConfig',
      'RecursiveLoop',
      'RuntimeManagementConfig',
      'Tags',
      'TracingConfig',
    ],
    attributes: ['Arn'],
  },
  'AWS::Lambda::EventInvokeConfig': { runs: EventInvokeConfig, indifferent: [] },
  'AWS::Lambda::EventSourceMapping': {
    runs: EventSourceMapping,
    // Batches of one shard one after the other are a correct run of any parallelization factor.
    indifferent: ['ParallelizationFactor', 'MetricsConfig', 'LoggingConfig', 'Tags', 'KmsKeyArn'],
  },
  'AWS::ApiGatewayV2::Api': { runs: Api, indifferent: ['Description', 'Tags'], attributes: ['ApiEndpoint', 'ApiId'] },
  'AWS::ApiGatewayV2::Integration': { runs: Integration, indifferent: ['Description'] },
  'AWS::ApiGatewayV2::Route': { runs: Route, indifferent: ['OperationName'] },
  'AWS::ApiGatewayV2::Stage': {
    runs: Stage,
    // Throttling is AWS's guard against the outer world; enforced here it would only falsify measurements.
    indifferent: ['AccessLogSettings', 'AutoDeploy', 'DefaultRouteSettings', 'Description', 'RouteSettings', 'Tags'],
  },
  'AWS::SQS::Queue': {
    runs: Queue,
    indifferent: ['KmsMasterKeyId', 'MessageRetentionPeriod', 'SqsManagedSseEnabled', 'Tags', 'VisibilityTimeout'],
    attributes: ['Arn', 'QueueName', 'QueueUrl'],
  },
  'AWS::StepFunctions::StateMachine': {
    runs: StateMachine,
    indifferent: ['RoleArn', 'LoggingConfiguration', 'TracingConfiguration', 'EncryptionConfiguration', 'Tags'],
    attributes: ['Arn', 'Name'],
  },
  'AWS::Events::Rule': { runs: Rule, indifferent: ['Description', 'RoleArn', 'Tags'], attributes: ['Arn'] },
  'AWS::SES::ConfigurationSet': {
    runs: ConfigurationSet,
    indifferent: [
      'DeliveryOptions',
      'ReputationOptions',
      'SendingOptions',
      'SuppressionOptions',
      'Tags',
      'TrackingOptions',
      'VdmOptions',
    ],
  },
  'AWS::SES::ConfigurationSetEventDestination': { runs: MailEvents, indifferent: [] },
  'AWS::SES::EmailIdentity': { left: names },
  'AWS::IAM::Role': { left: rights, attributes: ['Arn', 'RoleId'] },
  'AWS::IAM::Policy': { left: rights },
  'AWS::IAM::ManagedPolicy': { left: rights },
  'AWS::Lambda::Permission': { left: rights },
  'AWS::SQS::QueuePolicy': { left: rights },
  'AWS::SNS::Topic': { left: watching, attributes: ['TopicArn', 'TopicName'] },
  'AWS::SNS::TopicPolicy': { left: rights },
  'AWS::SNS::Subscription': { left: watching },
  'AWS::KMS::Key': { left: rights, attributes: ['Arn', 'KeyId'] },
  'AWS::KMS::Alias': { left: rights },
  'AWS::Logs::LogGroup': { left: watching, attributes: ['Arn'] },
  'AWS::Logs::ResourcePolicy': { left: rights },
  'AWS::Logs::MetricFilter': { left: watching },
  'AWS::Logs::QueryDefinition': { left: watching },
  'AWS::CloudWatch::Alarm': { left: watching, attributes: ['Arn'] },
  'AWS::CloudWatch::CompositeAlarm': { left: watching, attributes: ['Arn'] },
  'AWS::CloudWatch::Dashboard': { left: watching },
  'AWS::CDK::Metadata': { left: 'says which version of the CDK wrote the template' },
  'AWS::Cognito::UserPool': { left: 'the local issuer signs in', attributes: ['Arn', 'ProviderURL', 'UserPoolId'] },
  'AWS::Cognito::UserPoolClient': { left: 'the local issuer signs in', attributes: ['ClientId'] },
  'AWS::Cognito::UserPoolDomain': { left: 'the local issuer signs in' },
  'AWS::Cognito::UserPoolGroup': { left: 'the local issuer signs in' },
  'AWS::Route53::RecordSet': { left: names },
  'AWS::CertificateManager::Certificate': { left: names },
  'AWS::ApiGatewayV2::DomainName': { left: names, attributes: ['RegionalDomainName', 'RegionalHostedZoneId'] },
  'AWS::ApiGatewayV2::ApiMapping': { left: names },
}
