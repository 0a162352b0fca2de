/** What would be on the bill: calls, capacity units, Lambda milliseconds, state transitions. */
export type Usage = {
  since: string
  services: Record<string, Record<string, { calls: number; errors: number; readUnits?: number; writeUnits?: number }>>
  functions: Record<string, { invocations: number; errors: number; coldStarts: number; milliseconds: number }>
  machines: Record<string, { executions: number; transitions: number }>
}

export function createUsage() {
  const fresh = (): Usage => ({ since: new Date().toISOString(), services: {}, functions: {}, machines: {} })
  let usage = fresh()
  const machine = (name: string) => {
    usage.machines[name] ??= { executions: 0, transitions: 0 }
    return usage.machines[name]
  }
  const lambda = (name: string) => {
    usage.functions[name] ??= { invocations: 0, errors: 0, coldStarts: 0, milliseconds: 0 }
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
      units?: { kind: 'readUnits' | 'writeUnits'; count: number },
    ) {
      usage.services[service] ??= {}
      const operations = usage.services[service]
      operations[operation] ??= { calls: 0, errors: 0 }
      const row = operations[operation]
      row.calls++
      if (!ok) row.errors++
      if (units) row[units.kind] = (row[units.kind] ?? 0) + units.count
    },
    invoked(name: string, milliseconds: number, ok: boolean) {
      const row = lambda(name)
      row.invocations++
      row.milliseconds += Math.ceil(milliseconds)
      if (!ok) row.errors++
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
