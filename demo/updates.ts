/** Findings mailed back to everybody, in the small part of Markdown that mails know. */
export const FINDINGS = {
  title: 'What you told us about living here',
  message: `Thank you: seven in ten of you answered.

## What stands out

- **Most of you feel at home** in your neighbourhood, more so the longer you have lived there.
- **Getting around after dark** worries people more than anything else we asked about.

## What happens now

The council reads the whole report this month and puts what it decides into the common agenda. We ask the same questions again *next quarter*, to see what has changed.`,
}
