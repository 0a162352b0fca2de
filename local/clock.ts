export type Clock = {
  /** Virtual epoch milliseconds. */
  now(): number
  /** One Float64: the offset in milliseconds between virtual and real time. Workers read it. */
  readonly shared: SharedArrayBuffer
  /** Runs `run` once when virtual time reaches `instant` (at once if it is past). Returns cancel. */
  at(instant: number, run: () => unknown): () => void
  /** Steps from timer to timer and awaits `settled` after each, so that what a timer starts is done before time goes on. */
  advanceTo(instant: number, settled: () => Promise<void>): Promise<void>
}

type Timer = { instant: number; order: number; run: () => unknown }
type ClockOptions = {
  offset?: number
  /** Told whenever the offset changes, so that a restart does not go back in time. */
  onOffset?: (offset: number) => void
  onError?: (error: unknown) => void
}

// setTimeout's delay is a signed 32 bit number of milliseconds; waking up too early is harmless.
const longestSleep = 2 ** 31 - 1

export function createClock({ offset = 0, onOffset, onError }: ClockOptions = {}): Clock & {
  stop(): void
  /** Whether a timer is due now: what it starts is not done yet. */
  due(): boolean
} {
  const shared = new SharedArrayBuffer(8)
  const cell = new Float64Array(shared)
  cell[0] = offset
  const now = () => realNow() + (cell[0] ?? 0)
  const timers = new Set<Timer>()
  let order = 0
  let advancing = false
  let stopped = false
  let alarm: NodeJS.Timeout | undefined
  let alarmAt = Number.POSITIVE_INFINITY

  function earliest(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers) {
      if (!first || timer.instant < first.instant || (timer.instant === first.instant && timer.order < first.order))
        first = timer
    }
    return first
  }

  const isDue = () => (earliest()?.instant ?? Number.POSITIVE_INFINITY) <= now()

  function ring() {
    alarmAt = Number.POSITIVE_INFINITY
    runDue()
    arm()
  }

  function arm() {
    if (advancing || stopped) return
    const first = earliest()
    if (!first || first.instant >= alarmAt) return
    clearTimeout(alarm)
    alarmAt = first.instant
    alarm = setTimeout(ring, Math.min(Math.max(first.instant - now(), 0), longestSleep))
    alarm.unref()
  }

  function runDue() {
    for (let first = earliest(); first && first.instant <= now(); first = earliest()) {
      timers.delete(first)
      const { run } = first
      // Not awaited: a timer may itself wait for a later one.
      new Promise((resolve) => resolve(run())).catch((error) => onError?.(error))
    }
  }

  function jumpTo(instant: number) {
    if (instant <= now()) return
    cell[0] = instant - realNow()
  }

  return {
    now,
    shared,
    at(instant, run) {
      const timer = { instant, order: order++, run }
      timers.add(timer)
      arm()
      return () => timers.delete(timer)
    },
    async advanceTo(instant, settled) {
      if (advancing) throw new Error('The clock is being advanced already')
      advancing = true
      clearTimeout(alarm)
      alarmAt = Number.POSITIVE_INFINITY
      try {
        await settled()
        for (;;) {
          const first = earliest()
          // Real time goes on meanwhile: what is due now is run too, even when it is a little after the target.
          const next = first && first.instant <= Math.max(instant, now()) ? first.instant : instant
          if (stopped || (next === instant && now() >= instant && !isDue())) break
          jumpTo(next)
          runDue()
          await settled()
        }
      } finally {
        advancing = false
        onOffset?.(cell[0] ?? 0)
        arm()
      }
    },
    due: isDue,
    stop() {
      stopped = true
      clearTimeout(alarm)
      timers.clear()
    },
  }
}

/** Replaces globalThis.Date so that Date.now() and new Date() are virtual; in the main thread and in every worker. */
export function installVirtualDate(shared: SharedArrayBuffer): void {
  const RealDate = realDate()
  const cell = new Float64Array(shared)
  const now = () => Math.trunc(RealDate.now() + (cell[0] ?? 0))
  const VirtualDate = new Proxy(RealDate, {
    construct: (target, parts, newTarget) => Reflect.construct(target, parts.length ? parts : [now()], newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
  // Libraries compare `value.constructor === Date`.
  RealDate.prototype.constructor = VirtualDate
  globalThis.Date = VirtualDate
}

const realNow = () => realDate().now()

// Kept on the global object: a second copy of this module must not shift a date that is shifted already.
const realDateKey = Symbol.for('common-agenda.real-date')
function realDate(): DateConstructor {
  const place = globalThis as { [realDateKey]?: DateConstructor }
  place[realDateKey] ??= Date
  return place[realDateKey]
}
