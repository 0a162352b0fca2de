import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AnsweredFact } from '../../events/membership/facts.ts'
import { largestBundle } from '../../infra/house/bundles.ts'
import { defineNetwork, ROOT } from '../../infra/network.ts'
import { Settings } from '../../infra/settings.ts'
import * as environment from '../../shared/environment.ts'
import { CampaignId } from '../../shared/ids.ts'
import { talliesKey } from '../../shared/results/counting/tally.ts'
import { responsesKey } from '../../shared/surveys/response.ts'

type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string }
type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown }

const root = ROOT
const outdir = mkdtempSync(join(tmpdir(), 'network-'))
let resources: Record<string, Resource>
let entries: readonly string[]
let bundleSize: (entry: string) => number

beforeAll(() => {
  const app = new App({
    outdir,
    builtinCloudFormationValidation: false,
    context: { '@aws-cdk/aws-iam:minimizePolicies': true },
  })
  const stack = defineNetwork(app, Settings.parse({ alarmEmail: 'operator@example.org' }), root)
  resources = Template.fromStack(stack).toJSON().Resources
  entries = stack.bundles.entries
  bundleSize = (entry) => statSync(join(stack.bundles.folderOf(entry), 'index.mjs')).size
}, 120_000)
afterAll(() => rmSync(outdir, { recursive: true, force: true }))

