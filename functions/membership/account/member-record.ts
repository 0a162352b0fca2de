import * as z from 'zod'
import { seatOf } from '../../../shared/calls/seats.ts'
import { roundsOf } from '../../../shared/campaigns/campaign.ts'
import { ledgerKey, Recipient } from '../../../shared/campaigns/ledger.ts'
import { Attention, attentionKey } from '../../../shared/campaigns/sending/attention.ts'
import { CITIES, City } from '../../../shared/cities/city.ts'
import type { Language } from '../../../shared/identity/person.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { SERVICE_MAIL_BEGINS, ServiceMail } from '../../../shared/mail/service-mail.ts'
import { HISTORY_BEGINS, HistoryEntry } from '../../../shared/membership/history.ts'
import { shardOf } from '../../../shared/membership/member.ts'
import { stepsLeft } from '../../../shared/membership/renewal.ts'
import { asAsked } from '../../../shared/surveys/as-asked.ts'
import type { Answer } from '../../../shared/surveys/response.ts'
import { type Question, Survey, surveyKey } from '../../../shared/surveys/survey.ts'
import type { Clock } from '../../../shared/units.ts'
import { Topic } from '../../../shared/words.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table } from '../../adapters/table.ts'
import { type LaunchedCampaign, launchedCampaigns, ownResponses } from '../erasure/own-campaigns.ts'
import { happened, keys } from '../items.ts'
import type { KnownMember } from '../known-member.ts'
import { absorbedBy } from '../merging/absorbed-members.ts'
import { ownReplies } from '../own-calls.ts'

type Needs = { table: Table; now: Clock; links: Pick<Links, 'pseudonym' | 'keyIds'> }

/** Everything that the network holds about this member, in the member's own words and ours. Being asked for is history too. */
export const memberRecord = async (
  needs: Needs,
  known: KnownMember,
  { format, language: reader }: { format: 'page' | 'file'; language: Language },
) => {
  const { table, now } = needs
  const { member, membership, city } = known
  const { memberId } = member
  const at = now()
  await table.write(happened({ memberId, what: 'data-downloaded', at, by: 'member', detail: { format } }))
  const ids = [memberId, ...(await absorbedBy(table, memberId))]
  const [items, campaigns] = await Promise.all([itemsOf(table, ids), launchedCampaigns(needs)])
  const [received, answers, calls] = await Promise.all([
    receivedOf(table, campaigns, ids),
    answersOf(needs, campaigns, ids, reader),
    callsOf(table, ids),
  ])
  const { name, email, language, joinedAt, organization, source, demographics, consents, unsubscribes } = member
  const { state, paidThrough, payments, steps, mandate } = membership
  return {
    madeAt: at,
    member: {
      memberId,
      name,
      email,
      city: city.name,
      language,
      joinedAt,
      ...(organization && { organization }),
      ...(source && { source }),
      demographics,
    },
    consents: Topic.options.map((topic) => ({
      topic,
      mayBeMailed: !unsubscribes[topic],
      // Whoever never agreed to a topic has not left it either.
      agreed: consents[topic] ?? false,
      ...(consents[topic] && unsubscribes[topic] && { left: unsubscribes[topic].at }),
    })),
    membership: {
      state,
      paidThrough,
      ...(mandate && { card: mandate }),
      ...(membership.customerId && { payerAtProvider: membership.customerId }),
      planned: stepsLeft(membership),
    },
    payments,
    steps,
    mails: items.mails,
    campaigns: received,
    mailedLately: items.mailedLately,
    calls,
    answers,
    history: items.history,
    other: items.other,
  }
}

const Item = z.looseObject({ sk: z.string() })

