import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAssembly, type TemplateResource } from '../../local/assembly.ts'
import { resolve, type Scope } from '../../local/intrinsics.ts'
import { synthesize } from '../../local/synthesis.ts'
import { readTemplates } from '../../local/template.ts'

const addresses = { publicUrl: 'http://localhost:3000', sqs: 'http://127.0.0.1:3004/sqs' }
const reading = (Resources: Record<string, TemplateResource>) => () =>
  readTemplates({ stacks: [{ name: 'Network', template: { Resources } }], assets: new Map() }, addresses)

describe('a synthesized app', () => {
  const data = mkdtempSync(join(tmpdir(), 'assembly-'))
  afterAll(() => rmSync(data, { recursive: true, force: true }))

  it('is read into what runs, with local names and addresses', async () => {
    const directory = await synthesize('test/local/fixture/app.ts', data, {})
    const blueprint = readTemplates(readAssembly(directory), addresses)
    const [web] = blueprint.functions
    expect(web?.Handler).toBe('index.web')
    expect(web?.directory.startsWith(directory)).toBe(true)
    expect(web?.Environment?.Variables).toMatchObject({
      TABLE_NAME: blueprint.tables[0]?.name,
      PUBLIC_URL: 'http://localhost:3000',
      GREETING_ARN: blueprint.machines[0]?.arn,
    })
    expect(blueprint.routes.map(({ routeKey }) => routeKey)).toContain('ANY /files/{proxy+}')
    expect(blueprint.mappings[0]).toMatchObject({ BatchSize: 10, MaximumRetryAttempts: 2 })
    expect(blueprint.machines[0]?.definition).toContain('arn:aws:lambda:us-east-1:000000000000:function:Work')
  })

  it('that cannot be synthesized is told with what it said', async () => {
    await expect(synthesize('test/local/fixture/no-such-app.ts', data, {})).rejects.toThrow(/no-such-app/)
  })
})

describe('what the embedded cloud does not understand is an error that names the logical id', () => {
  it.each([
    ['a resource type', { Photos: { Type: 'AWS::S3::Bucket' } }, 'Photos (AWS::S3::Bucket)'],
    [
      'a property',
      { Failed: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } },
      /Failed \(AWS::SQS::Queue\).*FifoQueue/,
    ],
    [
      'a value',
      { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'Api', ProtocolType: 'WEBSOCKET' } } },
      /Api \(AWS::ApiGatewayV2::Api\).*ProtocolType/,
    ],
    [
      'a reference to nothing',
      { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: { Ref: 'Gone' }, ProtocolType: 'HTTP' } } },
      /Api \(AWS::ApiGatewayV2::Api\).*Gone/,
    ],
    [
      'an attribute nobody knows here',
      {
        Pool: { Type: 'AWS::Cognito::UserPool' },
        Api: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: { Name: { 'Fn::GetAtt': ['Pool', 'Moon'] }, ProtocolType: 'HTTP' },
        },
      },
      /Api \(AWS::ApiGatewayV2::Api\).*Moon/,
    ],
    [
      'an unbound placeholder',
      {
        Flow: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: { DefinitionString: '{"StartAt":"$' + '{Step}"}' },
        },
      },
      /Flow \(AWS::StepFunctions::StateMachine\).*Step/,
    ],
  ] as const)('%s', (_, resources, words) => {
    expect(reading(resources)).toThrow(words)
  })

  it('but rights, logs and alarms are left out', () => {
    expect(reading({ Role: { Type: 'AWS::IAM::Role', Properties: { Anything: { 'Fn::Unknown': 1 } } } })).not.toThrow()
  })
})

describe('an intrinsic function', () => {
  const scope: Scope = {
    ref: (name) => ({ Table: 'members', Yes: true })[name],
    attribute: (id, attribute) => (id === 'Table' && attribute === 'Arn' ? 'arn:table' : undefined),
    condition: (name) =>
      ({ IsLocal: { 'Fn::Equals': ['a', 'a'] }, IsAway: { 'Fn::Not': [{ Condition: 'IsLocal' }] } })[name],
    mapping: (...keys) => keys.join('.'),
  }
  it.each([
    [{ Ref: 'Table' }, 'members'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:table'],
    [{ 'Fn::Join': ['/', ['a', { Ref: 'Table' }]] }, 'a/members'],
    [{ 'Fn::Sub': 'x-$' + '{Table}-$' + '{Table.Arn}-$' + '{!Kept}' }, 'x-members-arn:table-$' + '{Kept}'],
    [{ 'Fn::Sub': ['$' + '{Who}', { Who: { Ref: 'Table' } }] }, 'members'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::If': ['IsLocal', 'here', { Ref: 'Nowhere' }] }, 'here'],
    [{ 'Fn::If': ['IsAway', { Ref: 'Nowhere' }, 'here'] }, 'here'],
    [{ kept: 1, gone: { Ref: 'AWS::NoValue' } }, { kept: 1 }],
    [[1, { 'Fn::If': ['IsAway', 2, { Ref: 'AWS::NoValue' }] }], [1]],
    [{ 'Fn::FindInMap': ['a', 'b', 'c'] }, 'a.b.c'],
  ])('%j', (value, expected) => {
    expect(resolve(value, scope)).toEqual(expected)
  })

  it.each([
    { Ref: 'Nowhere' },
    { 'Fn::GetAtt': ['Table', 'Moon'] },
    { 'Fn::Cidr': [1] },
    { 'Fn::Sub': '$' + '{Nowhere}' },
  ])('that cannot be resolved is refused: %j', (value) => {
    expect(() => resolve(value, scope)).toThrow(/cannot resolve/)
  })
})
