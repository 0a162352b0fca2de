import type { PlanRefusal } from '../../shared/campaigns/launch/approval.ts'
import type { FlightPlan } from '../../shared/campaigns/launch/flight-plan.ts'
import type { PlanStanding } from '../../shared/campaigns/launch/stored-plan.ts'
import type { Warning } from '../../shared/campaigns/launch/warnings.ts'

/** Staff pages speak English. */
export const PLAN_REFUSED: Record<PlanRefusal, string> = {
  'plan-missing': 'There is no flight plan yet, so nobody knows whom this reaches. Let it be made, then launch.',
  'plan-being-made': 'The flight plan is still being made. Wait until you see whom this reaches, then launch.',
  'plan-of-other-text': 'The campaign was changed after its flight plan was made. Look at the new one, then launch.',
  'plan-too-old': 'The flight plan is older than a day, and members come and go. Look again, then launch.',
}

export const PLAN_STANDING: Record<Exclude<PlanStanding['standing'], 'fresh'>, string> = {
  missing: 'Nobody has reckoned yet whom this reaches.',
  making: 'The flight plan is being made. This page shows it as soon as it is there.',
  slow: 'The flight plan should be there by now. Let it be made again; if that does not help either, ask the operator.',
  failed:
    'The flight plan could not be made: not everybody in the audience could be read. Try again or ask the operator.',
  'not-asked':
    'The flight plan could not be asked for. The campaign is stored and nothing is sent. Ask again in a minute; if that does not help, tell the operator.',
  'other-text': 'This flight plan is of an older text. Look again.',
  old: 'This flight plan is older than a day. Look again before you launch.',
}

export const ROUND: Record<FlightPlan['rounds'][number]['purpose'], string> = {
  reminder: 'Reminder to those who have not answered',
  'call-day-before': 'Reminder a day before, to those who come or may come',
  'call-hour-before': 'Reminder an hour before, to those who come or may come',
}

export const EXAMPLE = {
  longest: 'The longest name',
  'other-language': 'Another language',
  shortest: 'The shortest name',
} as const

export const TEST_FAILED: Record<string, string> = {
  suppressed: 'your own address is to be left in peace, because a mail came back from it or was marked as unwanted',
  unwritable: 'the mail could not be written',
  doubtful: 'the sender stopped half-way; it may have come',
  'other-environment': 'this environment does not send mail',
  'daily-quota': 'the mail provider takes no more mails today',
  rate: 'the mail provider was asked too fast',
}

export const warningWords = (warning: Warning): string => {
  switch (warning.warning) {
    case 'title-in-capitals':
      return 'The title is all in capitals. Filters for spam count that, and it reads like shouting.'
    case 'title-too-long':
      return 'The title is longer than 60 characters: phones show only its beginning.'
    case 'title-shouts':
      return 'The title sounds like advertising (“free!”, “!!”). Mailboxes may take it for spam.'
    case 'nothing-but-a-button':
      return 'You have written no message. A mail with nothing but a button looks like phishing.'
    case 'leads-elsewhere':
      return `A link leads to ${warning.host}, which is not our site. Readers should know why.`
    case 'disguised-link':
      return `A link reads ${warning.shown}, but leads to ${warning.host}. Mailboxes treat this as fraud.`
    case 'too-heavy':
      return `The mail has ${warning.kilobytes} KB. Gmail cuts off what is beyond 102 KB, the way to unsubscribe too.`
    case 'short-notice':
      return `The last to be mailed have ${hours(warning.hours)} to answer. Most answers come within two days.`
    case 'closes-at-night':
      return 'It closes at night. Whoever answers at the last moment does so in the evening: nine o’clock is kinder.'
    case 'two-languages':
      return `${warning.others} of ${warning.of} readers have chosen another language than most. The frame of the mail is in theirs; your own words go out as you typed them.`
    case 'many-deferred':
      return `${warning.deferred} of ${warning.of} had so much mail from us lately that they get this later. A later launch would reach more of them at once.`
    case 'not-through':
      return `${warning.over} would not be mailed before it closes. Launch earlier, close later, or ask the operator for a larger quota.`
  }
}

const hours = (count: number) => (count === 1 ? 'one hour' : count < 1 ? 'less than an hour' : `${count} hours`)
