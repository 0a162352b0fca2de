import { describe, expect, it } from 'vitest'
import type { TabledReport } from '../../../shared/results/document.ts'
import { finish } from '../../../shared/results/finish/finish.ts'
import { question as idOf } from '../cast.ts'
import { answeredBy, byGroups, lastYear, options, others, proven, single, total } from './cast.ts'

const TWO = options('Rent', 'Own')
const named = (name: string, number: number, question: TabledReport): TabledReport => ({
  ...question,
  ...{ number, id: idOf(name), contentHash: name },
})
const plain = (name: string, number: number, rent: number) =>
  named(name, number, single(total(400, TWO, [rent, 100 - rent])))
const differing = (name: string, number: number, women: number) =>
  named(
    name,
    number,
    single(
      total(400, TWO, [50, 50]),
      byGroups(TWO, [
        ['Woman', 200, [women, 100 - women]],
        ['Man', 200, [30, 70]],
      ]),
    ),
  )
const headlines = (questions: TabledReport[], before: TabledReport[] = []) =>
  finish(
    answeredBy(400),
    questions.map((question) => proven(question)),
    before.length > 0 ? [lastYear(answeredBy(400), ...before)] : [],
  ).headlines

describe('the headlines of a report', () => {
  it('tell changes, then groups that differ, then the answers given most, five in all', () => {
    const before = ['c1', 'c2', 'c3'].map((name, i) => plain(name, i + 1, 50))
    const made = headlines(
      [
        plain('c1', 1, 62),
        plain('c2', 2, 80),
        plain('c3', 3, 70),
        differing('d1', 4, 60),
        differing('d2', 5, 80),
        differing('d3', 6, 70),
        plain('m1', 7, 90),
      ],
      before,
    )
    expect(made).toEqual([
      { kind: 'changed', question: idOf('c2'), comparison: 0, difference: 0 },
      { kind: 'changed', question: idOf('c3'), comparison: 0, difference: 0 },
      { kind: 'groups-differ', question: idOf('d2'), by: 'gender' },
      { kind: 'groups-differ', question: idOf('d3'), by: 'gender' },
      { kind: 'most-given', question: idOf('m1'), answer: 0 },
    ])
  })

  it('are the answers that lead furthest where nothing differs', () => {
    expect(headlines([plain('a', 1, 55), plain('b', 2, 30), plain('c', 3, 55)])).toEqual([
      { kind: 'most-given', question: idOf('b'), answer: 1 },
      { kind: 'most-given', question: idOf('a'), answer: 0 },
      { kind: 'most-given', question: idOf('c'), answer: 0 },
    ])
  })

  it('do not call an answer the one given most that rounding can have put first, nor all other answers', () => {
    const rest = named('r', 1, single(total(400, [...TWO, others('Kin', 'Shelter')], [20, 20, 60])))
    const close = named('n', 2, single(total(400, TWO, [51, 50])))
    expect(headlines([rest, close])).toEqual([])
  })
})
