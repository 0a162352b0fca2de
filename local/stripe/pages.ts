import { amountOf, money } from './money.ts'
import { declined } from './objects/payment.ts'
import type { Session } from './objects/session.ts'
import { periodOf } from './periods.ts'
import type { PortalView } from './portal.ts'

export function checkoutPage(session: Session, { fault, email }: { fault?: string; email?: string } = {}) {
  const total = amountOf(session.amount_total ?? 0, session.currency ?? 'usd')
  const every = session._line_items[0]?.price.recurring
  const message = fault ?? (session._declined ? `${declined} Nothing was charged. You can try again.` : undefined)
  return page(
    'Pay (stand-in)',
    `<p class="note">This page stands in for the card processor. <strong>No card is charged.</strong></p>
    ${message ? `<p class="fault" role="alert" id="fault">${escapeHtml(message)}</p>` : ''}
    <dl>${session._line_items
      .map(
        (item) =>
          `<div><dt>${escapeHtml(item.description ?? 'Membership')}</dt><dd>${escapeHtml(money(item.price, item.quantity ?? 1))}</dd></div>`,
      )
      .join('')}<div class="total"><dt>To pay now</dt><dd>${total}</dd></div></dl>
    ${every ? `<p>Then ${money({ ...everyPrice(session) })} until it is cancelled.</p>` : '<p>Once; nothing is charged later.</p>'}
    ${session.custom_text.submit ? `<p>${escapeHtml(session.custom_text.submit.message)}</p>` : ''}
    <form method="post" novalidate>
      ${
        session.customer_email
          ? `<p>Receipt to <strong>${escapeHtml(session.customer_email)}</strong></p>`
          : session.customer
            ? ''
            : `<label for="email">Email for the receipt</label><input id="email" name="email" type="email" autocomplete="email" required value="${escapeHtml(email ?? '')}"${fault ? ' aria-invalid="true" aria-describedby="fault"' : ''}>`
      }
      <button class="main" name="action" value="pay">Pay ${total}</button>
      <button name="action" value="decline">Decline</button>
      ${
        every
          ? ''
          : `<button name="action" value="debit-works">Pay from a bank account (arrives in four days)</button>
      <button name="action" value="debit-fails">Pay from a bank account (fails in four days)</button>`
      }
    </form>
    ${session.cancel_url ? `<p><a href="${escapeHtml(session.cancel_url)}">Back</a></p>` : ''}`,
  )
}

export const endedPage = (words: string, back: string | null) =>
  page(
    'Pay (stand-in)',
    `<p role="status">${escapeHtml(words)}</p>${back ? `<p><a href="${escapeHtml(back)}">Back</a></p>` : ''}`,
  )

export const receiptPage = (words: string, cents: number, currency: string) =>
  page('Receipt (stand-in)', `<p>${escapeHtml(words)}</p><p><strong>${amountOf(cents, currency)}</strong></p>`)

export function portalPage({ session, customer, subscriptions, invoices }: PortalView, card: string | null) {
  const kept = card
    ? `Card ending in ${escapeHtml(card)}${card === '4242' ? '' : ': its payments are declined'}.`
    : 'No card is kept.'
  const cards = `<p>${kept}</p>
    <form method="post"><button name="action" value="card-works">Use a card that works (4242)</button>
    <button name="action" value="card-declined">Use a card that is declined (0341)</button></form>`
  const back = session.return_url ? `<p><a href="${escapeHtml(session.return_url)}">Back</a></p>` : ''
  if (session.flow)
    return page(
      'Your card (stand-in)',
      `<p class="note">This page stands in for the card processor. <strong>No card is charged.</strong></p>${cards}${back}`,
    )
  return page(
    'Your payments (stand-in)',
    `<p class="note">This page stands in for the card processor's billing portal. <strong>No card is charged.</strong></p>
    <p>Signed in as <strong>${escapeHtml(customer.email ?? customer.id)}</strong></p>
    <h2>Subscriptions</h2>${subscriptions.map(subscriptionBlock).join('') || '<p>None.</p>'}
    <h2>Card</h2>
    ${cards}
    <h2>Invoices</h2>${
      invoices.length
        ? `<ul>${invoices
            .map(
              (invoice) =>
                `<li>${day(invoice.created)} · ${escapeHtml(invoice.number ?? 'draft')} · ${amountOf(invoice.total, invoice.currency)} · ${escapeHtml(invoice.status ?? '')}</li>`,
            )
            .join('')}</ul>`
        : '<p>None.</p>'
    }
    ${back}`,
  )
}

function subscriptionBlock(subscription: PortalView['subscriptions'][number]) {
  const price = subscription.items.data[0]?.price
  const until = day(periodOf(subscription).end)
  const state = {
    canceled: 'Ended.',
    past_due: 'The last payment failed.',
    active: subscription.cancel_at_period_end ? `Ends on ${until}.` : `Renews on ${until}.`,
  }[subscription.status as string]
  const [action, words] = subscription.cancel_at_period_end
    ? ['keep', 'Keep the subscription']
    : ['cancel', `Cancel at the end of the period (${until})`]
  const form = `<form method="post"><input type="hidden" name="subscription" value="${subscription.id}"><button name="action" value="${action}">${words}</button></form>`
  return `<p>${price ? escapeHtml(money(price)) : ''}. ${state ?? ''}</p>${subscription.status === 'canceled' ? '' : form}`
}

function everyPrice(session: Session) {
  const price = session._line_items[0]?.price
  return { unit_amount: session.amount_total, currency: session.currency ?? 'usd', recurring: price?.recurring ?? null }
}

const day = (seconds: number) =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(seconds * 1000)

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const page = (title: string, content: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>
:root { color-scheme: light dark; --line: light-dark(#5b6670, #9aa5af); --paper: light-dark(#fff, #15191d); --ink: light-dark(#1b2329, #eef2f5); --act: light-dark(#0b5cad, #7db8f0) }
body { font: 1rem/1.5 system-ui, sans-serif; background: var(--paper); color: var(--ink); max-width: 30rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .75rem }
h2 { font-size: 1.125rem; margin: 1.5rem 0 .25rem }
.note, .fault { border-inline-start: .25rem solid var(--line); padding: .5rem .75rem; background: light-dark(#eef3f7, #222a31) }
.fault { border-color: light-dark(#a4161a, #ff8a80) }
dl { margin: 1rem 0 } dl div { display: flex; justify-content: space-between; gap: 1rem; padding: .5rem 0; border-bottom: 1px solid var(--line) }
dd { margin: 0; text-align: end; white-space: nowrap } .total { font-weight: 700 }
ul { padding-inline-start: 1.25rem }
label { display: block; font-weight: 600 }
input:not([type=hidden]), button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: .5rem; box-sizing: border-box; width: 100%; min-height: 3rem; padding: .5rem 1rem; margin: .25rem 0 .5rem }
button { cursor: pointer } button.main { background: var(--act); border-color: var(--act); color: light-dark(#fff, #10151a); font-weight: 600 }
a { color: var(--act); display: inline-block; padding: .5rem 0 }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`
