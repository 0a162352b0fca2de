/** The parts of a browser's page that the script touches. */
type Part = {
  id: string
  outerHTML: string
  textContent: string
  dataset: Record<string, string | undefined>
  contains(other: unknown): boolean
  replaceWith(other: Part): void
}
type Dom = {
  hidden: boolean
  activeElement: unknown
  getElementById(id: string): Part | null
  querySelectorAll(selector: string): Iterable<Part>
  importNode(part: Part, deep: true): Part
}
type Page = Dom & { location: { href: string; pathname: string; reload(): void } }
declare const DOMParser: new () => { parseFromString(text: string, type: 'text/html'): Dom }

/**
 * Loads a page again and again and puts its moving parts in place of the old ones, but never the part in which somebody
 * is: the focus stays. A page whose counts are to be kept says where: what is posted there leads back to the page. What it comes to is told to screen readers now and then, and at once when the state changes. It is
 * sent to browsers as it stands here, so it uses nothing from outside itself; without it the browser loads the page again.
 */
export const keepUpToDate = (page: Page): void => {
  const patience = 20_000
  let told = page.getElementById('moves')?.dataset.state
  let toldAt = Date.now()
  let failures = 0

  const wait = () => {
    const seconds = Number(page.getElementById('moves')?.dataset.every ?? 0)
    if (seconds > 0) setTimeout(look, 1000 * Math.min(60, seconds * 2 ** failures))
  }
  const tell = (text: string) => {
    const line = page.getElementById('told')
    if (line && line.textContent !== text) line.textContent = text
  }
  const look = async () => {
    if (page.hidden) return wait()
    try {
      const counts = page.getElementById('moves')?.dataset.counts
      const answer = await fetch(counts ?? page.location.href, {
        method: counts ? 'POST' : 'GET',
        headers: { accept: 'text/html' },
      })
      // Signed out, or moved elsewhere: whoever is here is to see where.
      const elsewhere = answer.redirected && new URL(answer.url).pathname !== page.location.pathname
      if (elsewhere || answer.status === 401 || answer.status === 403) return page.location.reload()
      if (!answer.ok) throw new Error('not now')
      show(new DOMParser().parseFromString(await answer.text(), 'text/html'))
      failures = 0
    } catch {
      failures = Math.min(5, failures + 1)
      if (failures === 3) tell('This page is not up to date: the connection broke off. It goes on trying.')
    }
    wait()
  }
  const show = (fresh: Dom) => {
    for (const part of [...page.querySelectorAll('[data-live]')]) {
      const other = fresh.getElementById(part.id)
      if (!other || part.contains(page.activeElement) || part.outerHTML === other.outerHTML) continue
      part.replaceWith(page.importNode(other, true))
    }
    const moves = page.getElementById('moves')
    if (!moves) return
    const changed = moves.dataset.state !== told
    if (!changed && Date.now() - toldAt < patience) return
    told = moves.dataset.state
    toldAt = Date.now()
    tell(moves.dataset.says ?? '')
  }
  wait()
}