describe('what a function may do', () => {
  it('only campaigns, the sender of service mail and whoever tells councils of reports send mail, and only from the one address', () => {
    const senders = functionsWith((statement) => actions(statement).includes('ses:SendRawEmail'))
    expect(senders).toEqual([
      'campaigns/launch/send-test.lambda.ts',
      'campaigns/sending/send-page.lambda.ts',
      'mail/send-service-mail.lambda.ts',
      'mail/sweep-service-mails.lambda.ts',
      'results/publishing/tell-council.lambda.ts',
    ])
    for (const statement of allStatements().filter((s) => actions(s).includes('ses:SendRawEmail')))
      expect(statement.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'hello@example.org' } })
  })

  it('nobody scans the table, and nobody uses more of it than its keys and its two indexes', () => {
    const table = onlyLogicalId('AWS::DynamoDB::GlobalTable')
    const items = { 'Fn::GetAtt': [table, 'Arn'] }
    const index = (name: string) => ({ 'Fn::Join': ['', [items, `/index/${name}`]] })
    const data = allStatements().filter(
      (statement) =>
        statement.Effect === 'Allow' &&
        actions(statement).some((a) => a.startsWith('dynamodb:') && !STREAM.includes(a)),
    )
    expect(data.length).toBeGreaterThan(10)
    for (const statement of data) {
      expect(ITEM_ACTIONS).toEqual(expect.arrayContaining(actions(statement)))
      for (const resource of [statement.Resource].flat())
        expect([items, index('audience'), index('due')]).toContainEqual(resource)
    }
  })

  it('only the sender of campaigns writes several items with one request, and only changes and new ones', () => {
    const partiql = (s: Statement) => actions(s).some((action) => action.includes('PartiQL') && s.Effect === 'Allow')
    expect(functionsWith(partiql)).toEqual(['campaigns/sending/send-page.lambda.ts'])
    expect(allStatements().filter(partiql).flatMap(actions)).toEqual([
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
    ])
    const mayChange = (partition: string) =>
      may('campaigns/sending/send-page.lambda.ts', 'dynamodb:PartiQLUpdate', partition)
    for (const partition of ['CAMPAIGN#cmp_1#0', 'MEMBER#mbr_1']) expect(mayChange(partition)).toBe(true)
    for (const partition of [
      responsesKey(A_CAMPAIGN, 0),
      talliesKey(A_CAMPAIGN),
      'REPORT#cmp_1#denver',
      'AUDIT#2026-11',
    ])
      expect(mayChange(partition)).toBe(false)
  })

  it('raw answers are open to those who take, count, recount or erase them, to staff who choose quotations, and to no one else', () => {
    expect(openTo(responsesKey(A_CAMPAIGN, 0))).toEqual([
      'http/member.lambda.tsx',
      'http/staff-answers.lambda.tsx',
      'membership/erasure/erase-answers.lambda.ts',
      'results/counting/count-responses.lambda.ts',
      'results/recount/recount-partition.lambda.ts',
      'results/recount/repair-partition.lambda.ts',
    ])
  })

  it('tallies, of which one may be a single answer, are open to those who count, recount or report', () => {
    expect(openTo(talliesKey(A_CAMPAIGN))).toEqual([
      'results/counting/count-responses.lambda.ts',
      'results/preparing/prepare-report.lambda.ts',
      'results/recount/compare-recount.lambda.ts',
      'results/recount/recount-partition.lambda.ts',
      'results/recount/repair-partition.lambda.ts',
    ])
  })

  it('the pages of members show no answer and no count of answers: they could not read one', () => {
    const pages = 'http/staff-members.lambda.tsx'
    const partitions = [
      responsesKey(A_CAMPAIGN, 0),
      talliesKey(A_CAMPAIGN),
      `RECOUNTED#${A_CAMPAIGN}`,
      'REPORT#cmp_1#denver',
    ]
    for (const partition of partitions)
      for (const action of ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'])
        expect(may(pages, action, partition)).toBe(false)
    for (const action of ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem'])
      expect(may(pages, action, 'MEMBER#mbr_1')).toBe(true)
  })

  it('those who serve people without a session see no users, sessions, reports or audit log', () => {
    const closed = ['PEOPLE', 'USER#usr_1', 'SUBJECT#x', 'SESSION#x', 'NETWORK', 'AUDIT#2026-11', 'REPORT#cmp_1#denver']
    for (const partition of closed) {
      expect(openTo(partition)).not.toContain('http/public.lambda.tsx')
      expect(openTo(partition)).not.toContain('http/account.lambda.tsx')
      expect(openTo(partition)).not.toContain('http/member.lambda.tsx')
      expect(openTo(partition)).toContain('http/staff.lambda.tsx')
    }
  })

  it('those who carry a mailing, send other mail or look after calls see no report, no file of members, no count of answers and no session', () => {
    const launch = ['launch/freeze-shard', 'launch/plan-campaign', 'launch/seal-audience']
    const sending = ['sending/send-page', 'settling/settle-shard', 'settling/settle-campaign']
    const more = ['series/start-due-campaigns', 'events/record-mail-event']
    const workers = [...launch, ...sending, ...more].map((name) => `campaigns/${name}.lambda.ts`)
    expect(entries).toEqual(expect.arrayContaining(workers))
    const mails = ['mail/send-service-mail', 'mail/sweep-service-mails', 'membership/joining/take-signup-step']
    const others = ['calls/look-after-calls', ...mails].map((name) => `${name}.lambda.ts`)
    const closed = ['REPORT#cmp_1#denver', 'IMPORT#imp_1', 'EXPORT#exp_1', `RECOUNTED#${A_CAMPAIGN}`]
    for (const entry of [...workers, ...others]) {
      for (const partition of [...closed, 'SESSION#x', 'PEOPLE', 'USER#usr_1', 'API-KEY#x'])
        expect(openTo(partition)).not.toContain(entry)
      // The permit to send stands there.
      expect(openTo('NETWORK').includes(entry)).toBe(/plan-campaign|send-page|service-mail/.test(entry))
    }
  })

  it('what a report is computed from is open to those who prepare, prove, draft and sign it, and to staff who verify', () => {
    expect(openTo('SEALED#cmp_1#denver')).toEqual([
      'http/staff-answers.lambda.tsx',
      'results/drafting/draft-report.lambda.ts',
      'results/drafting/seal-report.lambda.ts',
      'results/drafting/show-again.lambda.ts',
      'results/gate/prove-question.lambda.ts',
      'results/network/prepare-network-report.lambda.ts',
      'results/preparing/prepare-report.lambda.ts',
    ])
  })

  it('the gate signs and cannot publish; the publisher publishes and cannot sign', () => {
    const gate = ['results/drafting/seal-report.lambda.ts', 'results/gate/prove-question.lambda.ts']
    const writes = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem']
    for (const partition of ['REPORT#cmp_1#denver', 'REPORTS#denver', 'REPORT-WORK', 'SEALED#cmp_1#denver'])
      for (const action of writes) for (const entry of gate) expect(may(entry, action, partition)).toBe(false)
    for (const entry of gate) expect(may(entry, 'dynamodb:PutItem', 'SIGNING-KEYS')).toBe(true)
    const writers = (partition: string) => entries.filter((entry) => writes.some((a) => may(entry, a, partition)))
    expect(writers('SIGNING-KEYS')).toEqual(gate)
    for (const partition of ['REPORT#cmp_1#denver', 'REPORTS#denver'])
      expect(writers(partition)).toEqual(['results/publishing/publish-report.lambda.ts'])
    expect(may('results/publishing/publish-report.lambda.ts', 'dynamodb:PutItem', 'DRAFT#cmp_1#denver')).toBe(false)
  })

  it('what members read of a report is written by whoever publishes it, and read by their pages', () => {
    for (const action of ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'])
      expect(entries.filter((entry) => may(entry, action, 'FINDINGS#denver'))).toEqual(
        action === 'dynamodb:PutItem' ? ['results/publishing/publish-report.lambda.ts'] : [],
      )
    for (const page of ['http/account.lambda.tsx', 'http/member.lambda.tsx'])
      expect([may(page, 'dynamodb:GetItem', 'FINDINGS#denver'), may(page, 'dynamodb:GetItem', 'REPORT#x')]).toEqual([
        true,
        false,
      ])
  })

  it('files of whole memberships are open to the pages that bring and take them, and to no other page', () => {
    for (const partition of ['IMPORT#imp_1', 'EXPORT#exp_1'])
      expect(openTo(partition).filter((entry) => entry.startsWith('http/'))).toEqual([
        'http/staff-transfers.lambda.tsx',
      ])
  })

  it('the audit log is only added to', () => {
    const writers = functionsWith((s) => s.Effect === 'Allow' && actions(s).includes('dynamodb:UpdateItem'))
    for (const action of ['dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:PartiQLUpdate'])
      expect(writers.filter((entry) => may(entry, action, 'AUDIT#2026-11'))).toEqual([])
    expect(may('http/staff.lambda.tsx', 'dynamodb:PutItem', 'AUDIT#2026-11')).toBe(true)
  })

  it('the pages of councils write how long a session has been idle and the count of the day, nothing else', () => {
    const council = 'http/council.lambda.tsx'
    expect(may(council, 'dynamodb:UpdateItem', 'SESSION#x')).toBe(true)
    expect(may(council, 'dynamodb:PutItem', 'ROUGH#cmp_1')).toBe(true)
    for (const partition of [
      'SESSION#x',
      'PEOPLE',
      'USER#usr_1',
      'REPORT#cmp_1#denver',
      'MEMBER#mbr_1',
      'AUDIT#2026-11',
    ])
      expect(may(council, 'dynamodb:PutItem', partition)).toBe(false)
    for (const partition of ['PEOPLE', 'USER#usr_1', 'REPORT#cmp_1#denver', 'MEMBER#mbr_1', 'ROUGH#cmp_1'])
      expect(may(council, 'dynamodb:UpdateItem', partition)).toBe(false)
    expect(may(council, 'dynamodb:DeleteItem', 'SESSION#x')).toBe(false)
    expect(may(council, 'dynamodb:GetItem', 'REPORT#cmp_1#denver')).toBe(true)
  })

  it('whoever makes files of a release reads what is published, and writes how long a session has been idle', () => {
    const files = 'http/council-files.lambda.tsx'
    expect(may(files, 'dynamodb:GetItem', 'REPORT#cmp_1#denver')).toBe(true)
    expect(may(files, 'dynamodb:UpdateItem', 'SESSION#x')).toBe(true)
    for (const partition of [
      'SEALED#x',
      'DRAFT#x',
      'TALLY#cmp_1',
      'RESPONSES#cmp_1#0',
      'RECOUNTED#cmp_1',
      'REPORT-WORK',
    ])
      expect([partition, may(files, 'dynamodb:GetItem', partition)]).toEqual([partition, false])
    for (const partition of ['SESSION#x', 'REPORT#cmp_1#denver', 'AUDIT#2026-11'])
      expect([partition, may(files, 'dynamodb:PutItem', partition)]).toEqual([partition, false])
  })

  it('keys of programs are made by one page, and programs read published reports and nothing else', () => {
    const [keys, api] = ['http/keys.lambda.tsx', 'http/api.lambda.tsx'] as const
    for (const partition of ['API-KEYS#usr_1', 'API-KEY#x'])
      expect(openTo(partition, 'dynamodb:PutItem').filter((entry) => entry.startsWith('http/'))).toEqual([keys])
    for (const partition of ['REPORT#cmp_1#denver', 'REPORTS#denver', 'PEOPLE', 'API-KEY#x'])
      expect(may(api, 'dynamodb:GetItem', partition)).toBe(true)
    for (const fn of [keys, api])
      for (const partition of ['MEMBER#mbr_1', 'DRAFT#cmp_1#denver', 'SEALED#x', talliesKey(A_CAMPAIGN), 'RECOUNTED#x'])
        for (const action of ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'])
          expect(may(fn, action, partition)).toBe(false)
    expect(may(api, 'dynamodb:Query', 'PEOPLE')).toBe(false)
    expect(may(api, 'dynamodb:PutItem', 'API-USE#usr_1')).toBe(true)
    for (const partition of ['API-KEY#x', 'API-KEYS#usr_1', 'REPORT#cmp_1#denver', 'PEOPLE', 'AUDIT#2026-11'])
      expect(may(api, 'dynamodb:PutItem', partition)).toBe(false)
  })

  it('only the relay tells anything on the bus, and only as this environment', () => {
    const tells = (s: Statement) => actions(s).includes('events:PutEvents')
    expect(functionsWith(tells)).toEqual(['membership/relay-changes.lambda.ts'])
    for (const statement of allStatements().filter(tells)) {
      expect(JSON.stringify(statement.Resource)).toContain(':event-bus/default')
      expect(statement.Condition).toEqual({ StringEquals: { 'events:source': 'common-agenda.production' } })
    }
  })

  it('a star stands only where AWS knows no narrower resource', () => {
    const stars = allStatements().filter((s) => s.Effect === 'Allow' && [s.Resource].flat().includes('*'))
    for (const statement of stars) expect(ONLY_ON_STAR).toEqual(expect.arrayContaining(actions(statement)))
  })

  it('a secret is read by those who need it', () => {
    const readers = (name: string) =>
      functionsWith((s) => actions(s).includes('ssm:GetParameter') && JSON.stringify(s.Resource).includes(`/${name}"`))
    expect(readers('stripe-secret-key')).toEqual([
      'http/account.lambda.tsx',
      'http/public.lambda.tsx',
      'http/webhooks.lambda.ts',
      'membership/erasure/erase-payer.lambda.ts',
      'membership/payments/end-mandate.lambda.ts',
      'membership/payments/reconcile-payments.lambda.ts',
      'membership/payments/tell-payer-address.lambda.ts',
    ])
    expect(readers('stripe-refund-key')).toEqual(['http/staff-members.lambda.tsx'])
    expect(readers('stripe-webhook-secret')).toEqual(['http/webhooks.lambda.ts'])
    expect(readers('oidc-client-secret')).toEqual(['http/staff.lambda.tsx'])
    expect(readers('report-signing-keys')).toEqual([
      'results/drafting/seal-report.lambda.ts',
      'results/gate/prove-question.lambda.ts',
    ])
    expect(readers('link-keys')).toEqual([
      'campaigns/events/record-mail-event.lambda.ts',
      'campaigns/launch/plan-flight-shard.lambda.ts',
      'campaigns/launch/send-test.lambda.ts',
      'campaigns/sending/send-page.lambda.ts',
      'campaigns/series/start-due-campaigns.lambda.ts',
      'http/account.lambda.tsx',
      'http/member.lambda.tsx',
      'http/public.lambda.tsx',
      'http/staff-campaigns.lambda.tsx',
      'http/staff-drafts.lambda.tsx',
      'http/staff-members.lambda.tsx',
      'http/staff.lambda.tsx',
      'mail/send-service-mail.lambda.ts',
      'mail/sweep-service-mails.lambda.ts',
      'membership/erasure/erase-answers.lambda.ts',
      'membership/erasure/erase-member.lambda.ts',
      'membership/export/write-file.lambda.ts',
      'membership/import/work-batch.lambda.ts',
      'membership/joining/take-signup-step.lambda.ts',
      'results/publishing/tell-council.lambda.ts',
    ])
  })

  it('only staff and the clock start campaigns and reports; only the outbox starts signups', () => {
    const starters = (machine: string) =>
      functionsWith((s) => actions(s).includes('states:StartExecution') && JSON.stringify(s.Resource).includes(machine))
    const told = (variable: string) => lambdas().filter((fn) => variable in fn.variables)
    const [clock, launch] = ['campaigns/series/start-due-campaigns.lambda.ts', 'http/staff-campaigns.lambda.tsx']
    for (const [variable, expected] of [
      // Whoever leaves out a wave lets its workflow settle what it had begun.
      ['CAMPAIGN_WORKFLOW_ARN', [clock, launch, 'http/staff-drafts.lambda.tsx']],
      ['REPORT_WORKFLOW_ARN', [clock, launch, 'http/staff-reports.lambda.tsx']],
      [
        'PUBLICATION_WORKFLOW_ARN',
        ['http/staff-reports.lambda.tsx', 'results/publishing/look-after-reports.lambda.ts'],
      ],
      // Whoever writes a campaign asks for its plan; the clock writes the waves of a series.
      ['FLIGHT_PLAN_WORKFLOW_ARN', [clock, launch, 'http/staff-drafts.lambda.tsx']],
      ['TEST_MAIL_WORKFLOW_ARN', [launch]],
      ['SIGNUP_WORKFLOW_ARN', ['membership/answer-fact.lambda.ts']],
      ['ERASURE_WORKFLOW_ARN', ['membership/answer-fact.lambda.ts']],
      ['RENEWAL_WORKFLOW_ARN', ['membership/answer-fact.lambda.ts', 'membership/renewal/start-renewal.lambda.ts']],
    ] as const) {
      expect(told(variable).map((fn) => fn.entry)).toEqual(expected)
      const machine = told(variable)[0]?.variables[variable] as { Ref: string }
      expect(starters(machine.Ref)).toEqual(expected)
    }
  })

  it('each function has a role of its own', () => {
    const roles = lambdas().map((fn) => fn.role)
    expect(new Set(roles).size).toBe(roles.length)
  })
})

describe('what a function is told', () => {
  it('the groups of variables that its entry parses: no group less, none more, and each of them whole', () => {
    for (const { entry, variables } of lambdas()) {
      const source = readFileSync(join(ROOT, 'functions', entry), 'utf8')
      const parsed = Object.entries(environment).filter(([group]) => new RegExp(`\\b${group}\\b`).test(source))
      const wanted = parsed.flatMap(([, group]) => Object.keys(group.shape))
      const given = Object.keys(variables).filter((name) => !name.startsWith('POWERTOOLS_'))
      expect(given.sort(), entry).toEqual(wanted.sort())
    }
  })

  it('the name of a secret, never the secret', () => {
    for (const { entry, variables } of lambdas())
      for (const [name, value] of Object.entries(variables)) {
        if (name.endsWith('_PARAMETER')) expect(value, entry).toMatch(/^\/common-agenda\/production\/[a-z-]+$/)
        else expect(name, entry).not.toMatch(/SECRET|PASSWORD|TOKEN|KEY/)
        expect(JSON.stringify(value), entry).not.toMatch(
          /sk_(live|test)|whsec_|resolve:(ssm|secretsmanager)|ClientSecret/,
        )
      }
  })
})

describe('what is not lost', () => {
  it('a poison record is set aside and the rest of its batch goes on', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping')
    for (const { Properties } of mappings)
      expect(Properties).toMatchObject({
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        StartingPosition: 'TRIM_HORIZON',
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } } },
      })
  })

  it('the stream of the table has no more readers than DynamoDB serves', () => {
    const readers = functionsWith((s) => actions(s).includes('dynamodb:GetRecords'))
    expect(readers).toEqual(['membership/relay-changes.lambda.ts', 'results/counting/count-responses.lambda.ts'])
    expect(ofType('AWS::Lambda::EventSourceMapping')).toHaveLength(2)
  })

  it('what a reader of the stream has no use for does not wake it', () => {
    for (const { Properties } of ofType('AWS::Lambda::EventSourceMapping')) {
      const { Filters } = Properties.FilterCriteria as { Filters: { Pattern: string }[] }
      expect(Filters).not.toEqual([])
      for (const { Pattern } of Filters)
        expect(JSON.parse(Pattern).dynamodb.Keys.pk.S).toEqual([{ prefix: expect.stringMatching(/^[A-Z]+#/) }])
    }
  })

  it('an event that no attempt can process waits in a queue', () => {
    expect(ofType('AWS::Events::Rule')).toHaveLength(12)
    for (const { Properties } of ofType('AWS::Events::Rule'))
      expect(Properties.Targets).toEqual([expect.objectContaining({ DeadLetterConfig: { Arn: expect.anything() } })])
    expect(ofType('AWS::Lambda::EventInvokeConfig')).toHaveLength(12)
    for (const { Properties } of ofType('AWS::Lambda::EventInvokeConfig'))
      expect(Properties).toMatchObject({
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      })
  })

  it('only what SES tells of our own mail is heard, and what changes in the table of this environment', () => {
    const own = onlyLogicalId('AWS::SES::ConfigurationSet')
    const source = ['common-agenda.production']
    const heard = ofType('AWS::Events::Rule').flatMap(({ Properties }) => Properties.EventPattern ?? [])
    expect(heard).toHaveLength(6)
    expect(heard).toEqual(
      expect.arrayContaining([
        { source: ['aws.ses'], detail: { mail: { tags: { 'ses:configuration-set': [{ Ref: own }] } } } },
        {
          source,
          'detail-type': ['fact'],
          detail: { fact: AnsweredFact.options.map(({ shape }) => shape.fact.value) },
        },
        { source, 'detail-type': ['fact'], detail: { fact: ['membership.lapsed'] } },
        { source, 'detail-type': ['fact'], detail: { fact: ['membership.address-changed'] } },
        { source, 'detail-type': ['service-mail-asked'] },
        { source, 'detail-type': ['members-changed'] },
      ]),
    )
  })

  it('the table outlives the stack and can be set back to any second', () => {
    const [table] = ofType('AWS::DynamoDB::GlobalTable')
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        Replicas: [
          {
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
      },
    })
  })
})

describe('what the operator hears', () => {
  it('every alarm says who is hurt, leads to the runbook and reaches a person', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm')
    expect(alarms.length).toBeGreaterThan(10)
    for (const { Properties } of alarms) {
      expect(Properties.AlarmDescription).toMatch(/^[A-Z].{30,}\. What to do: docs\/runbook\.md#[a-z0-9-]+$/)
      expect(Properties.AlarmActions).toHaveLength(1)
    }
  })

  it('every page of the runbook belongs to an alarm', () => {
    const headings = [...readFileSync(join(root, 'docs', 'runbook.md'), 'utf8').matchAll(/^## (.+)$/gm)].map(
      ([, h]) => h,
    )
    const linked = ofType('AWS::CloudWatch::Alarm').map((alarm) => String(alarm.Properties.AlarmDescription))
    for (const heading of headings)
      expect(
        linked.some((link) => link.endsWith(`#${heading?.toLowerCase().replaceAll(' ', '-')}`)),
        heading,
      ).toBe(true)
  })

  it('access logs hold routes, never paths, queries or addresses of people', () => {
    const [stage] = ofType('AWS::ApiGatewayV2::Stage')
    const { Format = '' } = (stage?.Properties.AccessLogSettings ?? {}) as { Format?: string }
    expect(JSON.parse(Format)).toMatchObject({ routeKey: '$context.routeKey' })
    expect(Format).not.toMatch(/path|query|sourceIp|identity|header/i)
    expect(stage?.Properties.DefaultRouteSettings).toEqual({ ThrottlingBurstLimit: 400, ThrottlingRateLimit: 200 })
  })
})

describe('what is deployed', () => {
  it('no bundle is larger than 1 MB, but for one whose size is declared', () => {
    for (const entry of entries) expect(bundleSize(entry), entry).toBeLessThanOrEqual(largestBundle(entry))
  })

  it('leaves room in the stack: CloudFormation takes 500 resources', () => {
    expect(Object.keys(resources).length).toBeLessThan(480)
  })

  it('every entry is a function on Node 24 and arm64 with JSON logs', () => {
    expect(lambdas().map((fn) => fn.entry)).toEqual([...entries])
    for (const { properties } of lambdas())
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.anything() },
      })
  })

  it('only what runs for every mail goes without traces', () => {
    const untraced = lambdas().filter(({ properties }) => properties.TracingConfig === undefined)
    expect(untraced.map((fn) => fn.entry)).toEqual([
      'campaigns/events/record-mail-event.lambda.ts',
      'campaigns/sending/send-page.lambda.ts',
    ])
    for (const { properties } of lambdas())
      if (properties.TracingConfig) expect(properties).toMatchObject({ TracingConfig: { Mode: 'Active' } })
  })

  it('SES tells what becomes of each mail, and not also that it took it', () => {
    const [destination] = ofType('AWS::SES::ConfigurationSetEventDestination')
    expect(destination?.Properties.EventDestination).toMatchObject({
      MatchingEventTypes: ['delivery', 'bounce', 'complaint', 'reject', 'deliveryDelay'],
    })
  })

  it('each route has a limit of its own: a flood of one leaves webhooks and unsubscribing their share', () => {
    const [stage] = ofType('AWS::ApiGatewayV2::Stage')
    const limits = stage?.Properties.RouteSettings as Record<string, { ThrottlingRateLimit: number }>
    const routes = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Route')
    expect(Object.keys(limits).sort()).toEqual(routes.map(([, { Properties }]) => Properties.RouteKey).sort())
    expect(stage).toMatchObject({ DependsOn: expect.arrayContaining(routes.map(([id]) => id)) })
    expect(limits['POST /cities/{city}/join']).toEqual({ ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 })
    for (const route of ['POST /webhooks/stripe', 'ANY /unsubscribe'])
      expect(limits[route]).toEqual({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 })
  })

  it('what no route of the site leads to is answered by the pages for visitors, which have no session to lose', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties)
    const targetOf = (key: string) => JSON.stringify(routes.find(({ RouteKey }) => RouteKey === key)?.Target)
    expect(routes.map(({ RouteKey }) => RouteKey)).toContain('POST /webhooks/stripe')
    for (const { RouteKey } of routes) expect(RouteKey).not.toMatch(/^ANY \/\{proxy/)
    const uriOf = (target: string) =>
      Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
        Type === 'AWS::ApiGatewayV2::Integration' && target.includes(id)
          ? [JSON.stringify(Properties.IntegrationUri)]
          : [],
      )
    expect(uriOf(targetOf('$default'))).toEqual(uriOf(targetOf('GET /')))
    expect(uriOf(targetOf('GET /'))).toHaveLength(1)
  })
})

