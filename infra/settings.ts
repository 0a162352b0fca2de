import * as z from 'zod'

/** What a deployment is asked for. Each key is a context key: `npm run deploy -- --context mailFrom=hello@example.org`. */
export const Settings = z.object({
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,19}$/, 'must be 2 to 20 lower-case letters, digits or hyphens, a letter first')
    .default('production'),
  publicUrl: origin().optional(),
  networkName: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(60, 'must be 60 characters or less')
    .default('Common Agenda Network'),
  mailFrom: address().default('hello@example.org'),
  /** Under every mail. A street address, or a post office box that is registered to the network (16 CFR 316.2(p)). */
  postalAddress: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(200, 'must be 200 characters or less')
    .regex(/^\P{Cc}*$/u, 'must be one line')
    .default('1 Example Street, Your City, ST 00000'),
  /** Cognito refuses to send from a domain that SES has not verified yet, so this is said on a later deployment. */
  mailDomainVerified: z.union([z.boolean(), z.stringbool()], 'must be true or false').default(false),
  stripeApi: origin().default('https://api.stripe.com'),
  stripeProduct: z.string().trim().min(1, 'must not be empty').default('prod_membership'),
  oidcIssuer: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  oidcClientId: z.string().trim().min(1, 'must not be empty').default('common-agenda'),
  firstStaffEmail: address().default('staff@example.org'),
  alarmEmail: address().optional(),
})
export type Settings = z.output<typeof Settings>

export type SettingsOutcome =
  | { outcome: 'accepted'; settings: Settings }
  /** One line for each key that cannot be used. */
  | { outcome: 'refused'; reasons: string[] }

/**
 * @param context every context key there is; those of the CDK itself carry `:`, `@` or `-` and are left alone.
 * @param deploying a deployment sends real mail, so the addresses in it must have been given, not defaulted.
 */
export function readSettings(context: Record<string, unknown>, deploying = false): SettingsOutcome {
  const parsed = Settings.safeParse(context)
  const reasons = [
    ...Object.keys(context)
      .filter((key) => /^[A-Za-z]+$/.test(key) && !(key in Settings.shape))
      .map((key) => `context ${key}: is not known; the keys are ${Object.keys(Settings.shape).join(', ')}`),
    ...Object.entries(NEEDED_TO_DEPLOY)
      .filter(([key]) => deploying && context[key] === undefined)
      .map(([key, example]) => `context ${key}: is missing; give it with --context ${key}=${example}`),
    ...(parsed.error?.issues ?? []).map(
      (issue) =>
        `context ${issue.path.join('.')}: ${issue.message}, not ${JSON.stringify(context[String(issue.path[0])])}`,
    ),
  ]
  return parsed.success && reasons.length === 0
    ? { outcome: 'accepted', settings: parsed.data }
    : { outcome: 'refused', reasons }
}

const NEEDED_TO_DEPLOY = {
  mailFrom: 'name@your-domain',
  postalAddress: '"street, city, state and ZIP code"',
  firstStaffEmail: 'name@your-domain',
} as const satisfies Partial<Record<keyof Settings, string>>

function address() {
  return z.email('must be a mail address')
}

/** Scheme, host and port: pages add their own paths, so a path or a last slash would double. */
function origin() {
  return z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .refine((url) => URL.canParse(url) && new URL(url).origin === url.replace(/\/$/, ''), 'must have no path')
    .transform((url) => url.replace(/\/$/, ''))
}
