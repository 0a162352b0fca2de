import { App, Validations } from 'aws-cdk-lib'
import { defineNetwork } from './network.ts'
import { readSettings } from './settings.ts'

// The cdk command brings its context, and says its version; a plain `node infra/app.ts` only looks at the template.
const context = JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}')
const deploying = process.env.CDK_CLI_VERSION !== undefined
const outcome = readSettings(context, deploying)

if (outcome.outcome === 'accepted') {
  // `npm run synth` has checked what the embedded cloud starts, which so is there two seconds earlier.
  const checked = outcome.settings.environment !== 'local'
  const app = new App({
    outdir: process.env.CDK_OUTDIR ?? 'cdk.out',
    analyticsReporting: false,
    builtinCloudFormationValidation: checked,
    context: {
      '@aws-cdk/aws-iam:minimizePolicies': true,
      '@aws-cdk/core:checkSecretUsage': true,
      '@aws-cdk/core:strictCfnValidateErrors': true,
    },
  })
  if (checked) {
    const { AwsSolutionsChecks, ServerlessChecks } = await import('cdk-nag')
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app))
  }
  defineNetwork(app, outcome.settings)
  app.synth()
} else {
  for (const reason of outcome.reasons) console.error(reason)
  process.exitCode = 1
}
