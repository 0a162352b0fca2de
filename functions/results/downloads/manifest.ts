import * as z from 'zod'
import { CampaignId, CitySlug } from '../../../shared/ids.ts'
import { Signature } from '../../../shared/results/document.ts'
import { Instant } from '../../../shared/units.ts'

const rows = z.number().int().nonnegative()

/** What files a release consists of, and how each can be checked. */
export const Manifest = z.object({
  format: z.literal('common-agenda/manifest'),
  formatVersion: z.literal(1),
  report: z.object({
    campaignId: CampaignId,
    city: CitySlug,
    release: z.number().int().positive(),
    title: z.string(),
    publishedAt: Instant,
    seal: z.string(),
    signature: Signature.optional(),
  }),
  files: z.array(
    z.object({
      name: z.string(),
      mediaType: z.string(),
      bytes: z.number().int().nonnegative(),
      sha256: z.string(),
      /** Lines of a table without its heading; absent where a file is no table. */
      rows: rows.optional(),
      /** Of a workbook, without the sheet that says what it is about. */
      sheets: z.array(z.object({ name: z.string(), rows })).optional(),
    }),
  ),
})
export type Manifest = z.output<typeof Manifest>
