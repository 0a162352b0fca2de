import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda'
import { buildSync } from 'esbuild'

// The yardstick of the answering benchmark: one route, one function, one transaction, in the same embedded cloud.
const bundle = mkdtempSync(join(tmpdir(), 'bare-'))
buildSync({
  entryPoints: ['test/bench/bare-handler.ts'],
  outfile: join(bundle, 'index.mjs'),
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
})

const stack = new Stack(new App(), 'Bare')
const table = new TableV2(stack, 'Table', {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
  dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
})
const handler = new Lambda(stack, 'Handler', {
  runtime: Runtime.NODEJS_24_X,
  code: Code.fromAsset(bundle),
  handler: 'index.handler',
  environment: { TABLE_NAME: table.tableName },
})
new HttpApi(stack, 'Api').addRoutes({
  path: '/',
  methods: [HttpMethod.POST],
  integration: new HttpLambdaIntegration('Integration', handler),
})
