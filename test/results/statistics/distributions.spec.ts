import { describe, expect, it } from 'vitest'
import { beta, chiSquare, fisherF, normal, studentT } from '../../../shared/results/statistics/distributions.ts'
import { expectClose, reference } from './reference.ts'

const { tolerance_relative: tolerance, ...tables } = reference('j_distributions')

describe('distributions agree with R to 1e-10', () => {
  it('the normal distribution', () => {
    for (const { p, x } of tables.qnorm) expectClose(normal.quantile(p), x, tolerance, `qnorm ${p}`)
    for (const { x, p, upper } of tables.pnorm) {
      expectClose(normal.lower(x), p, tolerance, `pnorm ${x}`)
      expectClose(normal.upper(x), upper, tolerance, `upper pnorm ${x}`)
    }
  })

  it('Student’s t', () => {
    for (const { df, p, x } of tables.qt) expectClose(studentT.quantile(p, df), x, tolerance, `qt ${p} ${df}`)
    for (const { df, x, p } of tables.pt_upper) expectClose(studentT.upper(x, df), p, tolerance, `pt ${x} ${df}`)
  })

  it('chi-square', () => {
    for (const { df, x, p } of tables.pchisq_upper)
      expectClose(chiSquare.upper(x, df), p, tolerance, `pchisq ${x} ${df}`)
  })

  it('Fisher’s F', () => {
    for (const { df1, df2, x, p } of tables.pf_upper)
      expectClose(fisherF.upper(x, df1, df2), p, tolerance, `pf ${x} ${df1} ${df2}`)
  })

  it('beta', () => {
    for (const { a, b, p, x } of tables.qbeta) expectClose(beta.quantile(p, a, b), x, tolerance, `qbeta ${p} ${a} ${b}`)
  })

  it('leave no table of the reference unread', () => {
    const read = ['qnorm', 'pnorm', 'qt', 'pt_upper', 'pchisq_upper', 'pf_upper', 'qbeta']
    expect(Object.keys(tables).filter((name) => Array.isArray(tables[name]))).toEqual(read)
  })
})

describe('quantiles and probabilities', () => {
  it('undo one another, far out in the tails too', () => {
    for (const p of [1e-12, 1e-6, 0.01, 0.5, 0.99, 1 - 1e-9]) {
      expectClose(normal.lower(normal.quantile(p)), p, 1e-10)
      expectClose(studentT.lower(studentT.quantile(p, 7.5), 7.5), p, 1e-10)
      expectClose(chiSquare.lower(chiSquare.quantile(p, 3), 3), p, 1e-10)
      expectClose(fisherF.lower(fisherF.quantile(p, 2.5, 40), 2.5, 40), p, 1e-10)
      expectClose(beta.lower(beta.quantile(p, 2, 5), 2, 5), p, 1e-10)
    }
  })

  it('never are NaN: what is no probability, or no number of degrees, is a fault', () => {
    for (const p of [0, 1, -0.1, Number.NaN]) expect(() => normal.quantile(p)).toThrow(RangeError)
    expect(() => chiSquare.upper(-1, 3)).toThrow('a sum of squares must be')
    expect(() => fisherF.upper(1, 0, 3)).toThrow('degrees of freedom must be')
    expect(() => studentT.upper(Number.NaN, 3)).toThrow('a t value must be')
  })
})
