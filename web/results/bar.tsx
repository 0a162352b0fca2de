import type { QuarterBand, Range, Share } from '../../shared/results/document.ts'

type BarProps = {
  share: Share
  range?: Range | undefined
  /** Another share, as a mark across the bar. */
  mark?: number | undefined
  quiet?: boolean
}

/** A picture of the numbers that stand beside it, with the range as a whisker; readers who do not see it miss nothing. */
export const Bar = ({ share, range, mark, quiet }: BarProps) => (
  <svg class="share-bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="wash" x="0" y="0" width="100" height="16" />
    {share.kind === 'quarter' ? (
      <rect class="quarter" x={String(FROM[share.band])} y="1" width="25" height="14" />
    ) : (
      <rect class={quiet ? 'fill quiet' : 'fill'} x="0" y="2" width={String(share.percent)} height="12" />
    )}
    {QUARTERS.map((at) => (
      <line class="grid" x1={at} x2={at} y1="0" y2="16" />
    ))}
    {range && <Whisker {...range} />}
    {mark !== undefined && <line class="mark" x1={String(mark)} x2={String(mark)} y1="0" y2="16" />}
  </svg>
)

const Whisker = ({ low, high }: Range) => (
  <>
    <line class="halo" x1={String(low)} x2={String(high)} y1="8" y2="8" />
    <line class="whisker" x1={String(low)} x2={String(high)} y1="8" y2="8" />
    <line class="whisker" x1={String(low)} x2={String(low)} y1="4.5" y2="11.5" />
    <line class="whisker" x1={String(high)} x2={String(high)} y1="4.5" y2="11.5" />
  </>
)

const QUARTERS = ['25', '50', '75']
const FROM: Record<QuarterBand, number> = { 'under-25': 0, '25-to-50': 25, '50-to-75': 50, '75-and-more': 75 }
