/** What would be on the bill: calls, capacity units, Lambda milliseconds at so much memory, events, state transitions. */
export type Usage = {
  since: string
  services: Record<string, Record<string, Called>>
  functions: Record<string, FunctionUsage>
  /** By source: what came over the bus. */
  events: Record<string, { events: number; invocations: number }>
  machines: Record<string, { executions: number; transitions: number }>
}

type Called = {
  calls: number
  errors: number
  readUnits?: number
  writeUnits?: number
  /** Items put, changed or deleted, in transactions or alone. */
  written?: number
}

type FunctionUsage = {
  invocations: number
  errors: number
  coldStarts: number
  milliseconds: number
  /** Processor time of its thread; of the first invocation with the cold start before it. */
  cpuMilliseconds: number
  /** What is paid for, in megabytes, and what its thread used when it was last looked at. */
  memory?: number
  heapMegabytes?: number
  /** What was left of it each time that the rest was collected on demand. */
  liveMegabytes?: number[]
}

export function createUsage() {
  const fresh = (): Usage => ({
    since: new Date().toISOString(),
    services: {},
    functions: {},
    events: {},
    machines: {},
  })
  let usage = fresh()
  const machine = (name: string) => {
    usage.machines[name] ??= { executions: 0, transitions: 0 }
    return usage.machines[name]
  }
  const lambda = (name: string) => {
    usage.functions[name] ??= { invocations: 0, errors: 0, coldStarts: 0, milliseconds: 0, cpuMilliseconds: 0 }
    return usage.functions[name]
  }
  return {
    read: () => usage,
    reset() {
      usage = fresh()
    },
    called(
      service: string,
      operation: string,
      ok: boolean,
      units?: { kind: 'readUnits' | 'writeUnits'; count: number; written?: number | undefined },
    ) {
      usage.services[service] ??= {}
      const operations = usage.services[service]
      operations[operation] ??= { calls: 0, errors: 0 }
      const row = operations[operation]
      row.calls++
      if (!ok) row.errors++
      if (units) row[units.kind] = (row[units.kind] ?? 0) + units.count
      if (units?.written !== undefined) row.written = (row.written ?? 0) + units.written
    },
    invoked(
      name: string,
      milliseconds: number,
      ok: boolean,
      { memory, heap, cpu }: { memory: number; heap?: number | undefined; cpu: number },
    ) {
      const row = lambda(name)
      row.invocations++
      row.milliseconds += Math.ceil(milliseconds)
      row.cpuMilliseconds += cpu
      row.memory = memory
      if (heap !== undefined) row.heapMegabytes = heap / 2 ** 20
      if (!ok) row.errors++
    },
    measured(name: string, heap: number) {
      lambda(name).heapMegabytes = heap / 2 ** 20
    },
    collected(name: string, heap: number) {
      const row = lambda(name)
      row.liveMegabytes = [...(row.liveMegabytes ?? []), heap / 2 ** 20]
    },
    emitted(source: string, invocations: number) {
      usage.events[source] ??= { events: 0, invocations: 0 }
      usage.events[source].events++
      usage.events[source].invocations += invocations
    },
    startedCold(name: string) {
      lambda(name).coldStarts++
    },
    executed(name: string) {
      machine(name).executions++
    },
    transitioned(name: string) {
      machine(name).transitions++
    },
  }
}
export type UsageCounters = ReturnType<typeof createUsage>
