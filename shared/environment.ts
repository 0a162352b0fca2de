import * as z from 'zod'

/**
 * The environment variables of the functions, by what they give access to. A grant in `infra/` fills a whole group, the
 * function's adapter parses the same group: neither can know a name that the other does not.
 * Names ending in `_PARAMETER` hold the name of an SSM SecureString, never the secret.
 */
const text = z.string().min(1)

export const TableEnvironment = z.object({ TABLE_NAME: text })

/** The site's own address (links never trust a Host header), and the name and the postal address under its mails. */
export const SiteEnvironment = z.object({ PUBLIC_URL: z.url(), NETWORK_NAME: text, POSTAL_ADDRESS: text })

/** The keys of the release gate: whoever holds them decides what may be published. */
export const SigningEnvironment = z.object({ SIGNING_KEYS_PARAMETER: text })

/** SHA-256 of the deployed code that reports are made with. */
export const CodeEnvironment = z.object({ CODE_VERSION: text })

export const LinkEnvironment = z.object({ LINK_KEYS_PARAMETER: text })

/** `ENVIRONMENT_ID`: of the stack and its table together, so that a copy of either is another environment. */
export const MailEnvironment = z.object({ MAIL_FROM: z.email(), MAIL_CONFIGURATION_SET: text, ENVIRONMENT_ID: text })

/** Where people of the network read what is written to it. */
export const ContactEnvironment = MailEnvironment.pick({ MAIL_FROM: true })

/** For those who only ask or tell whether this environment may send. */
export const SendingEnvironment = MailEnvironment.pick({ ENVIRONMENT_ID: true })

/** Who is named as the source of what is told on the bus. */
export const BusEnvironment = z.object({ BUS_SOURCE: text })

export const PaymentEnvironment = z.object({
  STRIPE_API: z.url(),
  STRIPE_PRODUCT: text,
  STRIPE_SECRET_KEY_PARAMETER: text,
})

export const PaymentWebhookEnvironment = z.object({ STRIPE_WEBHOOK_SECRET_PARAMETER: text })

export const SignInEnvironment = z.object({
  OIDC_ISSUER: z.url(),
  OIDC_CLIENT_ID: text,
  OIDC_CLIENT_SECRET_PARAMETER: text,
  /** The verified address that may sign in as staff before any staff has been invited. */
  FIRST_STAFF_EMAIL: z.email(),
})

export const SignupWorkflowEnvironment = z.object({ SIGNUP_WORKFLOW_ARN: text })
export const RenewalWorkflowEnvironment = z.object({ RENEWAL_WORKFLOW_ARN: text })
export const ErasureWorkflowEnvironment = z.object({ ERASURE_WORKFLOW_ARN: text })
export const CampaignWorkflowEnvironment = z.object({ CAMPAIGN_WORKFLOW_ARN: text })
export const FlightPlanWorkflowEnvironment = z.object({ FLIGHT_PLAN_WORKFLOW_ARN: text })
export const TestMailWorkflowEnvironment = z.object({ TEST_MAIL_WORKFLOW_ARN: text })
export const ImportWorkflowEnvironment = z.object({ IMPORT_WORKFLOW_ARN: text })
export const ExportWorkflowEnvironment = z.object({ EXPORT_WORKFLOW_ARN: text })
export const RecountWorkflowEnvironment = z.object({ RECOUNT_WORKFLOW_ARN: text })
export const PublicationWorkflowEnvironment = z.object({ PUBLICATION_WORKFLOW_ARN: text })
export const NetworkReportWorkflowEnvironment = z.object({ NETWORK_REPORT_WORKFLOW_ARN: text })
export const ReportWorkflowEnvironment = z.object({ REPORT_WORKFLOW_ARN: text })

/** What every app of staff is told. */
export const StaffEnvironment = TableEnvironment.extend({ ...SiteEnvironment.shape, ...SendingEnvironment.shape })
