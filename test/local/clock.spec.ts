import { afterEach, describe, expect, it } from 'vitest'
import { createClock } from '../../local/clock.ts'

const hour = 3_600_000
const nothingToWaitFor = async () => {}

describe('the clock of the embedded cloud', () => {
  let clock = createClock()
  afterEach(() => clock.stop())

  it('goes with real time until it is advanced', async () => {
    clock = createClock()
    const rang = new Promise((resolve) => clock.at(clock.now() + 20, () => resolve(clock.now())))
    const due = clock.now() + 20
    expect(Number(await rang) - due).toBeLessThan(1000)
  })

  it('runs at once what is past already', async () => {
    clock = createClock()
    await new Promise((resolve) => clock.at(clock.now() - hour, () => resolve(undefined)))
  })

  it('steps from timer to timer, each at its own instant, with those that follow from them', async () => {
    clock = createClock()
    const start = clock.now()
    const rang: [string, number][] = []
    const note = (name: string) => rang.push([name, Math.round((clock.now() - start) / hour)])
    clock.at(start + 5 * hour, () => note('five'))
    clock.at(start + 2 * hour, () => {
      note('two')
      clock.at(clock.now() + hour, () => note('three'))
    })
    clock.at(start + 50 * hour, () => note('fifty'))
    await clock.advanceTo(start + 24 * hour, nothingToWaitFor)
    expect(rang).toEqual([
      ['two', 2],
      ['three', 3],
      ['five', 5],
    ])
    expect(Math.round((clock.now() - start) / hour)).toBe(24)
  })

  it('waits until what a timer started is done before time goes on', async () => {
    clock = createClock()
    const start = clock.now()
    let work = Promise.resolve()
    const done: number[] = []
    for (const hours of [1, 2])
      clock.at(start + hours * hour, () => {
        work = new Promise((resolve) => setTimeout(resolve, 20)).then(() => {
          done.push(Math.floor((clock.now() - start) / hour))
        })
      })
    await clock.advanceTo(start + 3 * hour, () => work)
    expect(done).toEqual([1, 2])
  })

  it('does not run what was cancelled', async () => {
    clock = createClock()
    const rang: string[] = []
    clock.at(clock.now() + hour, () => rang.push('cancelled'))()
    await clock.advanceTo(clock.now() + 2 * hour, nothingToWaitFor)
    expect(rang).toEqual([])
  })

  it('tells its offset, so that a restart does not go back in time', async () => {
    const offsets: number[] = []
    clock = createClock({ onOffset: (offset) => offsets.push(offset) })
    await clock.advanceTo(clock.now() + 10 * hour, nothingToWaitFor)
    clock.stop()
    const again = createClock({ offset: offsets.at(-1) ?? 0 })
    expect(Math.round((again.now() - clock.now()) / 1000)).toBe(0)
    again.stop()
  })
})
