import { describe, expect, it } from 'vitest'
import { cellKey } from '../../shared/results/counting/cell.ts'
import { contributionOf } from '../../shared/results/counting/contribution.ts'
import { addToCube, type Cube } from '../../shared/results/counting/tally.ts'
import { QuestionReport } from '../../shared/results/document.ts'
import type { Turnout } from '../../shared/results/inputs.ts'
import type { Questionnaire, ReportQuestion } from '../../shared/results/questionnaire.ts'
import { mayQuote } from '../../shared/results/quotations.ts'
import { type Prove, report } from '../../shared/results/report.ts'
import { POLICIES, type Policy, roughCount } from '../../shared/results/settings/policy.ts'
import { groupsOf } from '../../shared/results/tables/groups.ts'
import { nominalLadder, orderedLadder } from '../../shared/results/tables/ladder.ts'
import { AS_COUNTED, levelOf } from '../../shared/results/tables/levels.ts'
import type { ProtectionLevel } from '../../shared/words.ts'
import {
  CARE_BANDS,
  cubeOfPeople,
  GENDER,
  HOME,
  HOURS,
  hashed,
  inputsOf,
  NEEDS,
  question,
  questionnaire,
  TRUST,
  WORDS,
} from './cast.ts'
import { students } from './students.ts'

const gender = questionnaire[5]
const asked = hashed(questionnaire)
const reported = (
  cube: Cube,
  questions: ReportQuestion[],
  level: ProtectionLevel,
  turnout: Turnout,
  prove: Prove = async () => 'proven',
) => report(inputsOf(cube, questions, level, turnout), prove)
const women = { gender: 'woman' }
const men = { gender: 'man' }

describe('groups of people', () => {
  const groupsFor = (woman: number, man: number, nonbinary: number, unstated: number) => {
    const bases = new Map([
      ['woman', woman],
      ['man', man],
      ['nonbinary', nonbinary],
      ['prefer-not-to-say', unstated],
    ])
    const grouping = groupsOf(bases, gender.options, POLICIES.standard)
    return grouping.outcome === 'grouped'
      ? grouping.groups.map((group) => [group.kind === 'group' ? group.key : group.labels.join('+'), group.base])
      : grouping.reason
  }

  it('of 20 and more have a row of their own; the others and those who did not say form a named residual', async () => {
    expect(groupsFor(30, 20, 6, 4)).toEqual([
      ['woman', 30],
      ['man', 20],
      ['Nonbinary+Prefer not to say', 10],
    ])
  })

  it('of 19 have no row of their own', async () => {
    expect(groupsFor(30, 19, 0, 0)).toEqual([
      ['woman', 30],
      ['Male+Nonbinary+Prefer not to say', 19],
    ])
  })

  it('fold the smallest shown group into a residual that is too small', async () => {
    expect(groupsFor(40, 21, 9, 0)).toEqual([
      ['woman', 40],
      ['Male+Nonbinary+Prefer not to say', 30],
    ])
  })

  it('have no residual when everybody is in a shown group', async () => {
    expect(groupsFor(25, 25, 0, 0)).toEqual([
      ['woman', 25],
      ['man', 25],
    ])
  })

  it('are not shown when fewer than two rows are left', async () => {
    expect(groupsFor(25, 0, 4, 0)).toBe('too-few-groups')
  })

  it('do not depend on what people answered', async () => {
    const rows = async (level: string) => {
      const { questions } = await reported(
        cubeOfPeople([
          { times: 30, cell: women, answers: { [TRUST]: level } },
          { times: 22, cell: men, answers: {} },
        ]),
        asked,
        'standard',
        { invited: 60 },
      )
      return questions[5]
    }
    expect(await rows('1')).toEqual(await rows('5'))
  })
})

