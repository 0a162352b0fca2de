import * as z from 'zod'
import { answeredKey } from '../../../shared/campaigns/answered.ts'
import { MemberId, QuestionId } from '../../../shared/ids.ts'
import { Erasure, erasureKey } from '../../../shared/membership/erasure.ts'
import { shardOf } from '../../../shared/membership/member.ts'
import { isCutFrom } from '../../../shared/results/quotations.ts'
import { type Answers, Response } from '../../../shared/surveys/response.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { absorbedBy } from '../merging/absorbed-members.ts'
import { launchedCampaigns, type OwnResponse, ownResponses } from './own-campaigns.ts'

export const AnswersTask = z.object({ memberId: MemberId })
export type AnswersTask = z.output<typeof AnswersTask>

type Needs = { table: Table; links: Pick<Links, 'pseudonym' | 'keyIds'> }

/**
 * Takes the member's answers out: each response gets a last version without answers, which the counting subtracts from
 * the tallies and then deletes. One that is being counted in this moment is counted again from its last version.
 */
export const eraseAnswers = async (
  { table, links }: Needs,
  { memberId }: AnswersTask,
): Promise<{ outcome: 'done'; responses: number }> => {
  const ids = [memberId, ...(await absorbedBy(table, memberId))]
  const responses = await ownResponses({ table, links }, await launchedCampaigns({ table }), ids)
  let taken = 0
  for (const own of responses) if (await takeOut(table, own)) taken++
  if (taken > 0) await table.write({ update: erasureKey(memberId), add: { responses: taken }, if: { exists: true } })
  const erasure = await table.get(Erasure, erasureKey(memberId))
  return { outcome: 'done', responses: erasure?.responses ?? taken }
}

const takeOut = async (table: Table, { campaign, memberId, key, response }: OwnResponse): Promise<boolean> => {
  for (let at: Response | undefined = response, attempt = 0; at && !at.erased; attempt++) {
    if (attempt === MOST_ATTEMPTS) throw new Error('a response changed under every attempt to take it out')
    const { version } = at
    await takeOutQuoted(table, campaign, at.answers)
    const { outcome } = await table.write(
      {
        update: key,
        set: { answers: {}, cell: {}, version: version + 1, erased: true },
        if: { exists: true, equals: { version }, missing: ['erased'] },
      },
      ...marksOf(campaign, memberId),
    )
    if (outcome === 'written') return true
    at = await table.get(Response, key)
  }
  return false
}

/**
 * Staff may have chosen words of it for a report that is not signed yet. They lie where `functions/results/drafting/quotations.ts` keeps
 * them; capabilities meet in the table. What is published stays.
 */
const takeOutQuoted = async (table: Table, { campaignId, city }: OwnResponse['campaign'], answers: Answers) => {
  const pk = `DRAFT#${campaignId}#${city}`
  const { items } = await table.query(Quoted, { pk, begins: 'QUOTED#' })
  for (const { sk, question, quotations } of items) {
    const text = answers[question]
    const others = quotations.filter((one) => typeof text !== 'string' || !isCutFrom(one, text))
    if (others.length === quotations.length) continue
    const { outcome } = await table.write({
      update: { pk, sk },
      set: { quotations: others },
      if: { exists: true, equals: { quotations } },
    })
    if (outcome === 'refused') throw new Error('what is quoted has changed meanwhile')
  }
}

const Quoted = z.object({ sk: z.string(), question: QuestionId, quotations: z.array(z.string()) })

/** That there was an answer is forgotten with it. */
const marksOf = ({ campaignId, ledgerShards }: OwnResponse['campaign'], memberId: MemberId): Write[] =>
  ledgerShards ? [{ delete: answeredKey(campaignId, shardOf(memberId, ledgerShards), memberId) }] : []

const MOST_ATTEMPTS = 6
