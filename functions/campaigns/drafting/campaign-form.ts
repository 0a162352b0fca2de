import type * as z from 'zod'
import { type Campaign, CampaignDraft, type CampaignOf, type Repeats } from '../../../shared/campaigns/campaign.ts'
import { MOST_DAYS_OPEN } from '../../../shared/campaigns/deciding/schedule.ts'
import { MOST_REMINDERS, REMINDER_DAYS } from '../../../shared/campaigns/policy.ts'
import type { City } from '../../../shared/cities/city.ts'
import { SurveyId } from '../../../shared/ids.ts'
import { instantInCity, type LocalTime, Overlap, wallClockInCity } from '../../../shared/local-time.ts'
import type { Survey } from '../../../shared/surveys/survey.ts'
import { type Clock, type Instant, plusDays } from '../../../shared/units.ts'
import { timeRefused } from '../../../web/campaigns/time-phrases.ts'
import type { TypedCampaign } from '../../../web/campaigns/typed-campaign.ts'
import type { Problem } from '../../../web/components/form.tsx'
import type { Table } from '../../adapters/table.ts'
import { readRepeats, repeatsAsTyped } from '../series/read-repeats.ts'
import { newestVersion } from './content.ts'
import type { PlannedContent } from './create-campaign.ts'

type Plan = {
  draft: z.output<typeof CampaignDraft>
  content: PlannedContent
  closesAt: Instant
  repeats: Repeats | undefined
}

type Read = { outcome: 'plan'; plan: Plan } | { outcome: 'refused'; problems: Problem[] }

type Needs = { table: Table; now: Clock; cities: () => Promise<City[]> }

/** Says everything that is wrong at once, each at its field. `before`: the campaign that is changed. */
export const readCampaignForm = async (needs: Needs, typed: TypedCampaign, before?: Campaign): Promise<Read> => {
  const problems: Problem[] = []
  const wrong = (field: keyof TypedCampaign, message: string) => void problems.push({ field, message })

  const content = await contentTyped(needs, typed, before)
  if (content.outcome === 'refused') problems.push(...content.problems)
  const city = (await needs.cities()).find(({ slug }) => slug === typed.city)
  if (!city) wrong('city', 'Choose the city whose members get it.')
  const draft = CampaignDraft.safeParse({ ...typed, city: city?.slug })
  for (const { path, message } of draft.success ? [] : draft.error.issues) {
    if (path[0] === 'title') wrong('title', `The title ${message}.`)
    if (path[0] === 'message') wrong('message', 'The message must have at most 4,000 characters.')
  }
  if (typed.kind === 'update' && typed.message.trim() === '') wrong('message', 'Write what the update says.')

  const closes = closesTyped(typed, city, before)
  if (closes?.outcome !== 'instant' && closes) problems.push(closesProblem(typed, closes))
  if (closes?.outcome === 'instant' && before?.kind !== 'call') {
    if (closes.instant <= needs.now())
      wrong('closesAt', `${CLOSING[typed.kind]} has passed already: choose a later one.`)
    if (closes.instant > plusDays(needs.now(), MOST_DAYS_AHEAD))
      wrong('closesAt', timeRefused(CLOSING[typed.kind], { outcome: 'refused', reason: 'too-far' }))
  }

  // Later waves follow the rule of the first.
  const series = repeatsFixed(before) ? { outcome: 'once' as const } : readRepeats(typed, city, needs.now())
  if (series.outcome === 'refused') problems.push(...series.problems)
  if (series.outcome === 'repeats' && closes?.outcome === 'instant' && closes.instant <= series.launchAt)
    wrong('closesAt', `${CLOSING[typed.kind]} comes before the first wave: choose a later one.`)

  if (problems.length > 0 || content.outcome === 'refused' || !draft.success || closes?.outcome !== 'instant')
    return { outcome: 'refused', problems }
  const repeats = repeatsFixed(before) ? before?.repeats : series.outcome === 'repeats' ? series.repeats : undefined
  return { outcome: 'plan', plan: { draft: draft.data, content: content.content, closesAt: closes.instant, repeats } }
}

