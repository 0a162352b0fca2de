import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newId, now } from '../../functions/adapters/clock.ts'
import { questionnaireReader } from '../../functions/results/preparing/questionnaire.ts'
import { recountResponses } from '../../functions/results/recount/recount-responses.ts'
import { responseKey } from '../../functions/surveys/response-key.ts'
import { type Asked, askMembers, firstAnswer, writesOf } from '../asked-members.ts'
import { type RunningCloud, startCloud, tableOf, until } from '../cloud.ts'

/** With the answer itself, whatever is written because of it, by whichever function. */
const MOST = 4

describe('what one answer writes to the table', () => {
  let cloud: RunningCloud
  let asked: Asked

  beforeAll(async () => {
    cloud = await startCloud()
    asked = await askMembers(cloud, 60)
  }, 180_000)
  afterAll(() => cloud?.stop())

  const gender = () => {
    const question = asked.survey.questions.find((one) => one.kind === 'demographic' && one.dimension === 'gender')
    if (!question) throw new Error('the survey asks nobody for a gender')
    return question.id
  }
  const person = (n: number) => {
    const one = asked.people[n]
    if (!one) throw new Error('there is no such member')
    return one
  }

  it('is four items when it comes alone: itself, the mark that it was given, what was counted of it, its tally', async () => {
    expect(await writesOf(cloud, () => person(0).answer(firstAnswer(asked.survey, 0)))).toBe(MOST)
  })

  it('is three when it is changed, and four when it moves to another group', async () => {
    expect(await writesOf(cloud, () => person(0).answer(firstAnswer(asked.survey, 1), 1))).toBe(3)
    const moved = { ...firstAnswer(asked.survey, 1), [gender()]: 'woman' }
    expect(await writesOf(cloud, () => person(0).answer(moved, 2))).toBe(MOST)
  })

  it('is nothing when the same answer is sent again', async () => {
    expect(
      await writesOf(cloud, () => person(0).answer({ ...firstAnswer(asked.survey, 1), [gender()]: 'woman' }, 2)),
    ).toBe(0)
  })

  it('is less of each when many come at once', async () => {
    const crowd = asked.people.slice(1, 51)
    const all = () => Promise.all(crowd.map(({ answer }, nth) => answer(firstAnswer(asked.survey, nth))))
    expect((await writesOf(cloud, all)) / crowd.length).toBeLessThan(MOST)
  })

  it('is two more when it is erased: the tally, and the answer that goes', async () => {
    const table = await tableOf(cloud)
    const { key } = await responseKey(asked.links, asked.campaign, person(0).memberId)
    const last = { answers: {}, cell: {}, version: 4, erased: true }
    const counting = await writesOf(cloud, async () => {
      await table.write({ update: key, set: last, if: { equals: { version: 3 } } })
      await until('the answer to go', async () => ((await table.get(z.object({}), key)) ? undefined : true))
    })
    expect(counting).toBe(2)
  })

  it('is enough for all of them to be counted once', async () => {
    const needs = { table: await tableOf(cloud), now, newId }
    const counting = { ...needs, questionnaireOf: questionnaireReader(needs.table) }
    const { campaignId } = asked.campaign
    expect(await recountResponses(counting, { campaignId, attempt: 0 })).toMatchObject({
      outcome: 'equal',
      responses: 50,
    })
  })
})
