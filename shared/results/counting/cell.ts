/** The demographic answers of a response, by dimension: its place in the tally cube. A dimension may be missing. */
export type Cell = Readonly<Record<string, string>>

/** `ageBand=25-34;gender=woman`; `-` for nobody's demographics. The same cell always gives the same text. */
export const cellKey = (cell: Cell): string =>
  Object.entries(cell)
    .filter(([, option]) => option !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([dimension, option]) => `${encodeURIComponent(dimension)}=${encodeURIComponent(option)}`)
    .join(';') || '-'

export const cellFrom = (key: string): Cell =>
  key === '-'
    ? {}
    : Object.fromEntries(
        key.split(';').map((part) => {
          const [dimension = '', option = ''] = part.split('=')
          return [decodeURIComponent(dimension), decodeURIComponent(option)]
        }),
      )

/** Reads many cells; their few parts are decoded once each. */
export const cellReader = () => {
  const known = new Map<string, readonly [string, string]>()
  const read = (part: string) => {
    const found = known.get(part)
    if (found) return found
    const [[dimension, option] = ['', '']] = Object.entries(cellFrom(part))
    const own = [dimension, option] as const
    known.set(part, own)
    return own
  }
  return (key: string): ReadonlyMap<string, string> => new Map(key === '-' ? [] : key.split(';').map(read))
}
