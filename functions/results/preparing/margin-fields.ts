import { CsvError, parse } from 'csv-parse/sync'
import * as z from 'zod'
import type { City } from '../../../shared/cities/city.ts'
import type { TypedMargin } from '../../../shared/results/settings/margin-form.ts'
import type { AskedGroups } from '../../../shared/results/settings/margin-table.ts'
import { bankOptions, DIMENSIONS } from '../../../shared/surveys/bank.ts'
import { Dimension, PREFER_NOT } from '../../../shared/words.ts'
import { countField, joinedField, SCALE_FIELD } from '../../../web/results/margin-words.ts'
import { resultWords } from '../../../web/words/results.ts'

/** What people of this city can choose; who would rather not say is in no margin. */
export const askedOf = (city: City): AskedGroups =>
  DIMENSIONS.map((dimension) => ({
    dimension,
    name: capitalized(resultWords.en.dimension[dimension]),
    options: bankOptions(dimension, 'en', city).filter(({ key }) => key !== PREFER_NOT),
  }))

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Characters. */
export const LONGEST_TABLE = 50_000

export const recordsOf = (text: string): string[][] | undefined => {
  try {
    return parse(text, { bom: true, delimiter: [',', ';', '\t'], relax_column_count: true, skip_empty_lines: true })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return undefined
  }
}

export const Text = z.string().catch('')
export const Origin = z.object({ of: Text, source: Text, asOf: Text, note: Text })
const Seen = z.object({ seen: z.coerce.number().int().nonnegative().catch(0) })
/** The version that the form was filled from. */
export const seenIn = (body: unknown) => Seen.parse(body).seen
export const agreesToScale = (body: Record<string, unknown>) => body[SCALE_FIELD] === 'yes'

export const typedMargin = (body: Record<string, unknown>, options: readonly string[]): TypedMargin => ({
  ...Origin.parse(body),
  counts: Object.fromEntries(options.map((option) => [option, Text.parse(body[countField(option)])])),
  joined: Object.fromEntries(options.map((option) => [option, Text.parse(body[joinedField(option)])])),
})

export const TypedThresholds = z.object({
  group: Text,
  residual: Text,
  cell: Text,
  base: Text,
  quotations: Text,
  bands: z
    .string()
    .catch('yes')
    .transform((chosen) => chosen !== 'no'),
  neverCrossed: z.union([z.array(Dimension), Dimension.transform((one) => [one])]).catch([]),
})