describe('answers', () => {
  it('of a five-point scale are merged to three and then two levels, each within the one before', async () => {
    expect(orderedLadder(5)).toEqual([
      [[0], [1], [2], [3], [4]],
      [[0, 1], [2], [3, 4]],
      [
        [0, 1, 2],
        [3, 4],
      ],
    ])
  })

  it('of ordered bands are merged with their neighbours', async () => {
    expect(orderedLadder(4)).toEqual([
      [[0], [1], [2], [3]],
      [
        [0, 1],
        [2, 3],
      ],
    ])
  })

  it('without an order: the ones that fewest gave become "other answers"', async () => {
    expect(nominalLadder([30, 3, 20, 4])).toEqual([
      [[0], [1], [2], [3]],
      [[0], [2], [1, 3]],
      [[0], [1, 2, 3]],
    ])
  })

  const level = (rows: number[][], limit = AS_COUNTED, policy: Policy = POLICIES.standard) =>
    levelOf({
      ladder: orderedLadder(5),
      counts: rows.map((row) => [...row, 0]),
      limit,
      policy,
      also: () => true,
    })

  it('stay apart on the finest rung where every cell of every row holds at least five, zeros included', () => {
    expect(level([[5, 5, 5, 5, 5]])?.rung).toHaveLength(5)
    expect(level([[5, 5, 5, 5, 4]])?.rung).toHaveLength(3)
    expect(level([[9, 9, 4, 9, 9]])?.rung).toHaveLength(2)
    expect(
      level([
        [9, 9, 9, 9, 9],
        [9, 9, 4, 9, 9],
      ])?.rung,
    ).toHaveLength(2)
  })

  it('are shown as the quarters they lie in where even two groups are too small, in all rows of the table', () => {
    const rung = [
      [0, 1, 2],
      [3, 4],
    ]
    expect(
      level([
        [9, 9, 9, 0, 4],
        [9, 9, 9, 9, 9],
      ]),
    ).toEqual({ form: 'quarters', rung })
  })

  it('are not shown as quarters of fewer people than a residual must have, and never of a sensitive question', () => {
    expect(level([[5, 0, 0, 0, 4]])).toBeUndefined()
    expect(level([[30, 30, 30, 0, 4]], AS_COUNTED, POLICIES.sensitive)).toBeUndefined()
  })
})

