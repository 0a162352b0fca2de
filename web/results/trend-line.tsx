import type { Range } from '../../shared/results/document.ts'

/** `at`: how far from the first to the last, 0 to 1. */
export type TrendPoint = { at: number; percent: number; range: Range }

/** One answer over the waves: 0 % at the bottom, 100 % at the top, whatever the numbers, with the ranges as whiskers. */
export const TrendLine = ({ points }: { points: readonly TrendPoint[] }) => (
  <svg class="trend-line" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
    <rect class="wash" x="0" y="0" width={WIDTH} height={HEIGHT} />
    {[25, 50, 75].map((percent) => (
      <line class="grid" x1="0" x2={WIDTH} y1={y(percent)} y2={y(percent)} />
    ))}
    <polyline class="line" points={points.map(({ at, percent }) => `${x(at)},${y(percent)}`).join(' ')} />
    {points.map(({ at, percent, range }, index) => (
      <>
        <line class="whisker" x1={x(at)} x2={x(at)} y1={y(range.low)} y2={y(range.high)} />
        <circle class={index === points.length - 1 ? 'dot' : 'dot quiet'} cx={x(at)} cy={y(percent)} r="3" />
      </>
    ))}
  </svg>
)

const [WIDTH, HEIGHT, EDGE] = [160, 80, 8]

const x = (at: number) => String(Math.round(EDGE + at * (WIDTH - 2 * EDGE)))
const y = (percent: number) => (HEIGHT - (percent * HEIGHT) / 100).toFixed(1)