/** The form of a campaign that is stored. */
export const campaignAsTyped = (campaign: Campaign, timeZone: string): TypedCampaign => {
  const closesAt = wallClockInCity(campaign.closesAt, timeZone)
  const closes = instantInCity(closesAt, timeZone)
  const reminders = campaign.kind === 'survey' ? campaign.reminders : undefined
  return {
    kind: campaign.kind,
    surveyId: campaign.kind === 'survey' ? campaign.surveyId : '',
    city: campaign.city,
    title: campaign.title,
    message: campaign.message,
    closesAt,
    closesOverlap: closes.outcome !== 'twice' ? '' : closes.first === campaign.closesAt ? 'first' : 'second',
    reminders: String(reminders?.most ?? 0),
    reminderDays: String(reminders?.everyDays ?? REMINDER_DAYS.usual),
    ...repeatsAsTyped(campaign.repeats),
  }
}

/** The first wave sets the rule; after it the series can only be ended. */
export const repeatsFixed = (campaign: Campaign | undefined): boolean => (campaign?.wave ?? 1) > 1

export const askingOf = ({ surveyId, version, protection }: Pick<Survey, 'surveyId' | 'version' | 'protection'>) =>
  ({ kind: 'survey', surveyId, surveyVersion: version, protection }) as const

type Content = { outcome: 'content'; content: PlannedContent } | { outcome: 'refused'; problems: Problem[] }

const contentTyped = async (needs: Needs, typed: TypedCampaign, before: Campaign | undefined): Promise<Content> => {
  if (before?.kind === 'call') return { outcome: 'content', content: { kind: 'call', callId: before.callId } }
  if (typed.kind === 'update') return { outcome: 'content', content: { kind: 'update' } }
  const problems: Problem[] = []
  const surveyId = SurveyId.safeParse(typed.surveyId)
  const survey = surveyId.success ? await newestVersion(needs.table, surveyId.data) : undefined
  if (!survey) problems.push({ field: 'surveyId', message: 'Choose the survey that is sent.' })
  const reminders = remindersTyped(typed)
  if (reminders.outcome === 'refused') problems.push(reminders.problem)
  if (!survey || reminders.outcome === 'refused') return { outcome: 'refused', problems }
  const asked = reminders.reminders && { reminders: reminders.reminders }
  return { outcome: 'content', content: { ...askingOf(survey), ...asked } }
}

type Reminders =
  | { outcome: 'reminders'; reminders: CampaignOf<'survey'>['reminders'] }
  | { outcome: 'refused'; problem: Problem }

const remindersTyped = ({ reminders, reminderDays }: TypedCampaign): Reminders => {
  const most = wholeNumber(reminders === '' ? '0' : reminders)
  if (most === undefined || most > MOST_REMINDERS)
    return {
      outcome: 'refused',
      problem: { field: 'reminders', message: `Choose between none and ${MOST_REMINDERS} reminders.` },
    }
  if (most === 0) return { outcome: 'reminders', reminders: undefined }
  const everyDays = wholeNumber(reminderDays)
  return everyDays !== undefined && everyDays >= REMINDER_DAYS.least && everyDays <= MOST_DAYS_OPEN
    ? { outcome: 'reminders', reminders: { most, everyDays } }
    : {
        outcome: 'refused',
        problem: {
          field: 'reminderDays',
          message: `Leave at least ${REMINDER_DAYS.least} whole days between two mails.`,
        },
      }
}

/** A call closes its invitation as it begins, whatever the form says. */
const closesTyped = (
  typed: TypedCampaign,
  city: City | undefined,
  before: Campaign | undefined,
): LocalTime | undefined => {
  if (before?.kind === 'call') return { outcome: 'instant', instant: before.closesAt }
  if (city) return instantInCity(typed.closesAt, city.timeZone, Overlap.safeParse(typed.closesOverlap).data)
  // Without a city only what is a time nowhere can be told.
  const anywhere = instantInCity(typed.closesAt, 'UTC')
  return anywhere.outcome === 'refused' ? anywhere : undefined
}

const closesProblem = (typed: TypedCampaign, closes: Exclude<LocalTime, { outcome: 'instant' }>): Problem =>
  closes.outcome === 'twice'
    ? {
        field: 'closesOverlap',
        message: `${CLOSING[typed.kind]} comes twice: clocks are set back that night. Choose which of the two is meant.`,
      }
    : { field: 'closesAt', message: timeRefused(CLOSING[typed.kind], closes) }

const CLOSING = {
  survey: 'The closing time',
  update: 'The time after which it is not sent any more',
  call: 'The start of the call',
} as const satisfies Record<TypedCampaign['kind'], string>

const wholeNumber = (typed: string): number | undefined => (/^\s*\d{1,4}\s*$/.test(typed) ? Number(typed) : undefined)

/** Two years: a launch that is planned a year ahead may stay open for another. */
const MOST_DAYS_AHEAD = 2 * MOST_DAYS_OPEN
