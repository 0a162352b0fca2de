import { dollars } from '../../../shared/membership/dues.ts'
import type { StaffTask, TaskKind } from '../../../shared/membership/task.ts'
import { shortDay } from '../roll/member-phrases.ts'

export type TaskShown = StaffTask & {
  subject: string
  /** Of the member that it is about, and of the city. */
  name?: string | undefined
  cityName?: string | undefined
  done?: { at: string; by: string } | undefined
}

export const TaskLine = ({ task }: { task: TaskShown }) => (
  <div class="card task">
    <p>
      <strong>{TASK[task.task].title}</strong>{' '}
      {task.memberId && (
        <a href={`/staff/members/${task.memberId}`}>
          <bdi>{task.name ?? 'a member'}</bdi>
        </a>
      )}{' '}
      {task.cityName && <span class="quiet-text">{task.cityName}</span>}
    </p>
    <p>
      {TASK[task.task].todo}
      {task.campaignId && (
        <>
          {' '}
          <a href={`/staff/campaigns/${task.campaignId}`}>See the campaign</a>
        </>
      )}
      {task.callId && (
        <>
          {' '}
          <a href={`/staff/calls/${task.callId}`}>See the call</a>
        </>
      )}
      {task.cents !== undefined && ` ${dollars(task.cents)}`}
      {task.paymentId && (
        <>
          {' '}
          · <code>{task.paymentId}</code>
        </>
      )}
    </p>
    {task.done ? (
      <form method="post" action="/staff/tasks/reopened">
        <span class="quiet-text">
          Done {shortDay(task.done.at)} by {task.done.by}{' '}
        </span>
        <input type="hidden" name="subject" value={task.subject} />
        <input type="hidden" name="doneAt" value={task.done.at} />
        <button class="second small" type="submit">
          Not done after all
        </button>
      </form>
    ) : (
      <form method="post" action="/staff/tasks/done" class="task-acts">
        <span class="quiet-text">Since {shortDay(task.at)} </span>
        <input type="hidden" name="subject" value={task.subject} />
        {task.task === 'find-payer' && task.paymentId && (
          <a class="button small" href={`/staff/tasks/payer?subject=${encodeURIComponent(task.subject)}`}>
            Find the payer
          </a>
        )}{' '}
        <button class="second small" type="submit">
          Done
        </button>
      </form>
    )}
  </div>
)

export const TASK: Record<TaskKind, { title: string; todo: string }> = {
  'help-to-activate': {
    title: 'Help to activate',
    todo: 'Has paid, got the link and three reminders, and has not activated. Ring up or write from your own mailbox; a new link can be sent from their page.',
  },
  'find-address': {
    title: 'Find the address',
    todo: 'Mail to this member comes back or is not wanted. Find another way to reach them, then change the address on their page.',
  },
  'mail-uncertain': {
    title: 'Did a mail arrive?',
    todo: 'A mail to this member was tried twice, and nobody knows whether it left. Their page says which. Ask them, or write from your own mailbox; it is not sent again.',
  },
  'find-payer': {
    title: 'Find the payer',
    todo: 'Money came in that no application stands for. Look the payment up in Stripe: say whose it is, or give it back.',
  },
  'paid-after-erasure': {
    title: 'Paid after the erasure',
    todo: 'Somebody who was forgotten has paid again. Give the money back in Stripe.',
  },
  dispute: {
    title: 'Answer the bank',
    todo: 'The payer’s bank asks a payment back. Answer in Stripe before its deadline; the task goes by itself when the bank has decided.',
  },
  'campaign-stopped': {
    title: 'A campaign has paused itself',
    todo: 'Too many of its mails came back or were complained about. Find out where these addresses came from before it goes on.',
  },
  'call-moved': {
    title: 'A call was moved by a clock change',
    todo: 'The rules of its time zone have changed. The call keeps its time of day, and everybody who was invited is told. Look whether that is right.',
  },
  'call-without-time': {
    title: 'A call has lost its time',
    todo: 'The rules of its time zone have changed so that its time of day does not exist on that day any more, or has passed. Give it another time, or cancel it.',
  },
  'report-waits': {
    title: 'A report waits to be let go',
    todo: 'Nobody has looked at the draft for a week, or it has changed since it was let go and is not published. Under Reports, publish it or hold it back and say why.',
  },
  'charge-missing': {
    title: 'A charge is missing',
    todo: 'The card should have been charged days ago and nothing came in. Look at the subscription in Stripe.',
  },
}
