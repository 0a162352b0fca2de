import type * as z from 'zod'
import type { SiteEnvironment } from '../../shared/environment.ts'

/** What pages say of the network and of themselves. */
export const siteOf = (told: z.output<typeof SiteEnvironment>) => ({
  publicUrl: told.PUBLIC_URL,
  networkName: told.NETWORK_NAME,
  postalAddress: told.POSTAL_ADDRESS,
})
