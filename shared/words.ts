import * as z from 'zod'

/** The parts of the conversation that a member may leave one by one. */
export const Topic = z.enum(['surveys', 'calls', 'updates'])
export type Topic = z.output<typeof Topic>

/** How results are protected. Told to respondents on the first page and fixed at launch. */
export const ProtectionLevel = z.enum(['open', 'standard', 'sensitive'])
export type ProtectionLevel = z.output<typeof ProtectionLevel>

/** The demographics that reports may group by; each is a question of the shared bank. */
export const Dimension = z.enum(['race', 'gender', 'ageBand', 'neighbourhood'])
export type Dimension = z.output<typeof Dimension>

/** The points of every scale, as they are stored and counted. */
export const SCALE_POINTS = ['1', '2', '3', '4', '5'] as const

/** The answer of those who would rather not say: a report counts them with those who said nothing. */
export const PREFER_NOT = 'prefer-not-to-say'

/** Stands in the links of a mail that is a test or an example: they are nobody's. */
export const EXAMPLE_TOKEN = 'example'
