/**
 * Sends the chosen file in parts, each again when it fails, and goes on where an earlier attempt broke off. It runs in the
 * browser: nothing outside the function is there. Without it the form sends the file in one post.
 */
const upload = () => {
  const form = document.querySelector<FormElement>('form#upload')
  const input = document.querySelector<FileInput>('input#file')
  const bar = form?.querySelector<ProgressBar>('progress')
  const status = form?.querySelector<TextElement>('[role=status]')
  const button = form?.querySelector<ButtonElement>('button')
  if (!form || !input || !bar || !status || !button) return

  const say = (text: string) => {
    status.textContent = text
  }
  const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

  /** A part that does not arrive is sent again, five times within half a minute. */
  const post = async (path: string, body: string | ArrayBuffer, type: string): Promise<Response> => {
    for (let attempt = 0; ; attempt++) {
      const answer = await fetch(path, { method: 'POST', body, headers: { 'content-type': type } }).catch(
        () => undefined,
      )
      if (answer && answer.status < 500 && answer.status !== 429) return answer
      if (attempt === 5) throw new Error('gone')
      await wait(500 * 2 ** attempt)
    }
  }

  const send = async (file: File) => {
    const bytes = await file.arrayBuffer()
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
    const begun = await post(
      '/staff/imports/begin',
      JSON.stringify({ fileName: file.name, bytes: file.size, sha256 }),
      'application/json',
    )
    if (!begun.ok) throw new Error('refused')
    const { importId, parts, partBytes, have } = (await begun.json()) as {
      importId: string
      parts: number
      partBytes: number
      have: number[]
    }
    bar.hidden = false
    bar.max = parts
    let there = have.length
    bar.value = there
    for (let n = 0; n < parts; n++) {
      if (have.includes(n)) continue
      const part = bytes.slice(n * partBytes, (n + 1) * partBytes)
      const taken = await post(`/staff/imports/${importId}/parts/${n}`, part, 'application/octet-stream')
      if (!taken.ok) throw new Error('refused')
      there++
      bar.value = there
      say(`${Math.floor((100 * there) / parts)} % uploaded`)
    }
    const finished = await post(`/staff/imports/${importId}/finish`, '{}', 'application/json')
    if (!finished.ok) throw new Error('refused')
    location.assign(`/staff/imports/${importId}`)
  }

  form.addEventListener('submit', (event) => {
    const [file] = input.files ?? []
    if (!file) return
    event.preventDefault()
    if (file.size === 0) return say('The file is empty.')
    if (file.size > Number(form.dataset.most)) return say('The file is larger than 20 MB. Cut it into several.')
    button.disabled = true
    say('Sending…')
    send(file).catch((error: Error) => {
      button.disabled = false
      button.textContent = 'Go on'
      say(
        error.message === 'gone'
          ? 'The connection broke off. Press “Go on”: it continues where it stopped.'
          : 'The file was not taken. Load this page again and sign in, if you are asked to.',
      )
    })
  })
}

/** As much of the browser's document as is used here. */
type Queried = { querySelector<T>(selector: string): T | null }
type FormElement = Queried & {
  dataset: Record<string, string>
  addEventListener(type: 'submit', listener: (event: { preventDefault(): void }) => void): void
}
type FileInput = { files: readonly File[] | null }
type ProgressBar = { hidden: boolean; max: number; value: number }
type TextElement = { textContent: string }
type ButtonElement = TextElement & { disabled: boolean }
declare const document: Queried
declare const location: { assign(address: string): void }

export const uploadScript = `(${upload.toString()})()`