describe('the report of a survey with standard protection', async () => {
  /** 60 people: 35 women (trust 1: 5, 3: 10, 5: 20), 25 men (trust 2: 5, 3: 10, 4: 5, 5: 5). */
  const sixty = cubeOfPeople([
    { times: 5, cell: women, answers: { [TRUST]: '1', [HOME]: 'rent', [NEEDS]: ['work', 'care'] } },
    { times: 10, cell: women, answers: { [TRUST]: '3', [HOME]: 'rent', [NEEDS]: ['care'] } },
    { times: 20, cell: women, answers: { [TRUST]: '5', [HOME]: 'own', [HOURS]: 5, [WORDS]: 'more buses' } },
    { times: 5, cell: men, answers: { [TRUST]: '2', [HOME]: 'kin', [NEEDS]: ['transit', 'work'] } },
    { times: 10, cell: men, answers: { [TRUST]: '3', [HOME]: 'own', [HOURS]: 15 } },
    { times: 5, cell: men, answers: { [TRUST]: '4', [HOME]: 'own', [HOURS]: 0 } },
    { times: 4, cell: men, answers: { [TRUST]: '5', [HOME]: 'rent', [NEEDS]: ['transit', 'work'] } },
    { times: 1, cell: men, answers: { [TRUST]: '5', [HOME]: 'shelter', [NEEDS]: ['work'] } },
  ])
  const made = await reported(sixty, asked, 'standard', { invited: 150 })
  const of = (id: string) => made.questions.find((one) => one.id === id)
  const tables = (id: string) => {
    const one = of(id)
    return one && 'tables' in one ? one.tables : []
  }

  it('tells how many of how many answered', async () => {
    expect(made.answered).toEqual({ kind: 'exact', count: 60 })
    expect(made.responseRate).toEqual({ ofInvited: { kind: 'share', percent: 40 } })
  })

  it('shows five levels for everybody where each was chosen by five people', async () => {
    expect(tables(TRUST)[0]).toMatchObject({
      kind: 'shown',
      by: 'everybody',
      answers: [1, 2, 3, 4, 5].map((point) => ({ kind: 'points', from: point, to: point })),
      // 5, 5, 20, 5 and 25 of 60: 8.33, 8.33, 33.33, 8.33 and 41.67 percent.
      rows: [
        {
          base: { kind: 'at-least', count: 60 },
          shares: [8, 8, 33, 8, 42].map((percent) => ({ kind: 'share', percent })),
        },
      ],
    })
  })

  it('merges the levels of the table by gender until every cell holds five', async () => {
    expect(tables(TRUST)[1]).toMatchObject({
      kind: 'shown',
      by: 'gender',
      answers: [
        { kind: 'points', from: 1, to: 2 },
        { kind: 'points', from: 3, to: 3 },
        { kind: 'points', from: 4, to: 5 },
      ],
      rows: [
        // women 5, 10, 20 of 35; men 5, 10, 10 of 25
        {
          group: { key: 'woman' },
          base: { kind: 'exact', count: 35 },
          shares: [{ percent: 14 }, { percent: 29 }, { percent: 57 }],
        },
        {
          group: { key: 'man' },
          base: { kind: 'exact', count: 25 },
          shares: [{ percent: 20 }, { percent: 40 }, { percent: 40 }],
        },
      ],
    })
  })

  it('takes small answers without an order together and names them', async () => {
    // own 35, rent 19, kin 5, shelter 1
    expect(tables(HOME)[0]).toMatchObject({
      answers: [{ key: 'rent' }, { key: 'own' }, { kind: 'others', labels: ['Kin', 'Shelter'] }],
      rows: [{ shares: [{ percent: 32 }, { percent: 58 }, { percent: 10 }] }],
    })
    // by gender: women own 20, others 15; men own 15, others 10
    expect(tables(HOME)[1]).toMatchObject({
      answers: [{ key: 'own' }, { kind: 'others', labels: ['Rent', 'Kin', 'Shelter'] }],
      rows: [{ shares: [{ percent: 57 }, { percent: 43 }] }, { shares: [{ percent: 60 }, { percent: 40 }] }],
    })
  })

  it('shows each option of a "select all" question by itself, of all who answered the survey', async () => {
    // 60 answered: work 15, care 15, transit 9; no man chose care, no woman transit; 5 women and 10 men work
    expect(tables(NEEDS)[0]).toMatchObject({
      answers: [{ key: 'work' }, { key: 'care' }, { key: 'transit' }],
      rows: [{ base: { kind: 'at-least', count: 60 }, shares: [{ percent: 25 }, { percent: 25 }, { percent: 15 }] }],
      notShown: [],
    })
    expect(tables(NEEDS)[1]).toMatchObject({
      answers: [{ key: 'work' }],
      rows: [
        { base: { count: 35 }, shares: [{ percent: 14 }] },
        { base: { count: 25 }, shares: [{ percent: 40 }] },
      ],
      notShown: ['Care', 'Transit'],
    })
  })

  it('shows numbers in the bands that were registered', async () => {
    // 35 answered: 5 of none, 20 up to 10, 10 up to 20, none above
    expect(tables(HOURS)[0]).toMatchObject({
      answers: [
        { kind: 'band', upTo: CARE_BANDS[1] },
        { kind: 'band', above: CARE_BANDS[1] },
      ],
      rows: [{ base: { kind: 'at-least', count: 35 }, shares: [{ percent: 71 }, { percent: 29 }] }],
    })
  })

  it('tells of free text only roughly how many people wrote', async () => {
    expect(of(WORDS)).toMatchObject({ kind: 'text', texts: { kind: 'at-least', count: 20 } })
  })

  it('says who answered in the groups that its tables use', async () => {
    expect(of(GENDER)).toMatchObject({
      groups: [
        { group: { key: 'woman' }, base: { count: 35 }, share: { percent: 58 } },
        { group: { key: 'man' }, base: { count: 25 }, share: { percent: 42 } },
      ],
    })
  })

  it('holds no count of an answer, no decimal and nothing that its schema does not name', async () => {
    for (const one of made.questions) expect(QuestionReport.parse(one)).toEqual(one)
    // A mean is made from the percentages as they are shown.
    const numbers = JSON.stringify(made, (name, value) => (name === 'score' ? undefined : value))
    expect(numbers).not.toMatch(/\d\.\d|"kind":"exact","count":\d+,"percent"/)
  })

  it('leaves everything out, with the reason, when fewer than 20 people answered', async () => {
    const few = await reported(
      cubeOfPeople([{ times: 19, cell: women, answers: { [TRUST]: '3' } }]),
      asked,
      'standard',
      {
        invited: 50,
      },
    )
    expect(few.answered).toEqual({ kind: 'fewer', than: 20 })
    expect(few.responseRate).toBeUndefined()
    expect(few.questions[0]).toMatchObject({
      tables: [{ kind: 'left-out', reason: 'too-few-answers' }, { kind: 'left-out' }],
    })
  })

  it('leaves out who answered and what was written, too, when fewer answered than the city asks for', async () => {
    const policy: Policy = { ...POLICIES.standard, base: 200 }
    const cube = cubeOfPeople([
      { times: 90, cell: women, answers: { [TRUST]: '3', [WORDS]: 'words' } },
      { times: 70, cell: men, answers: { [TRUST]: '4', [WORDS]: 'words' } },
    ])
    const inputs = { ...inputsOf(cube, asked, 'standard', { invited: 500 }), policy }
    const few = await report(inputs, async () => 'proven')
    expect(few.answered).toEqual({ kind: 'fewer', than: 200 })
    const [who] = few.questions.filter(({ kind }) => kind === 'demographic')
    expect(who).toMatchObject({ groups: { kind: 'left-out', reason: 'too-few-answers' } })
    const [text] = few.questions.filter(({ kind }) => kind === 'text')
    expect(text).toMatchObject({ texts: { kind: 'fewer', than: 200 } })
    expect(mayQuote(inputs, WORDS)).toBe(false)
    expect(mayQuote({ ...inputs, policy: POLICIES.standard }, WORDS)).toBe(true)
    // The numbers of people are nowhere.
    expect(JSON.stringify(few)).not.toMatch(/\b(160|150|90|70)\b/)
  })

  it('never calls anything 0 or 100 percent', async () => {
    const nearly = await reported(
      cubeOfPeople([
        { times: 1995, answers: { [HOME]: 'own' } },
        { times: 5, answers: { [HOME]: 'rent' } },
      ]),
      asked,
      'standard',
      { invited: 2000 },
    )
    const home = nearly.questions[1]
    expect(home && 'tables' in home && home.tables[0]).toMatchObject({
      rows: [
        {
          shares: [
            { kind: 'over', percent: 99 },
            { kind: 'under', percent: 1 },
          ],
        },
      ],
    })
  })

  it('takes back what the gate refuses', async () => {
    const refused = await reported(sixty, asked, 'standard', { invited: 150 }, async ({ answers }) =>
      answers === 6 ? 'refused' : 'proven',
    )
    expect(refused.questions[0]).toMatchObject({
      gate: 'refused',
      tables: [
        { kind: 'left-out', reason: 'not-proven' },
        { kind: 'left-out', reason: 'not-proven' },
      ],
    })
  })
})

