import type { Share } from '../document.ts'

/** A published percentage and the number of people that it is worth. Nothing else is ever computed from. */
export type Published = {
  percent: number
  n: number
  /** How many points it can be off by rounding: half a point for each rounded percentage in it. */
  rounding: number
}

export const ROUNDING = 0.5

/** As it was rounded: what is under 1 % is 0, what is over 99 % is 100. Of a quarter nothing is known. */
export const percentOf = (share: Share): number | undefined => {
  switch (share.kind) {
    case 'under':
      return 0
    case 'over':
      return 100
    case 'quarter':
      return undefined
    default:
      return share.percent
  }
}

/** All of them, or nothing where one is a quarter. */
export const percentsOf = (shares: readonly Share[]): number[] | undefined => {
  const percents = shares.flatMap((share) => percentOf(share) ?? [])
  return percents.length === shares.length ? percents : undefined
}

/** The share of people who gave one of several answers that exclude each other. */
export const sumOfShares = (shares: readonly Share[]): Share | undefined => {
  const [only] = shares
  const percents = percentsOf(shares)
  if (!percents || !only) return undefined
  if (shares.length === 1) return only
  const percent = Math.min(
    100,
    percents.reduce((sum, each) => sum + each, 0),
  )
  const counts = shares.flatMap((share) => (share.kind === 'exact' ? share.count : []))
  if (counts.length === shares.length)
    return { kind: 'exact', count: counts.reduce((sum, count) => sum + count, 0), percent }
  return shareOfPercent(percent)
}

/** A percentage made of published ones, as it is shown. */
export const shareOfPercent = (percent: number): Share => {
  const whole = Math.round(percent)
  if (whole <= 0) return { kind: 'under', percent: 1 }
  return whole >= 100 ? { kind: 'over', percent: 99 } : { kind: 'share', percent: whole }
}
