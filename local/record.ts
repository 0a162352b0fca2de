/** What /_local shows of the functions: their newest log lines and, apart, everything that failed. */
export type Fault = { at: string; where: string; message: string; trace?: string[] }

const kept = 500

export function createRecord(now: () => number) {
  const logs = new Map<string, { at: string; line: string }[]>()
  const faults: Fault[] = []
  const at = () => new Date(now()).toISOString()
  return {
    logs,
    faults,
    log(name: string, line: string) {
      const lines = logs.get(name) ?? []
      logs.set(name, lines)
      lines.push({ at: at(), line })
      if (lines.length > kept) lines.shift()
    },
    fault(where: string, message: string, trace?: string[]) {
      faults.push({ at: at(), where, message, ...(trace && { trace }) })
      if (faults.length > kept) faults.shift()
    },
  }
}
export type RunRecord = ReturnType<typeof createRecord>