/** What stands below the member, by kind. Keys, hashes and marks of our own say nothing about anybody and are left out. */
const itemsOf = async (table: Table, ids: readonly MemberId[]) => {
  const pages = await Promise.all(ids.map((id) => table.query(Item, { pk: keys.profile(id).pk })))
  const items = pages.flatMap((page) => page.items)
  const mails = items.flatMap((item) => {
    const mail = item.sk.startsWith(SERVICE_MAIL_BEGINS) ? ServiceMail.safeParse(item).data : undefined
    if (!mail) return []
    const { template, askedAt, state, to, about } = mail
    return [{ template, askedAt, state, ...('at' in mail && { at: mail.at }), ...(to && { to: to.mailbox }), about }]
  })
  const history = items.flatMap((item) => {
    const line = item.sk.startsWith(HISTORY_BEGINS) ? HistoryEntry.safeParse(item).data : undefined
    if (!line) return []
    const { what, at, by, detail, text } = line
    // Which of the staff it was is about them.
    const who = by === 'member' || by === 'network' ? by : 'staff'
    return [{ what, at, by: who, ...(detail && { detail }), ...(text && { text }) }]
  })
  const mailedLately = items.flatMap(({ sk, ...item }) =>
    sk === ATTENTION ? (Attention.safeParse(item).data?.sends ?? []).map(({ at }) => ({ at })) : [],
  )
  const other = items
    .filter(({ sk }) => !TOLD.some((begins) => sk.startsWith(begins)))
    .map(({ pk: _, sk, ...item }) => ({ item: sk, ...item }))
  return { mails: byTime(mails, 'askedAt'), history: byTime(history, 'at'), mailedLately, other }
}

const ATTENTION = attentionKey('' as MemberId).sk
const TOLD = [ATTENTION, 'PROFILE', 'MEMBERSHIP', SERVICE_MAIL_BEGINS, HISTORY_BEGINS, 'MEMBERLINK#', 'ROLL']

const byTime = <K extends string, T extends Record<K, string>>(all: T[], field: K): T[] =>
  all.sort((a, b) => (a[field] < b[field] ? -1 : 1))

const receivedOf = async (table: Table, campaigns: readonly LaunchedCampaign[], ids: readonly MemberId[]) => {
  const rows = campaigns.flatMap((campaign) => {
    const shards = campaign.ledgerShards
    return shards === undefined
      ? []
      : ids.flatMap((id) =>
          roundsOf(campaign).map((round) => ({
            campaign,
            key: ledgerKey(campaign.campaignId, shardOf(id, shards), id, round),
          })),
        )
  })
  const found = await table.getMany(
    Recipient,
    rows.map(({ key }) => key),
  )
  const received = rows.flatMap(({ campaign: { title, kind, city } }, nth) => {
    const row = found[nth]
    if (!row) return []
    const at = ('at' in row && row.at) || ('sendingAt' in row && row.sendingAt) || ''
    return [{ kind, title, city, state: row.state, at }]
  })
  return byTime(received, 'at')
}

/** What was replied to calls, and whether they came. */
const callsOf = async (table: Table, ids: readonly MemberId[]) => {
  const { items: cities } = await table.query(City.pick({ slug: true }), { pk: CITIES })
  const replies = await ownReplies(
    table,
    ids,
    cities.map(({ slug }) => slug),
  )
  return byTime(
    replies.map(({ call: { title, city, startsAt }, rsvp }) => ({
      title,
      city,
      startsAt,
      reply: seatOf(rsvp) === 'waiting' ? 'waiting' : rsvp.reply,
      at: rsvp.at,
      came: rsvp.attended !== undefined,
    })),
    'startsAt',
  )
}

const answersOf = async (
  needs: Needs,
  campaigns: readonly LaunchedCampaign[],
  ids: readonly MemberId[],
  language: Language,
) => {
  const own = (await ownResponses(needs, campaigns, ids)).filter(({ response }) => !response.erased)
  const [surveys, cities] = await Promise.all([
    needs.table.getMany(
      Survey,
      own.map(({ campaign }) => surveyKey(campaign.surveyId, campaign.surveyVersion)),
    ),
    needs.table.getMany(
      City,
      own.map(({ campaign }) => keys.city(campaign.city)),
    ),
  ])
  const questionsOf = (nth: number) => {
    const survey = surveys[nth]
    return survey ? asAsked(survey, cities[nth], language) : []
  }
  return own.map(({ campaign, response }, nth) => ({
    survey: campaign.title,
    answeredOn: response.answeredOn,
    timesSent: response.version,
    answers: Object.entries(response.answers).map(([id, answer]) => {
      const question = questionsOf(nth).find((one) => one.id === id)
      return { question: question?.title ?? id, answer: inWords(question, answer) }
    }),
  }))
}

/** Options are stored by key; people know them by their labels. */
export const inWords = (question: Question | undefined, answer: Answer): string => {
  const options = question && 'options' in question ? question.options : []
  const label = (key: string) => options.find((option) => option.key === key)?.label ?? key
  return [answer]
    .flat()
    .map((one) => label(String(one)))
    .join('; ')
}
