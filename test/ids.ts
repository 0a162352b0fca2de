/** What comes behind the prefix of an id, of a name: ids spell without I, L, O and U. */
export const ulidOf = (name: string): string =>
  name
    .toUpperCase()
    .replace(/[ILOU]/g, '0')
    .padStart(26, '0')
