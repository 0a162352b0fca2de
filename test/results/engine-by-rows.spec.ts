import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReportTable, Share } from '../../shared/results/document.ts'
import type { ReportQuestion } from '../../shared/results/questionnaire.ts'
import type { Margins } from '../../shared/results/settings/margins.ts'
import { POLICIES, type Policy } from '../../shared/results/settings/policy.ts'
import { candidatesOf } from '../../shared/results/tables/candidates.ts'
import { isTabled, positionsOf } from '../../shared/results/tables/counted.ts'
import { prepare } from '../../shared/results/tables/prepare.ts'
import { naiveTables } from './naive-report.ts'
import { asked, inputsFrom, margins, type Person, peopleOf } from './people.ts'

describe('the finest tables of a report', () => {
  const both = (people: Person[], policy: Policy, to?: Margins) => {
    const prepared = prepare(inputsFrom(people, { policy, ...(to && { margins: to }) }))
    const engine = asked.flatMap((question) => {
      if (!isTabled(question)) return []
      const [finest] = candidatesOf(prepared, question)
      return (finest?.tables ?? []).map((table) => textOf(question, table))
    })
    return { engine, naive: naiveTables(people, asked, policy, to), prepared }
  }

  it('are those that a naive count over the answers of single people gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 260 }), fc.nat(), fc.constantFrom(0, 0.05, 0.5), (n, seed, skipping) => {
        const { engine, naive } = both(peopleOf(n, seed, skipping), POLICIES.standard)
        expect(engine).toEqual(naive)
      }),
      { seed: 5, numRuns: 60 },
    )
  })

  it('are so for a sensitive survey, too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 260 }), fc.nat(), (n, seed) => {
        const { engine, naive } = both(peopleOf(n, seed), POLICIES.sensitive)
        expect(engine).toEqual(naive)
      }),
      { seed: 5, numRuns: 30 },
    )
  })

  it('are so where totals are weighted', () => {
    let weighted = 0
    fc.assert(
      fc.property(fc.integer({ min: 330, max: 600 }), fc.nat(), (n, seed) => {
        const people = peopleOf(n, seed).filter(({ cell }) => cell.gender !== undefined)
        const { engine, naive, prepared } = both(people, POLICIES.standard, margins)
        const { weighting } = prepared
        // Too few of a small group, or weights that would have to be cut, are no case for a naive count.
        if (weighting.outcome !== 'weighted' || weighting.trimmed) return
        weighted++
        expect(engine).toEqual(naive)
      }),
      { seed: 5, numRuns: 20 },
    )
    expect(weighted).toBeGreaterThan(5)
  })
})

const textOf = (question: ReportQuestion, table: ReportTable): string => {
  const named = table.by === 'everybody' ? '' : `${question.title} by ${table.by}: `
  if (table.kind === 'left-out') return named + LEFT_OUT[table.reason]
  const columns = table.answers.map((answer) =>
    answer.kind === 'option' && question.kind === 'multiple'
      ? answer.key
      : isTabled(question)
        ? positionsOf(question, answer).join('+')
        : '',
  )
  const rows = table.rows.map(({ group, base, shares }) => {
    const name = group.kind === 'group' ? group.key : group.kind === 'residual' ? 'others' : 'everybody'
    const parts = shares.map((share, k) => `${columns[k]} ${shareText(share)}`)
    return { name, base, parts }
  })
  return (
    named +
    rows
      .map(({ name, base, parts }) => `${name} (${'count' in base ? base.count : ''}): ${parts.join(', ')}`)
      .join('; ')
  )
}

const shareText = (share: Share) =>
  share.kind === 'quarter'
    ? share.band
    : share.kind === 'share'
      ? String(share.percent)
      : `${share.kind} ${share.percent}`

const LEFT_OUT: Partial<Record<string, string>> = {
  'too-few-answers': 'few answers',
  'too-few-per-answer': 'few per answer',
  'too-few-groups': 'few groups',
  'never-crossed': 'never',
}