const STREAM = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams']
const ITEM_ACTIONS = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'ConditionCheckItem',
  'PartiQLInsert',
  'PartiQLUpdate',
].map((action) => `dynamodb:${action}`)
const ONLY_ON_STAR = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'ses:GetSendQuota',
  'dynamodb:ListStreams',
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]

const ofType = (type: string) => Object.values(resources).filter((resource) => resource.Type === type)

const onlyLogicalId = (type: string) => {
  const [only, ...more] = Object.entries(resources).filter(([, resource]) => resource.Type === type)
  if (!only || more.length > 0) throw new Error(`not exactly one ${type}`)
  return only[0]
}

/** Sorted by entry, which the description of each function tells. */
const lambdas = () =>
  ofType('AWS::Lambda::Function')
    .map(({ Properties }) => ({
      entry: String(Properties.Description).replace('functions/', ''),
      role: (Properties.Role as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0],
      variables: (Properties.Environment as { Variables: Record<string, unknown> }).Variables,
      properties: Properties,
    }))
    .sort((a, b) => (a.entry < b.entry ? -1 : 1))

type Document = { PolicyDocument: { Statement: Statement[] } }

/** The rights inside of roles, and those that stand beside them. */
const policies = () => [
  ...Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    Type === 'AWS::IAM::Role'
      ? ((Properties.Policies ?? []) as Document[]).map(({ PolicyDocument }) => ({
          roles: [id],
          statements: PolicyDocument.Statement,
        }))
      : [],
  ),
  ...ofType('AWS::IAM::Policy').map(({ Properties }) => ({
    roles: (Properties.Roles as { Ref: string }[]).map((role) => role.Ref),
    statements: (Properties as Document).PolicyDocument.Statement,
  })),
]

