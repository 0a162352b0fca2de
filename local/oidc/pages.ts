import type { DemoUser } from './demo-users.ts'

export const signInPage = (uid: string, users: readonly DemoUser[]) =>
  page(
    'Sign in (stand-in)',
    `<p>This page stands in for your organization's own sign-in. It asks for no password: choose who you want to be.</p>
    <form method="post" action="/interaction/${encodeURIComponent(uid)}">
      <ul>${users
        .map(
          ({ sub, name, email, does }) =>
            `<li><button name="account" value="${escapeHtml(sub)}"><strong>${escapeHtml(name)}</strong><span>${escapeHtml(email)}</span><span>${escapeHtml(does)}</span></button></li>`,
        )
        .join('')}</ul>
    </form>
    <form method="post" action="/interaction/${encodeURIComponent(uid)}">
      <button class="plain" name="cancel" value="yes">Do not sign in, go back</button>
    </form>`,
  )

export const signOutPage = (form: string) =>
  page(
    'Sign out (stand-in)',
    `<p>Sign out of the stand-in for your organization's sign-in?</p>${form}
    <button form="op.logoutForm" name="logout" value="yes"><strong>Yes, sign out</strong></button>`,
  )

export const signedOutPage = () => page('Signed out', '<p>You are signed out. You can close this page.</p>')

export const faultPage = (words: string) =>
  page('This sign-in cannot go on', `<p>${escapeHtml(words)}</p><p>Go back to the program and sign in again.</p>`)

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const page = (title: string, content: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>
:root { color-scheme: light dark; --line: light-dark(#5b6670, #9aa5af); --paper: light-dark(#fff, #15191d); --ink: light-dark(#1b2329, #eef2f5) }
body { font: 1rem/1.5 system-ui, sans-serif; background: var(--paper); color: var(--ink); max-width: 30rem; margin: 0 auto; padding: 1.5rem 1rem }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .75rem }
ul { list-style: none; margin: 1.5rem 0; padding: 0; display: grid; gap: .75rem }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: .5rem; width: 100%; min-height: 3rem; padding: .625rem 1rem; text-align: start; cursor: pointer; display: grid; overflow-wrap: anywhere }
button:hover { background: light-dark(#eef3f7, #222a31) }
button:focus-visible { outline: 3px solid light-dark(#0b5cad, #7db8f0); outline-offset: 2px }
button.plain { border-color: transparent; text-decoration: underline; padding-inline: 0 }
</style></head><body><main><h1>${title}</h1>${content}</main></body></html>`
