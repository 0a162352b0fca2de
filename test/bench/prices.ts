/**
 * List prices in US dollars for us-east-1 without free tiers, as of November 2026: aws.amazon.com/{ses,dynamodb,lambda,
 * step-functions,eventbridge,cloudwatch,xray}/pricing.
 */
export const PRICES = {
  asOf: '2026-11',
  /** Each mail; data of attachments cost extra, and invitations to surveys have none. */
  mail: 0.1 / 1000,
  /** Of a table on demand: up to 1 KB written, up to 4 KB read consistently. */
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  /** On arm64. */
  lambdaGigabyteSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  /** Of a Standard workflow. */
  transition: 25 / 1e6,
  /** SES tells of each mail by opt-in data events, at most 64 KB each. */
  busEvent: 1 / 1e6,
  logGigabyte: 0.5,
  trace: 5 / 1e6,
} as const satisfies Record<string, number | string>

/** What cannot be measured here: a vCPU of Lambda, and how far away the services are within one region of AWS. */
export const ON_AWS = {
  /** A function has a vCPU to itself at so many megabytes, and its share of one below. */
  megabytesOfVcpu: 1769,
  /** One request to DynamoDB: single-digit milliseconds by its own promise. */
  tableSeconds: 0.005,
  /** One SendRawEmail: a few tens of milliseconds, with room. */
  mailSeconds: 0.06,
  /** What a worker is paced to (shared/campaigns/sending/workers.ts); the rest until the next mail is paid for, too. */
  mailsPerSecond: 10,
  /** One run of the task that sends (functions/campaigns/sending/send-page.ts). */
  runSeconds: 40,
} as const satisfies Record<string, number>
