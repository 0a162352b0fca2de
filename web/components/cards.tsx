import type { Child } from 'hono/jsx'

type CardsProps<T> = {
  of: readonly T[]
  card: (one: T) => Child
  /** Said instead of an empty list. */
  none: { title: string; text: string }
}

export const Cards = <T,>({ of: all, card, none }: CardsProps<T>) =>
  all.length === 0 ? (
    <div class="empty">
      <h2>{none.title}</h2>
      <p>{none.text}</p>
    </div>
  ) : (
    <ul class="cards">
      {all.map((one) => (
        <li class="card">{card(one)}</li>
      ))}
    </ul>
  )
