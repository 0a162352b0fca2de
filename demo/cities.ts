/** The demo network. Neighbourhoods are real places; everybody and every answer in them is made up. */
export const DEMO_CITIES = [
  {
    slug: 'san-francisco',
    name: 'San Francisco',
    state: 'CA',
    timeZone: 'America/Los_Angeles',
    neighbourhoods: [
      'Bayview',
      'Chinatown',
      'Excelsior',
      'Mission',
      'Richmond',
      'Sunset',
      'Tenderloin',
      'Western Addition',
    ],
    members: 190,
  },
  {
    slug: 'denver',
    name: 'Denver',
    state: 'CO',
    timeZone: 'America/Denver',
    neighbourhoods: ['Capitol Hill', 'Five Points', 'Montbello', 'Sun Valley', 'Washington Park', 'Westwood'],
    members: 130,
  },
  {
    slug: 'new-orleans',
    name: 'New Orleans',
    state: 'LA',
    timeZone: 'America/Chicago',
    neighbourhoods: ['Algiers', 'Bywater', 'Central City', 'Gentilly', 'Mid-City', 'Tremé'],
    members: 80,
  },
] as const
