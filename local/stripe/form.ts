export type FormTree = string | FormTree[] | { [name: string]: FormTree }

/** `line_items[0][price_data][currency]=usd` as a tree. Objects have no prototype, so no name is special. */
export function parseForm(text: string): { [name: string]: FormTree } {
  const root: { [name: string]: FormTree } = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [name.split('[')[0] ?? '', ...[...name.matchAll(/\[([^\]]*)\]/g)].map(([, part]) => part ?? '')]
    let place = root
    for (const [depth, part] of path.entries()) {
      const key = part === '' ? String(Object.keys(place).length) : part
      if (depth === path.length - 1) place[key] = value
      else {
        const next = place[key]
        if (typeof next === 'object' && !Array.isArray(next)) place = next
        else {
          const made: { [name: string]: FormTree } = Object.create(null)
          place[key] = made
          place = made
        }
      }
    }
  }
  for (const [key, value] of Object.entries(root)) root[key] = withArrays(value)
  return root
}

function withArrays(tree: FormTree): FormTree {
  if (typeof tree === 'string' || Array.isArray(tree)) return tree
  const entries = Object.entries(tree).map(([key, value]) => [key, withArrays(value)] as const)
  if (entries.length && entries.every(([key], index) => key === String(index))) return entries.map(([, value]) => value)
  for (const [key, value] of entries) tree[key] = value
  return tree
}