describe('other levels of protection', () => {
  const people = [
    { times: 32, cell: women, answers: { [TRUST]: '1' } },
    { times: 9, cell: men, answers: { [TRUST]: '5' } },
  ]

  it('open: shows exact counts, whatever their size', async () => {
    const made = await reported(cubeOfPeople(people), asked, 'open', { invited: 50 })
    const trust = made.questions[0]
    expect(trust && 'tables' in trust && trust.tables[1]).toMatchObject({
      rows: [
        { shares: [{ kind: 'exact', count: 32, percent: 100 }, {}, {}, {}, { kind: 'exact', count: 0, percent: 0 }] },
        { base: { kind: 'exact', count: 9 } },
      ],
    })
  })

  it('sensitive: asks for ten people in every cell where standard asks for five', async () => {
    const level = async (of: 'standard' | 'sensitive') => {
      const trust = (await reported(cubeOfPeople(people), asked, of, { invited: 50 })).questions[0]
      return trust && 'tables' in trust ? trust.tables[0]?.kind : undefined
    }
    expect([await level('standard'), await level('sensitive')]).toEqual(['shown', 'left-out'])
  })

  it('sensitive: never crosses a question with the neighbourhood', async () => {
    const asked: Questionnaire = [
      questionnaire[0],
      {
        id: GENDER,
        kind: 'demographic',
        dimension: 'neighbourhood',
        title: 'Where?',
        options: [
          { key: 'a', label: 'A' },
          { key: 'b', label: 'B' },
        ],
      },
    ]
    const cube = cubeOfPeople([
      { times: 100, cell: { neighbourhood: 'a' }, answers: { [TRUST]: '1' } },
      { times: 100, cell: { neighbourhood: 'b' }, answers: { [TRUST]: '5' } },
    ])
    const trust = (await reported(cube, hashed(asked), 'sensitive', { invited: 300 })).questions[0]
    expect(trust && 'tables' in trust && trust.tables[1]).toEqual({
      kind: 'left-out',
      by: 'neighbourhood',
      reason: 'never-crossed',
    })
  })
})

