import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

const metrics = new Metrics({ namespace: 'CommonAgenda', defaultDimensions: {} })

/** Something that an alarm may hear; published at once. */
export type Meter = (name: MetricName, count: number) => void

/** Every metric has an alarm in `infra/` or a graph in the runbook. */
export type MetricName =
  | 'ResponsesQuarantined'
  | 'ResponsesCounted'
  | 'PaymentsRepaired'
  | 'JoinsLimited'
  | 'CheckoutsOpened'
  | 'MailsHeldBack'

export const meter: Meter = (name, count) => {
  metrics.singleMetric().addMetric(name, MetricUnit.Count, count)
}
