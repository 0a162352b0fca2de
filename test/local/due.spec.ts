import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createClock } from '../../local/clock.ts'
import { createDue, type Due } from '../../local/due.ts'
import { openJournal } from '../../local/journal.ts'

describe('what is due at an instant', () => {
  let journal: DatabaseSync
  let clock: ReturnType<typeof createClock>
  let due: Due
  let done: string[]
  let failures: number

  beforeEach(() => {
    journal = openJournal(':memory:')
    done = []
    failures = 0
    start()
  })
  afterEach(async () => {
    await due.stop()
    clock.stop()
    journal.close()
  })

  function start(width = 1) {
    clock = createClock()
    due = createDue({
      journal,
      clock,
      table: 'task',
      width,
      run: async ({ kind, attempt }) => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        if (kind === 'failing' && failures-- > 0) throw new Error('not yet')
        if (kind === 'repeating' && done.length < 2) {
          due.forget('repeating', 'one')
          due.plan({ kind: 'repeating', key: 'one', at: clock.now(), body: {} })
        }
        done.push(`${kind} ${attempt}`)
      },
    })
  }

  const advance = (milliseconds: number) => clock.advanceTo(clock.now() + milliseconds, due.idle)

  it('is not done before resume(), nor before its time, and then once', async () => {
    due.plan({ kind: 'reminder', at: clock.now() + 1000, body: {} })
    await advance(2000)
    expect(done).toEqual([])
    due.resume()
    await advance(0)
    expect(done).toEqual(['reminder 1'])
    await advance(86_400_000)
    expect(done).toEqual(['reminder 1'])
  })

  it('is done again until it succeeds', async () => {
    failures = 3
    due.resume()
    due.plan({ kind: 'failing', at: clock.now(), body: {} })
    await advance(20_000)
    expect(done).toEqual(['failing 4'])
  })

  it('is idle only when the last of several has ended, also when one begins as another ends', async () => {
    due.resume()
    for (let n = 0; n < 5; n++) due.plan({ kind: 'mail', at: clock.now() + 1000 + n, body: {} })
    await advance(2000)
    expect(done).toHaveLength(5)
  })

  it('may plan itself again under its own key while it runs', async () => {
    due.resume()
    due.plan({ kind: 'repeating', key: 'one', at: clock.now(), body: {} })
    await advance(100)
    expect(done).toHaveLength(3)
  })

  it('is done after a death in the middle, as a second attempt', async () => {
    due.resume()
    due.plan({ kind: 'mail', at: clock.now() - 1, body: {} })
    await new Promise((resolve) => setTimeout(resolve, 3))
    clock.stop()
    // The first process is gone: its end is never written.
    journal.exec('create temp trigger dead before update of ended_at on task begin select raise(ignore); end')
    await due.stop()
    journal.exec('drop trigger dead')
    start()
    due.resume()
    await advance(100)
    expect(done.at(-1)).toBe('mail 2')
  })

  it('waits while held', async () => {
    due.resume()
    due.hold(true)
    due.plan({ kind: 'event', at: clock.now(), body: {} })
    await advance(1000)
    expect(done).toEqual([])
    due.hold(false)
    await advance(0)
    expect(done).toEqual(['event 1'])
  })
})