describe('while a survey is open', () => {
  it('its answers are told only as fewer than 20, and then in tens rounded down', async () => {
    expect([0, 19, 20, 29, 30].map(roughCount)).toEqual([
      { kind: 'fewer', than: 20 },
      { kind: 'fewer', than: 20 },
      { kind: 'at-least', count: 20 },
      { kind: 'at-least', count: 20 },
      { kind: 'at-least', count: 30 },
    ])
  })
})

describe('233 Adelaide students asked about smoking (MASS, data survey)', () => {
  it('no cell of any table that is shown rests on fewer than five of them', async () => {
    const SMOKE = question('smoke')
    const cube = new Map()
    const asked: Questionnaire = [
      { id: SMOKE, kind: 'single', title: 'Smoke', options: ['Never', 'Occas', 'Regul', 'Heavy'].map(option) },
      {
        id: question('sex'),
        kind: 'demographic',
        dimension: 'gender',
        title: 'Sex',
        options: ['Female', 'Male'].map(option),
      },
      {
        id: question('exer'),
        kind: 'demographic',
        dimension: 'race',
        title: 'Exer',
        options: ['None', 'Some', 'Freq'].map(option),
      },
      {
        id: question('clap'),
        kind: 'demographic',
        dimension: 'ageBand',
        title: 'Clap',
        options: ['Left', 'Neither', 'Right'].map(option),
      },
    ]
    for (const { Sex, Exer, Clap, Smoke } of students) {
      const cell = { gender: Sex.toLowerCase(), race: Exer.toLowerCase(), ageBand: Clap.toLowerCase() }
      const { adds } = contributionOf({ cell, answers: { [SMOKE]: Smoke.toLowerCase() } }, asked)
      addToCube(cube, cellKey(cell), adds)
    }
    const [smoke] = (await reported(cube, hashed(asked), 'standard', { invited: 300 })).questions
    if (!smoke || !('tables' in smoke)) throw new Error('there are no tables')
    expect(smoke.tables.map((table) => table.kind)).toEqual(['shown', 'shown', 'shown', 'shown'])
    for (const table of smoke.tables) {
      if (table.kind !== 'shown') continue
      const column = ({ gender: 'Sex', race: 'Exer', ageBand: 'Clap' } as const)[table.by as 'gender']
      for (const row of table.rows)
        for (const [index, answer] of table.answers.entries()) {
          const labels = answer.kind === 'option' ? [answer.label] : answer.kind === 'others' ? answer.labels : []
          const groups =
            row.group.kind === 'group' ? [row.group.label] : row.group.kind === 'residual' ? row.group.labels : []
          const mine = students.filter((one) => row.group.kind === 'everybody' || groups.includes(one[column]))
          const count = mine.filter((one) => labels.includes(one.Smoke)).length
          expect(count).toBeGreaterThanOrEqual(5)
          expect(row.shares[index]).toEqual({ kind: 'share', percent: Math.round((100 * count) / mine.length) })
        }
    }
  })
})

const option = (label: string) => ({ key: label.toLowerCase(), label })
