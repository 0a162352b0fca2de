/** What the embedded cloud is doing right now: time may go on, and a test may look, when nothing is left. */
export type Activity = {
  begin(): () => void
  track<T>(work: Promise<T>): Promise<T>
  readonly busy: number
  /** Resolves when nothing runs and nothing follows at once. */
  idle(): Promise<void>
}

export function createActivity(): Activity {
  let busy = 0
  let waiting: (() => void)[] = []
  const end = () => {
    busy--
    if (busy > 0) return
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  const begin = () => {
    busy++
    let ended = false
    return () => {
      if (ended) return
      ended = true
      end()
    }
  }
  return {
    begin,
    async track(work) {
      const done = begin()
      try {
        return await work
      } finally {
        done()
      }
    },
    get busy() {
      return busy
    },
    async idle() {
      do {
        if (busy > 0) await new Promise<void>((resolve) => waiting.push(resolve))
        // What ended may have something following it in the same turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve))
      } while (busy > 0)
    },
  }
}
