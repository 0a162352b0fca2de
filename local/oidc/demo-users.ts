export type DemoUser = { sub: string; email: string; name: string; does: string }

const council = (city: string, name: string): DemoUser => ({
  sub: `council.${city}`,
  email: `council.${city}@example.org`,
  name,
  does: `Local Advisory Council, ${city
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')}`,
})

/** Who can sign in at the stand-in; what each may do is decided by the program's own roles. */
export const demoUsers: readonly DemoUser[] = [
  { sub: 'staff', email: 'staff@example.org', name: 'Sam Okafor (demo staff)', does: 'Backbone staff' },
  { sub: 'second-staff', email: 'second-staff@example.org', name: 'Robin Vega (demo staff)', does: 'Backbone staff' },
  council('san-francisco', 'Mei Tanaka (demo council)'),
  council('denver', 'Luis Herrera (demo council)'),
  council('new-orleans', 'Josephine Baptiste (demo council)'),
  { sub: 'nobody', email: 'nobody@example.org', name: 'Nia Nobody (demo)', does: 'No role: is refused everywhere' },
]
