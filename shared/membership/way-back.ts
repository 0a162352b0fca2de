import * as z from 'zod'

/**
 * Where a member wanted to go before being asked to sign in: one of their own pages. No query, no dot and no second slash can
 * stand in it, so that it names a page of this site whoever made it up.
 */
export const WayBack = z
  .string()
  .max(200)
  .regex(/^\/(?:me|answers)(?:\/[A-Za-z0-9_-]+)*$/)
  .refine((path) => !/^\/me\/sign-(?:in|out)$/.test(path))
export type WayBack = z.output<typeof WayBack>

/** Undefined where it is none, or the page that everybody comes to anyway. */
export const wayBackFrom = (path: unknown): WayBack | undefined => {
  const read = WayBack.safeParse(path)
  return read.success && read.data !== '/me' ? read.data : undefined
}
