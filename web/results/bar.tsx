import type { QuarterBand, Share } from '../../shared/results/document.ts'

/** A picture of the number that stands beside it; readers who do not see it miss nothing. */
export const Bar = ({ share }: { share: Share }) => (
  <svg viewBox="0 0 100 10" preserveAspectRatio="none" width="100%" height="14" aria-hidden="true" focusable="false">
    <rect x="0" y="0" width="100" height="10" fill="#dfeae7" />
    {share.kind === 'quarter' ? (
      <rect x={String(FROM[share.band])} y="0" width="25" height="10" fill="#8fb8b3" />
    ) : (
      <rect x="0" y="0" width={String(share.percent)} height="10" fill="#2b7a72" />
    )}
  </svg>
)

const FROM: Record<QuarterBand, number> = { 'under-25': 0, '25-to-50': 25, '50-to-75': 50, '75-and-more': 75 }
