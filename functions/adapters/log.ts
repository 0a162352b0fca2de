import { Logger } from '@aws-lambda-powertools/logger'

/** Structured lines of ids and outcomes. Fields that could carry a person, a link or a secret never leave. */
export const log = new Logger({
  jsonReplacerFn: (field, value) =>
    REDACTED.test(field) && !ERROR_NAME.test(String(value)) ? '(redacted)' : redactText(value),
})

const ERROR_NAME = /^[A-Za-z]+(Error|Exception)$/
const REDACTED =
  /mail(box)?$|address|token|secret|link|url|cookie|authorization|password|^(name|to|from|answers?|body|headers)$/i

/** Addresses and signed tokens are taken out of texts too: error messages of libraries quote what they were given. */
export const redactText = (value: unknown) =>
  typeof value === 'string'
    ? value.replace(/[^\s<>"'@]+@[^\s<>"'@]+\.[^\s<>"'@]+/g, '(address)').replace(/[A-Za-z0-9_.-]{43,}/g, '(token)')
    : value
