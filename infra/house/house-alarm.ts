import { readFileSync } from 'node:fs'
import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { NetworkStack } from './network-stack.ts'

/** What an alarm must say: who is hurt, in a sentence, and where the operator reads on. */
export type AlarmWords = {
  impact: string
  /** A heading of docs/runbook.md with a Description, an Investigation and a Resolution. */
  runbook: string
}

export type HouseAlarmProps = AlarmWords & {
  metric: IMetric
  /** Alarms at this value or above. */
  threshold: number
  evaluationPeriods?: number
}

/** Nothing measured is healthy: a network of a few hundred members is silent for hours. */
export class HouseAlarm extends Alarm {
  constructor(
    scope: Construct,
    id: string,
    { impact, runbook, metric, threshold, evaluationPeriods = 1 }: HouseAlarmProps,
  ) {
    super(scope, id, {
      alarmDescription: `${impact} What to do: ${runbookLink(NetworkStack.of(scope).runbook, runbook)}`,
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}

export const FIVE_MINUTES = { period: Duration.minutes(5) }

export function runbookLink(file: string, heading: string) {
  const [, section] = readFileSync(file, 'utf8').split(`\n## ${heading}\n`)
  if (section === undefined) throw new Error(`docs/runbook.md has no heading "${heading}"`)
  const own = section.split('\n## ')[0] ?? ''
  for (const part of ['Description', 'Investigation', 'Resolution'])
    if (!own.includes(`\n### ${part}\n`)) throw new Error(`docs/runbook.md says no "${part}" under "${heading}"`)
  return `docs/runbook.md#${heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')}`
}
