/** Does them all, eight at once. */
export const inParallel = async (all: readonly (() => Promise<void>)[]) => {
  let next = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = all[next++]; one; one = all[next++]) await one()
    }),
  )
}

const AT_ONCE = 8
