/** The parts of a browser's page that the script touches. */
type Line = { hidden: boolean; textContent: string | null; dataset: Record<string, string | undefined> }
type Dom = { querySelectorAll(selector: string): Iterable<Line>; documentElement: { lang: string } }

/**
 * Says a time once more in the zone that the reader's device is set to, where that is another time of day than the city's.
 * It is sent to browsers as it stands here, so it uses nothing from outside itself.
 */
export const sayReaderTime = (page: Dom): void => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  for (const line of page.querySelectorAll('[data-instant]')) {
    const at = Date.parse(line.dataset.instant ?? '')
    const clockIn = (timeZone: string | undefined) =>
      new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
    if (!own || clockIn(own) === clockIn(line.dataset.zone)) continue
    const text = new Intl.DateTimeFormat(page.documentElement.lang === 'es' ? 'es-US' : 'en-US', {
      weekday: 'long',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'long',
      timeZone: own,
    }).format(at)
    line.textContent = (line.dataset.says ?? '').replace('{time}', text)
    line.hidden = false
  }
}
