import type { Suppression } from '../../../shared/mail/suppression.ts'
import type { Merge } from '../../../shared/membership/alias.ts'
import { dollars } from '../../../shared/membership/dues.ts'
import { duesActs } from '../../../shared/membership/dues-acts.ts'
import { topicsOf } from '../../../shared/membership/member.ts'
import { isPaidUp } from '../../../shared/membership/membership.ts'
import type { Person } from '../../../shared/membership/merge.ts'
import { type Payment, refundable } from '../../../shared/membership/payments.ts'
import type { PlainDate } from '../../../shared/units.ts'
import { LIFT, PROVIDERS_LIST } from '../../mail/suppression-phrases.ts'
import { day } from '../roll/member-phrases.ts'

/** What a page says before something is done for a member. */
export type Act = {
  title: string
  says: readonly string[]
  button: string
  danger?: boolean
  impossible?: string | undefined
}

export const giftAct = ({ member, membership }: Person): Act => ({
  title: 'Give time',
  says: [
    `The months count like paid ones: the membership is paid through ${day(membership.paidThrough)} now.`,
    ...(membership.state === 'awaiting-activation' ? ['The mailbox still has to be activated by its owner.'] : []),
    `Nothing is charged, and nothing is paid out.${topicsOf(member).length === 0 ? ' The mail comes though no topic is wanted: it is about their own membership.' : ''}`,
  ],
  button: 'Give the time',
})

export const withdrawAct = ({ months }: Payment): Act => ({
  title: 'Take given time back',
  says: [`${months} months go. What was paid stays. The membership may end earlier, or today.`],
  button: 'Take it back',
  danger: true,
})

export const refundAct = (payment: Payment): Act => ({
  title: 'Give money back',
  says: [
    `${dollars(payment.cents)} were paid on ${day(payment.paidOn)}${payment.refunded > 0 ? `, ${dollars(payment.refunded)} of it went back already` : ''}.`,
    'Stripe is asked to send it to the card that paid. When all of a payment has gone back, its months go too; a part leaves them.',
    'A card that is charged by itself goes on: stop it on the page of the member, if that is wanted.',
  ],
  button: 'Give it back',
  danger: true,
  impossible:
    refundable(payment) > 0
      ? undefined
      : payment.dispute
        ? 'The bank decides about this payment: answer it in Stripe.'
        : payment.through
          ? 'This was paid elsewhere: it cannot be given back from here.'
          : 'There is nothing left of this payment that could be given back.',
})

export const duesAct = ({ membership }: Person, act: 'stop' | 'cancel', today: PlainDate): Act => {
  const through = day(membership.paidThrough)
  const possible = duesActs(membership).includes(act)
  const failing = membership.mandate?.standing === 'failing'
  const stands = isPaidUp(membership, today)
  return act === 'stop'
    ? {
        title: 'Stop renewing',
        says: [
          'The card is told to charge no more.',
          failing
            ? 'Its last charge was refused and is not tried again.'
            : `The membership stands until ${through}; before that the member is reminded like those who pay by hand.`,
        ],
        button: 'Stop renewing',
        danger: true,
        impossible: possible ? undefined : 'There is no card that would be charged.',
      }
    : {
        title: 'Cancel the membership',
        says: [
          stands
            ? `It stands until ${through} and then ends. There are no reminders, and the member is not asked back.`
            : `It was paid through ${through}, so it ends at once. The member is not asked back.`,
          ...(membership.mandate ? ['The card is told to charge no more.'] : []),
          stands
            ? 'The member is told by mail, and can take it back until the end.'
            : 'The member is told by mail, and can begin anew with a payment.',
        ],
        button: 'Cancel it',
        danger: true,
        impossible: possible ? undefined : 'Only a membership that goes on can be cancelled.',
      }
}

type Suppressed = Suppression | undefined

export const addressAct = (suppression: Suppressed): Act => ({
  title: 'Change the address',
  says: [
    'Do this when you know the new address from its owner. The old mailbox is told, and every link and session of the member ends.',
    'What they agreed to be mailed about stays as it is.',
    ...(suppression && suppression.reason !== 'complained'
      ? ['The old address has bounced. That stays behind: the new one is mailed.']
      : suppression
        ? [
            'They have complained about a mail. That goes along: the new address is not mailed either, until somebody lifts it.',
          ]
        : []),
  ],
  button: 'Change it',
})

export const PROFILE: Act = {
  title: 'Correct the profile',
  says: [
    'Another city moves the member out of one city’s mails and counts into the other’s; the neighbourhood is forgotten.',
  ],
  button: 'Save',
}

export const liftAct = (suppression: Suppressed): Act => ({
  title: 'Mail the address again',
  says: [...(suppression ? LIFT[suppression.reason] : []), PROVIDERS_LIST],
  button: 'Mail it again',
  danger: true,
  impossible: suppression ? undefined : 'This address is mailed already.',
})

export const activationAct = ({ membership }: Person): Act => ({
  title: 'Send a new activation link',
  says: ['It goes to the address of the member, is good for 72 hours, and older links stay good until their own end.'],
  button: 'Send it',
  impossible: membership.state === 'awaiting-activation' ? undefined : 'This member is not waiting to be activated.',
})

export const SIGN_OUT: Act = {
  title: 'Sign out everywhere',
  says: [
    'Every session of the member ends, and every link in a mail that was ever sent to them stops working, answer links of open surveys too. Unsubscribing goes on working.',
    'Do this when their links may have fallen into other hands.',
  ],
  button: 'Sign out everywhere',
  danger: true,
}

type Undo = { merge: Merge; since: readonly { memberId: string }[] }

export const undoAct = ({ merge, since }: Undo): Act => {
  const theirs = since.filter(({ memberId }) => memberId === merge.absorbed.member.memberId).length
  const rest = since.length - theirs
  return {
    title: 'Take the merge back',
    says: [
      `${merge.kept.member.name} and ${merge.absorbed.member.name} become two members again, as they were on ${day(merge.at)}.`,
      ...(merge.reason ? [`They were merged because: ${merge.reason}`] : []),
      'What was changed since stays with the one who was kept. Topics that were left since are left by both.',
      ...(since.length === 0
        ? ['No payment came in since.']
        : [
            `Of the payments that came in since, ${rest} ${rest === 1 ? 'stays' : 'stay'} with ${merge.kept.member.name} and ${theirs} ${theirs === 1 ? 'goes' : 'go'} to ${merge.absorbed.member.name}, by the application or card that each came from.`,
          ]),
    ],
    button: 'Take it back',
    danger: true,
  }
}

export const DONE: Record<string, string> = {
  note: 'The note stands below.',
  gift: 'The time is given.',
  withdrawal: 'The given time is taken back.',
  refund: 'Stripe has been asked. When the money has gone back, it stands with the payment.',
  stop: 'The card is told to charge no more.',
  cancel: 'The membership is cancelled. It stands until its paid end; where that was past, it has ended.',
  address: 'The address is changed. The old mailbox is told.',
  profile: 'The profile is saved.',
  suppression: 'The address is mailed again.',
  activation: 'A new activation link is on its way.',
  'sign-out': 'Every session and every link of this member has ended.',
  merge: 'The two are one member now.',
  apart: 'They are two members again, as they were.',
  assigned: 'The payment counts for this member now.',
}
