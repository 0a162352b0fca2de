import type { Margin } from '../shared/results/settings/margins.ts'

/** Near to the shares by which members are made up, small groups taken together. */
export const DEMO_MARGINS: Pick<Margin, 'dimension' | 'counts' | 'joined'>[] = [
  {
    dimension: 'gender',
    counts: { woman: 640, man: 290, transgender: 10, nonbinary: 40, 'two-spirit': 0, another: 20 },
    joined: { transgender: 'man', nonbinary: 'man', 'two-spirit': 'man', another: 'man' },
  },
  {
    dimension: 'ageBand',
    counts: {
      'under-18': 0,
      '18-24': 90,
      '25-34': 200,
      '35-44': 230,
      '45-54': 190,
      '55-64': 160,
      '65-74': 90,
      '75-and-over': 40,
    },
    joined: { 'under-18': '25-34', '18-24': '25-34', '65-74': '55-64', '75-and-over': '55-64' },
  },
]
