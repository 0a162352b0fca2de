/** In the small part of Markdown that mails know. */
export const NEXT_STEPS = {
  title: 'What happens with your answers',
  message: `Thank you: six in ten of you answered.

## What happens now

- **The council reads the whole report** this month, and talks about it at its next meeting.
- **What it decides** goes into the common agenda.

We ask the same questions again *next quarter*, to see what has changed. (Demo data: nobody was asked.)`,
}
