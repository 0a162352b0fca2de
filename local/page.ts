import type { Clock } from './clock.ts'
import type { Executions } from './executions.ts'
import type { Queues } from './queues.ts'
import type { RunRecord } from './record.ts'
import type { StreamMapping } from './stream/mapping.ts'
import type { UsageCounters } from './usage.ts'

export type Shown = {
  addresses: Record<string, string>
  users: readonly { email: string; name: string; does: string }[]
  clock: Clock
  busy(): boolean
  executions: Executions
  record: RunRecord
  queues: Queues
  usage: UsageCounters
  mappings: StreamMapping[]
  asyncWaiting(): number
  mail(to: string | undefined): Promise<unknown[]>
}

/** What the embedded cloud is doing, for people. */
export async function localPage(parts: Shown): Promise<string> {
  const { addresses, users, clock, executions, record, queues, usage, mappings } = parts
  const recent = executions.list({ limit: 50, offset: 0 })
  const mails = (await parts.mail(undefined)).slice(-10).reverse() as { to: string[]; subject: string; date: string }[]
  const functions = Object.entries(usage.read().functions).sort(([a], [b]) => a.localeCompare(b))
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The embedded cloud</title>
<style>
  body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 64rem; color: #1b1b1b; background: #fff }
  h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem; border-bottom: 1px solid #ccc }
  button { font: inherit; padding: .5rem .9rem; margin: 0 .4rem .4rem 0; min-height: 44px }
  table { border-collapse: collapse; width: 100% } td, th { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #eee; overflow-wrap: anywhere }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f5f5f5; padding: .5rem; font-size: .8rem; max-height: 24rem; overflow: auto }
  summary { cursor: pointer; padding: .3rem 0 } .bad { color: #a40000 } .quiet { color: #555 } code { overflow-wrap: anywhere }
</style>
<h1>The embedded cloud</h1>
<p><strong>${text(new Date(clock.now()).toUTCString())}</strong> <span class="quiet">· ${parts.busy() ? 'working' : 'idle'}</span></p>
<form method="post" action="/_local/clock" id="clock">
  ${button('PT1H', '+1 hour')}${button('P1D', '+1 day')}${button('P30D', '+30 days')}
  <span role="status" id="told"></span>
</form>
<h2>Addresses</h2>
<table>${Object.entries(addresses)
    .map(([name, url]) => row(text(name), `<a href="${text(url)}">${text(url)}</a>`))
    .join('')}</table>
<h2>Sign-ins</h2>
<table>${users.map(({ email, name, does }) => row(text(name), text(email), text(does))).join('') || row('none')}</table>
<h2>Mail</h2>
<p><a href="${text(addresses.mailbox ?? '')}">The mailbox</a> · <a href="/_local/mail">as JSON</a></p>
<table>${mails.map(({ to, subject, date }) => row(text(to.join(', ')), text(subject), text(date))).join('') || row('none yet')}</table>
<h2>Executions</h2>
${
  recent
    .map(
      ({ arn, machine, name, status, state, wakeAt, error, cause, input, output }) => `<details>
  <summary>${text(machine)} <code>${text(name)}</code> <span class="${status === 'FAILED' || status === 'TIMED_OUT' ? 'bad' : 'quiet'}">${status}</span>
  ${status === 'RUNNING' ? `· ${text(state)}${wakeAt === null ? '' : ` until ${new Date(wakeAt).toUTCString()}`}` : ''}</summary>
  ${error ? `<p class="bad">${text(error)}: ${text(cause ?? '')}</p>` : ''}
  <pre>${text(`input ${input}\noutput ${output ?? '–'}`)}</pre>
  <table>${executions
    .history(arn)
    .map((entry) => row(text(entry.at), text(entry.event), text(entry.state), text(entry.detail.slice(0, 300))))
    .join('')}</table></details>`,
    )
    .join('') || '<p>none yet</p>'
}
<h2>Errors</h2>
${
  record.faults
    .slice(-50)
    .reverse()
    .map(
      ({ at, where, message, trace }) =>
        `<details><summary>${text(at)} <strong>${text(where)}</strong> <span class="bad">${text(message)}</span></summary><pre>${text((trace ?? []).join('\n'))}</pre></details>`,
    )
    .join('') || '<p>none</p>'
}
<h2>Functions</h2>
${
  functions
    .map(
      ([
        name,
        { invocations, errors, milliseconds, coldStarts },
      ]) => `<details><summary>${text(name)} <span class="quiet">${invocations} invocations, ${errors} errors, ${milliseconds} ms, ${coldStarts} cold</span></summary>
  <pre>${text((record.logs.get(name) ?? []).map(({ at, line }) => `${at} ${line}`).join('\n')) || 'no output'}</pre></details>`,
    )
    .join('') || '<p>none called yet</p>'
}
<h2>Streams and queues</h2>
<table>${mappings
    .map((mapping) => mapping.state())
    .map(({ functionName, positions, waiting }) =>
      row(text(functionName), text(JSON.stringify(positions)), waiting ? 'reading' : 'up to date'),
    )
    .join('')}</table>
<p>${parts.asyncWaiting()} asynchronous invocations waiting</p>
${
  queues
    .newest()
    .map(
      ({ queue, body, sentAt }) =>
        `<details><summary>${text(sentAt)} <strong>${text(queue)}</strong></summary><pre>${text(body)}</pre></details>`,
    )
    .join('') || '<p>nothing in the queues</p>'
}
<p class="quiet">JSON: ${[
    'clock',
    'executions',
    'errors',
    'logs',
    'queues',
    'usage',
    'streams',
    'mail',
    'idle',
    'outputs',
  ]
    .map((name) => `<a href="/_local/${name}">${name}</a>`)
    .join(' · ')}</p>
<script>
  const told = document.getElementById('told')
  let busy = false
  document.getElementById('clock').addEventListener('submit', async (event) => {
    event.preventDefault()
    busy = true
    told.textContent = 'Time passes…'
    const advance = event.submitter.value
    const answer = await fetch('/_local/clock', { method: 'POST', body: JSON.stringify({ advance }) })
    told.textContent = answer.ok ? '' : (await answer.json()).error
    if (answer.ok) location.reload()
  })
  setInterval(() => { if (!busy && !document.querySelector('details[open]') && document.visibilityState === 'visible') location.reload() }, 5000)
</script>
</html>`
}

const button = (advance: string, label: string) => `<button name="advance" value="${advance}">${label}</button>`
const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
const text = (value: string) =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
