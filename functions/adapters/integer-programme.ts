import imported, { type Highs } from 'highs'
import type { Programme, Solution, Solve } from '../../shared/results/gate/programme.ts'

/** Its types describe the CommonJS build; in the ES module, which is what is imported, the function itself is the default. */
export const loadHighs = imported as unknown as typeof imported.default

/**
 * HiGHS, a solver of integer programmes, in WebAssembly (its file lies beside the bundle). A solve blocks the thread; one that
 * breaks may leave the module in any state, so the next gets a fresh one.
 */
export const highsSolver = (load: () => Promise<Highs> = () => loadHighs()): Solve => {
  let loaded: Promise<Highs> | undefined
  return async (programme, seconds) => {
    loaded ??= load()
    try {
      return solve(await loaded, programme, seconds)
    } catch (error) {
      loaded = undefined
      return { outcome: 'failed', because: error instanceof Error ? error.message : String(error) }
    }
  }
}

const solve = (highs: Highs, programme: Programme, seconds: number): Solution =>
  highs.withModel(modelOf(highs, programme), (model): Solution => {
    // Only an optimum that is proven to the last unit counts: by default a gap of 0.01 % would do.
    model.options.set({ output_flag: false, time_limit: seconds, mip_rel_gap: 0, mip_abs_gap: 0.5 })
    const { modelStatus } = model.run()
    const { optimal, infeasible, timeLimit } = highs.constants.modelStatus
    if (modelStatus === infeasible) return { outcome: 'infeasible' }
    if (modelStatus === timeLimit) return { outcome: 'time-limit' }
    if (modelStatus !== optimal) return { outcome: 'failed', because: `model status ${modelStatus}` }
    return { outcome: 'optimal', values: Array.from(model.getSolution().colValue), gain: model.getObjectiveValue() }
  })

const modelOf = (highs: Highs, { columns, rows, aim }: Programme) => {
  const { variableType, objectiveSense } = highs.constants
  const whole = columns.some((column) => column.whole)
  const starts = [0]
  for (const { terms } of rows) starts.push((starts.at(-1) ?? 0) + terms.length)
  return {
    numCols: columns.length,
    numRows: rows.length,
    sense: aim === 'most' ? objectiveSense.maximize : objectiveSense.minimize,
    colCost: Float64Array.from(columns, ({ gain }) => gain),
    colLower: Float64Array.from(columns, ({ low }) => low),
    colUpper: Float64Array.from(columns, ({ high }) => high),
    rowLower: Float64Array.from(rows, ({ low }) => low),
    rowUpper: Float64Array.from(rows, ({ high }) => high),
    matrix: {
      format: 'csr' as const,
      numRows: rows.length,
      numCols: columns.length,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(rows.flatMap(({ terms }) => terms.map(([column]) => column))),
      values: Float64Array.from(rows.flatMap(({ terms }) => terms.map(([, weight]) => weight))),
    },
    ...(whole && {
      integrality: columns.map((column) => (column.whole ? variableType.integer : variableType.continuous)),
    }),
  }
}
