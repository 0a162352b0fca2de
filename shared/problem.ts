import * as z from 'zod'

/** Why a program gets no answer, each with its HTTP status. Programs are told in English: their makers read it, not members. */
export const PROBLEMS = {
  'wrong-parameter': { status: 400, title: 'A parameter of the query cannot be used.' },
  'no-key': { status: 401, title: 'An access key is needed: send it as "Authorization: Bearer ca_live_...".' },
  'unknown-key': { status: 401, title: 'There is no such access key.' },
  'revoked-key': { status: 401, title: 'The access key was revoked.' },
  'expired-key': { status: 401, title: 'The access key has ended. Make another one.' },
  'not-opened': {
    status: 403,
    title: 'The access key does not open this, or whoever made it may not read this any more.',
  },
  unknown: { status: 404, title: 'There is nothing at this address.' },
  'wrong-method': { status: 405, title: 'This can only be read: use GET.' },
  'too-many': { status: 429, title: 'Too many requests with one access key. Wait as long as Retry-After says.' },
  fault: { status: 500, title: 'Something went wrong on our side. Try again in a minute.' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemReason = keyof typeof PROBLEMS

/** Problem details of RFC 9457; `reason` is for programs to decide by. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  reason: z.enum(Object.keys(PROBLEMS) as [ProblemReason, ...ProblemReason[]]),
  requestId: z.string(),
  errors: z.array(z.object({ parameter: z.string(), message: z.string() })).optional(),
})
export type Problem = z.output<typeof Problem>

export const problemOf = (reason: ProblemReason, requestId: string, errors?: Problem['errors']): Problem => ({
  type: `urn:common-agenda:problem:${reason}`,
  ...PROBLEMS[reason],
  reason,
  requestId,
  ...(errors && { errors }),
})
