/**
 * Chance that falls the same way on every machine: a number in [0, 1) from a text. FNV-1a with a final mix, because the
 * raw hash of texts that differ in their last letter only lies close together.
 */
export const chance = (text: string): number => {
  let hash = 2166136261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32
}

export const pick = <T>(text: string, from: readonly T[]): T => {
  const chosen = from[Math.floor(chance(text) * from.length)]
  if (chosen === undefined) throw new Error('nothing to pick from')
  return chosen
}

/** Picks a key with the probability of its weight. */
export const weighted = <K extends string>(text: string, weights: Readonly<Partial<Record<K, number>>>): K => {
  const entries = Object.entries(weights) as [K, number][]
  let left = chance(text) * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [key, weight] of entries) {
    left -= weight
    if (left < 0) return key
  }
  return pick(text, entries)[0]
}
