import * as z from 'zod'

/** An id says what it names by its prefix: `mbr_` and 26 characters of a ULID, so ids of one kind sort by time of birth. */
const idOf = <P extends string>(prefix: P) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`), `must be an id that begins with ${prefix}_`)
    .brand<P>()

export const MemberId = idOf('mbr')
export type MemberId = z.output<typeof MemberId>

export const ApplicationId = idOf('app')
export type ApplicationId = z.output<typeof ApplicationId>

export const SurveyId = idOf('svy')
export type SurveyId = z.output<typeof SurveyId>

export const QuestionId = idOf('qst')
export type QuestionId = z.output<typeof QuestionId>

export const CampaignId = idOf('cmp')
export type CampaignId = z.output<typeof CampaignId>

export const CallId = idOf('cal')
export type CallId = z.output<typeof CallId>

export const UserId = idOf('usr')
export type UserId = z.output<typeof UserId>

export const FactId = idOf('fct')
export type FactId = z.output<typeof FactId>

export const MailId = idOf('mal')
export type MailId = z.output<typeof MailId>

export const ImportId = idOf('imp')
export type ImportId = z.output<typeof ImportId>

export const ExportId = idOf('exp')
export type ExportId = z.output<typeof ExportId>

export const MergeId = idOf('mrg')
export type MergeId = z.output<typeof MergeId>

export const RecountId = idOf('rcn')
export type RecountId = z.output<typeof RecountId>

export const ApiKeyId = idOf('key')
export type ApiKeyId = z.output<typeof ApiKeyId>

/** What may follow the underscore of an id is made by the adapters; the rules only ask for one. */
export type NewId = <S extends z.ZodType<string>>(schema: S, prefix: string) => z.output<S>

export const CitySlug = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')
  .max(60)
  .brand<'city'>()
export type CitySlug = z.output<typeof CitySlug>
