import * as z from 'zod'
import { FORMAT, FORMAT_VERSION, ReportDocument } from '../../../shared/results/document.ts'

/** What the JSON file of a report holds, for programs that read it. Another version means another shape. */
export const reportSchema = (): object => ({
  $id: `urn:${FORMAT.replace('/', ':')}:${FORMAT_VERSION}`,
  title: 'Report of Common Agenda',
  version: FORMAT_VERSION,
  ...z.toJSONSchema(ReportDocument),
})