const allStatements = () => policies().flatMap((policy) => policy.statements)

const actions = (statement: Statement) => [statement.Action].flat()

const A_CAMPAIGN = CampaignId.parse(`cmp_${'0'.repeat(26)}`)

/** The entries of the functions that may read items of this partition. */
const openTo = (partition: string, action = 'dynamodb:GetItem') =>
  lambdas()
    .map((fn) => fn.entry)
    .filter((entry) => may(entry, action, partition))

/** As IAM decides: something allows it and nothing denies it. */
const may = (entry: string, action: string, partition: string): boolean => {
  const role = lambdas().find((fn) => fn.entry === entry)?.role
  const fitting = policies()
    .filter((policy) => policy.roles.some((name) => name === role))
    .flatMap((policy) => policy.statements)
    .filter((s) => actions(s).some((one) => one === action || one === 'dynamodb:*') && concerns(s, partition))
  return fitting.some((s) => s.Effect === 'Allow') && !fitting.some((s) => s.Effect === 'Deny')
}

const concerns = (statement: Statement, partition: string): boolean => {
  const [test] = Object.values((statement.Condition ?? {}) as Record<string, Record<string, string | string[]>>)
  const patterns = [test?.['dynamodb:LeadingKeys'] ?? '*'].flat()
  return patterns.some((p) => (p.endsWith('*') ? partition.startsWith(p.slice(0, -1)) : partition === p))
}

/** The entries of the functions that have such a statement. */
const functionsWith = (matches: (statement: Statement) => boolean) => {
  const roles = policies().flatMap((policy) => (policy.statements.some(matches) ? policy.roles : []))
  return lambdas()
    .filter((fn) => roles.includes(fn.role))
    .map((fn) => fn.entry)
}
