import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createLinks } from '../../functions/adapters/links.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { openQuestionnaire } from '../../functions/surveys/open-questionnaire.ts'
import { submitResponse } from '../../functions/surveys/submit-response.ts'
import { answeredKey } from '../../shared/campaigns/answered.ts'
import { CampaignId } from '../../shared/ids.ts'
import { shardOf } from '../../shared/membership/member.ts'
import { RESPONSE_PARTITIONS, Response, responsesKey } from '../../shared/surveys/response.ts'
import { type Instant, plusDays } from '../../shared/units.ts'
import { freshTable } from '../table.ts'
import {
  ANA,
  answeringNeeds,
  BEN,
  GENDER,
  LIFE,
  linkFor,
  links,
  NOON,
  OPEN,
  openSurveyIn,
  SAFE,
  saveCampaign,
  saveMember,
  WHERE,
  WORDS,
} from './cast.ts'

const { campaignId } = OPEN

describe('answering by the link of an invitation', () => {
  let table: Table
  let now: Instant
  const needs = () => answeringNeeds(table, () => now)

  const responses = async () => {
    const pages = await Promise.all(
      Array.from({ length: RESPONSE_PARTITIONS }, (_, p) => table.query(Response, { pk: responsesKey(campaignId, p) })),
    )
    return pages.flatMap(({ items }) => items)
  }
  const submit = async (typed: Record<string, string[]>, over: { token?: string; version?: number } = {}) =>
    submitResponse(needs(), {
      campaignId,
      token: over.token ?? (await linkFor(ANA)),
      version: over.version ?? 0,
      typed: { [SAFE.id]: ['yes'], ...typed },
      language: undefined,
    })
  const open = async (token: string) => openQuestionnaire(needs(), { campaignId, token, language: undefined })

  beforeEach(async () => {
    table = (await freshTable()).table
    now = NOON
    await openSurveyIn(table)
  })

  it('begins with what the profile says, and stores nothing by being opened', async () => {
    expect(await open(await linkFor(ANA))).toMatchObject({
      outcome: 'admitted',
      version: 0,
      language: 'en',
      typed: { [GENDER.id]: ['woman'], [WHERE.id]: ['five-points'] },
    })
    expect(await responses()).toEqual([])
  })

  it('speaks the language of the member', async () => {
    expect(await open(await linkFor(BEN))).toMatchObject({ language: 'es' })
  })

  it('leaves a mark with a first answer that somebody has answered, so that no reminder follows, and nothing of what', async () => {
    const mark = answeredKey(campaignId, shardOf(ANA.memberId, OPEN.ledgerShards), ANA.memberId)
    await submit({ [LIFE.id]: [] }, { token: 'not a link' })
    expect(await table.get(z.looseObject({}), mark)).toBeUndefined()
    await submit({ [GENDER.id]: ['woman'] })
    expect(await table.get(z.looseObject({}), mark)).toEqual(mark)
  })

  it('stores a first answer under a pseudonym, with its cell and only the day', async () => {
    now = NOON.replace('T12', 'T03') as Instant
    expect(await submit({ [GENDER.id]: ['woman'], [WHERE.id]: ['sun-valley'] })).toEqual({
      outcome: 'saved',
      version: 1,
    })
    const [response] = await responses()
    expect(response).toMatchObject({
      answers: { [SAFE.id]: 'yes', [GENDER.id]: 'woman', [WHERE.id]: 'sun-valley' },
      cell: { gender: 'woman', neighbourhood: 'sun-valley' },
      version: 1,
      counted: 0,
      answeredOn: '2026-11-22', // It is still the evening before in Denver.
    })
    expect(JSON.stringify(response)).not.toContain(ANA.memberId)
  })

  it('shows the stored answers to a second browser, not the profile', async () => {
    await submit({ [LIFE.id]: ['4'] })
    expect(await open(await linkFor(ANA))).toMatchObject({
      version: 1,
      typed: { [SAFE.id]: ['yes'], [LIFE.id]: ['4'] },
    })
    const opened = await open(await linkFor(ANA))
    expect(opened.outcome === 'admitted' && opened.typed[GENDER.id]).toBeUndefined()
  })

  it('goes on by old and new links when the signing key changes in the middle of the campaign', async () => {
    await submit({ [LIFE.id]: ['4'] })
    const first = 'a master key of the specs, thirty-two characters or more'
    const second = 'the key that signs from today on, long enough as well'
    const rotated = createLinks(async () => JSON.stringify({ active: 'k2', keys: { k1: first, k2: second } }))
    const payload = { c: campaignId, m: ANA.memberId, e: 0 }
    for (const token of [await linkFor(ANA), await rotated.sign('answer', payload, OPEN.closesAt)])
      expect(
        await openQuestionnaire({ ...needs(), links: rotated }, { campaignId, token, language: undefined }),
      ).toMatchObject({ version: 1, typed: { [LIFE.id]: ['4'] } })
    const retired = createLinks(async () => JSON.stringify({ active: 'k2', keys: { k2: second } }))
    const old = await linkFor(ANA)
    expect(
      await openQuestionnaire({ ...needs(), links: retired }, { campaignId, token: old, language: undefined }),
    ).toMatchObject({ outcome: 'refused', reason: 'forged' })
  })

  it('changes the answers and leaves what the counting has written', async () => {
    await submit({ [LIFE.id]: ['4'] })
    const [first] = await responses()
    if (!first) throw new Error('nothing was stored')
    const key = { pk: responsesKey(campaignId, first.partition), sk: first.responseId }
    const tallied = { cell: '-', adds: { n: 1 } }
    await table.write({ update: key, set: { counted: 1, tallied } })

    expect(await submit({ [LIFE.id]: ['2'] }, { version: 1 })).toEqual({ outcome: 'saved', version: 2 })
    expect(await responses()).toMatchObject([{ version: 2, counted: 1, tallied, answers: { [LIFE.id]: '2' } }])
  })

  it('takes a double click for one response', async () => {
    const both = await Promise.all([submit({ [LIFE.id]: ['4'] }), submit({ [LIFE.id]: ['4'] })])
    expect(both).toEqual([
      { outcome: 'saved', version: 1 },
      { outcome: 'saved', version: 1 },
    ])
    expect(await responses()).toHaveLength(1)
  })

  it('shows the stored answers to whoever sends from a window that has not seen them', async () => {
    await submit({ [LIFE.id]: ['4'] })
    expect(await submit({ [LIFE.id]: ['1'] })).toMatchObject({
      outcome: 'refused',
      reason: 'changed-meanwhile',
      questionnaire: { version: 1, typed: { [LIFE.id]: ['4'] } },
    })
    await submit({ [LIFE.id]: ['5'] }, { version: 1 })
    expect(await submit({ [LIFE.id]: ['2'] }, { version: 1 })).toMatchObject({
      reason: 'changed-meanwhile',
      questionnaire: { version: 2, typed: { [LIFE.id]: ['5'] } },
    })
    expect(await responses()).toMatchObject([{ answers: { [LIFE.id]: '5' } }])
  })

  it('keeps a form usable whose response was erased meanwhile', async () => {
    expect(await submit({ [LIFE.id]: ['4'] }, { version: 3 })).toMatchObject({
      reason: 'changed-meanwhile',
      questionnaire: { version: 0, typed: { [LIFE.id]: ['4'] } },
    })
  })

  it('keeps the responses of two members apart', async () => {
    await submit({})
    await submit({ [SAFE.id]: ['no'] }, { token: await linkFor(BEN) })
    expect(await responses()).toHaveLength(2)
  })

  it('gives back what was typed when an answer cannot be taken, and stores nothing', async () => {
    expect(await submit({ [SAFE.id]: [''], [WORDS.id]: ['Kept.'] })).toMatchObject({
      outcome: 'refused',
      reason: 'invalid',
      faults: [{ questionId: SAFE.id, fault: { reason: 'required' } }],
      questionnaire: { version: 0, typed: { [WORDS.id]: ['Kept.'] } },
    })
    expect(await responses()).toEqual([])
  })

  it('stores the longest answers that it takes', async () => {
    const text = '🌈'.repeat(5000)
    expect(await submit({ [WORDS.id]: [text] })).toMatchObject({ outcome: 'saved' })
    expect(await responses()).toMatchObject([{ answers: { [WORDS.id]: text } }])
  })

  describe('is refused and writes nothing', () => {
    const expectRefused = async (reason: string, token: string) => {
      expect(await submit({}, { token })).toEqual({ outcome: 'refused', reason })
      expect(await open(token)).toEqual({ outcome: 'refused', reason })
      expect(await responses()).toEqual([])
    }

    it('with a forged, truncated or re-purposed link', async () => {
      const stranger = createLinks(async () => 'another master key, thirty-two characters or more')
      const payload = { c: campaignId, m: ANA.memberId, e: 0 }
      await expectRefused('forged', await stranger.sign('answer', payload, OPEN.closesAt))
      await expectRefused('forged', (await linkFor(ANA)).slice(0, -1))
      await expectRefused('forged', await links.sign('unsubscribe', payload, OPEN.closesAt))
      await expectRefused('forged', await links.sign('answer', { ...payload, m: 'somebody' }, OPEN.closesAt))
      await expectRefused('forged', '')
    })

    it('with the link of another campaign', async () => {
      const other = { ...OPEN, campaignId: CampaignId.parse(campaignId.replace(/1$/, '2')) }
      await saveCampaign(table, other)
      await expectRefused('forged', await linkFor(ANA, { campaignId: other.campaignId }))
    })

    it('for an erased member, and for one whose links were voided', async () => {
      const token = await linkFor(ANA)
      await saveMember(table, { ...ANA, tokenEpoch: 1 })
      await expectRefused('forged', token)
      await table.write({ delete: { pk: `MEMBER#${ANA.memberId}`, sk: 'PROFILE' } })
      await expectRefused('forged', token)
    })

    it('after the closing time, and as soon as the campaign was closed', async () => {
      const token = await linkFor(ANA)
      now = OPEN.closesAt
      await expectRefused('closed', token)
      now = plusDays(NOON, 1)
      await saveCampaign(table, { ...OPEN, state: 'closed', closedAt: NOON })
      await expectRefused('closed', token)
    })

    it('when the campaign was called off or is not open yet', async () => {
      const token = await linkFor(ANA)
      await saveCampaign(table, { ...OPEN, state: 'cancelled', cancelledAt: NOON })
      await expectRefused('cancelled', token)
      await saveCampaign(table, { ...OPEN, state: 'scheduled' })
      await expectRefused('not-open', token)
    })
  })

  it('reads survey and city once for many answers', async () => {
    let reads = 0
    const counting = {
      ...table,
      get: <S extends z.ZodType>(...args: [S, { pk: string; sk: string }]) => {
        reads++
        return table.get(...args)
      },
    }
    const warm = answeringNeeds(counting)
    const input = { campaignId, version: 0, typed: { [SAFE.id]: ['yes'] }, language: undefined }
    await submitResponse(warm, { ...input, token: await linkFor(ANA) })
    reads = 0
    await submitResponse(warm, { ...input, token: await linkFor(BEN) })
    expect(reads).toBe(2)
  })
})
