import { normal } from './distributions.ts'
import { fraction, notNegative } from './in-range.ts'

/** How sure an interval is meant to be. */
export type Confidence = 0.9 | 0.95 | 0.99
export type Interval = { low: number; high: number }

/**
 * Wilson's score interval of a share `p` of `n` people. `n` need not be whole: for weighted answers it is Kish's
 * effective number. With nobody asked it is everything from 0 to 1. Source: E. B. Wilson, JASA 22 (1927); R. G.
 * Newcombe, Statistics in Medicine 17 (1998) 857-872, method 3; with effective numbers C. Franco and others (2019).
 */
export const wilson = (p: number, n: number, confidence: Confidence = 0.95): Interval => {
  fraction('a share', p)
  if (notNegative('a number of people', n) === 0) return { low: 0, high: 1 }
  const z = Z[confidence]
  const widening = (z * z) / n
  const centre = p + widening / 2
  const half = z * Math.sqrt((p * (1 - p)) / n + widening / (4 * n))
  const scale = 1 + widening
  // Rounding may leave an end a hair on the wrong side of p, or of 0 and 1.
  return {
    low: Math.min(p, Math.max(0, (centre - half) / scale)),
    high: Math.max(p, Math.min(1, (centre + half) / scale)),
  }
}

/** Standard normal deviates that leave half of the remaining chance on each side. */
export const Z = {
  0.9: normal.quantile(0.95),
  0.95: normal.quantile(0.975),
  0.99: normal.quantile(0.995),
} satisfies Record<Confidence, number>
