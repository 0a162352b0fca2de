/** How many members the public is told of: rounded down, so that nobody's coming or going can be read from it. */
export type MembersShown = { shown: 'few' } | { shown: 'rounded'; atLeast: number }

const FEW = 20
const STEP = 10

export const membersShown = (count: number): MembersShown =>
  count < FEW ? { shown: 'few' } : { shown: 'rounded', atLeast: Math.floor(count / STEP) * STEP }
