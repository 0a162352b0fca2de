import { App } from 'aws-cdk-lib'
import { defineNetwork } from './network.ts'
import { readSettings } from './settings.ts'

const app = new App({
  outdir: process.env.CDK_OUTDIR ?? 'cdk.out',
  analyticsReporting: false,
  context: {
    '@aws-cdk/aws-iam:minimizePolicies': true,
    '@aws-cdk/core:checkSecretUsage': true,
  },
})

// The cdk command says its version to the app; a plain `node infra/app.ts` only looks at the template.
const deploying = process.env.CDK_CLI_VERSION !== undefined
const settings = readSettings(app.node.getAllContext(), deploying)

if (settings.outcome === 'accepted') {
  defineNetwork(app, settings.settings)
  app.synth()
} else {
  for (const reason of settings.reasons) console.error(reason)
  process.exitCode = 1
}
