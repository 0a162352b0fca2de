import { createLinks } from '../../functions/adapters/links.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { createQuestionnaires } from '../../functions/surveys/questionnaires.ts'
import { surveyWrites } from '../../functions/surveys/survey-store.ts'
import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { CampaignId, CitySlug, MemberId, type NewId, QuestionId, SurveyId, UserId } from '../../shared/ids.ts'
import type { Member } from '../../shared/membership/member.ts'
import { questionFromBank } from '../../shared/surveys/bank.ts'
import type { Question, Survey } from '../../shared/surveys/survey.ts'
import { Instant, plusDays } from '../../shared/units.ts'

export const NOON = Instant.parse('2026-11-23T12:00:00.000Z')
export const SITE = {
  publicUrl: 'https://network.example.org',
  networkName: 'Front Range Network',
  postalAddress: '1 Example Street, Denver, CO 80202',
}

const numbered = (n: number) => String(n).padStart(26, '0')
export const qst = (n: number) => QuestionId.parse(`qst_${numbered(n)}`)

/** Ids in their order of birth: 0…01, 0…02, and so on. */
export const countingIds = (): NewId => {
  let born = 0
  return (schema, prefix) => schema.parse(`${prefix}_${numbered(++born)}`)
}

export const SAM: Actor = { userId: UserId.parse(`usr_${numbered(1)}`), name: 'Sam', roles: [{ role: 'staff' }] }

export const DENVER: City = {
  slug: CitySlug.parse('denver'),
  name: 'Denver',
  state: 'CO',
  timeZone: 'America/Denver',
  neighbourhoods: ['Five Points', 'Sun Valley'],
  foundedAt: NOON,
}

const memberOf = (n: number, name: string, over: Partial<Member> = {}): Member => ({
  memberId: MemberId.parse(`mbr_${numbered(n)}`),
  name,
  email: Mailbox.parse(`${name.toLowerCase()}@example.org`),
  city: DENVER.slug,
  language: 'en',
  demographics: {},
  consents: {},
  unsubscribes: {},
  tokenEpoch: 0,
  joinedAt: NOON,
  ...over,
})
export const ANA = memberOf(1, 'Ana', {
  demographics: { gender: 'woman', neighbourhood: 'five-points', race: 'martian' },
})
export const BEN = memberOf(2, 'Ben', { language: 'es' })

export const SAFE = {
  id: qst(1),
  kind: 'single',
  title: 'Do you feel safe at night?',
  required: true,
  options: [
    { key: 'yes', label: 'Yes' },
    { key: 'no', label: 'No' },
  ],
} satisfies Question
export const HELPS = {
  id: qst(2),
  kind: 'multiple',
  title: 'What would help?',
  required: false,
  options: [
    { key: 'lights', label: 'Street lights' },
    { key: 'buses', label: 'Later buses' },
    { key: 'shelter', label: 'A shelter nearby' },
  ],
} satisfies Question
export const LIFE = {
  id: qst(3),
  kind: 'scale',
  title: 'How satisfied are you with your life?',
  required: false,
  low: 'Not at all',
  high: 'Completely',
} satisfies Question
export const HOURS = {
  id: qst(4),
  kind: 'number',
  title: 'How many hours do you volunteer?',
  required: false,
  unit: 'hours a week',
  least: 0,
  most: 80,
  bands: [5, 10],
} satisfies Question
export const WORDS = { id: qst(5), kind: 'text', title: 'Anything else?', required: false } satisfies Question
export const GENDER = questionFromBank('gender', qst(6))
export const WHERE = questionFromBank('neighbourhood', qst(7))

export const SURVEY: Survey = {
  surveyId: SurveyId.parse(`svy_${numbered(1)}`),
  version: 1,
  title: 'Safety in the evening',
  introduction: 'We ask every year.\n\nThank you.',
  protection: 'standard',
  questions: [SAFE, HELPS, LIFE, HOURS, WORDS, GENDER, WHERE],
  editedAt: NOON,
  launchedAt: NOON,
}

export const OPEN = {
  campaignId: CampaignId.parse(`cmp_${numbered(1)}`),
  kind: 'survey',
  city: DENVER.slug,
  surveyId: SURVEY.surveyId,
  surveyVersion: 1,
  protection: 'standard',
  title: 'How safe is Denver at night?',
  message: '',
  closesAt: plusDays(NOON, 10),
  createdAt: NOON,
  revision: 1,
  state: 'open',
  launchAt: NOON,
  responseKey: 'k1',
  recipients: 2,
  ledgerShards: 1,
} satisfies Campaign

export const links = createLinks(async () => 'a master key of the specs, thirty-two characters or more')

export const linkFor = (member: Member, over: { campaignId?: string; e?: number } = {}) =>
  links.sign(
    'answer',
    { c: over.campaignId ?? OPEN.campaignId, m: member.memberId, e: over.e ?? member.tokenEpoch },
    OPEN.closesAt,
  )

export const saveCampaign = (table: Table, campaign: Campaign) =>
  table.write({ put: { pk: `CAMPAIGN#${campaign.campaignId}`, sk: 'CAMPAIGN', ...campaign } })

export const saveMember = (table: Table, member: Member) =>
  table.write({ put: { pk: `MEMBER#${member.memberId}`, sk: 'PROFILE', ...member } })

/** An open survey campaign in Denver with two members who were asked. */
export const openSurveyIn = async (table: Table) => {
  await table.write({ put: { pk: 'CITIES', sk: DENVER.slug, ...DENVER } })
  await table.write(...surveyWrites(SURVEY, { exists: false }))
  await saveCampaign(table, OPEN)
  for (const member of [ANA, BEN]) await saveMember(table, member)
}

export const answeringNeeds = (table: Table, now: () => Instant = () => NOON) => ({
  table,
  links,
  now,
  questionnaires: createQuestionnaires(table, now),
})
