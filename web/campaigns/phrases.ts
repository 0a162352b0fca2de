import { type Campaign, type HoldReason, type PauseReason, purposeOf } from '../../shared/campaigns/campaign.ts'
import type { ScheduleRefusal } from '../../shared/campaigns/deciding/schedule.ts'
import { type Figures, sinceResumed } from '../../shared/campaigns/figures.ts'
import type { RoundPurpose } from '../../shared/campaigns/round.ts'
import { numeral } from '../numeral.ts'

/** Staff pages speak English. */
export const STATE: Record<Campaign['state'], { label: string; tone: '' | 'warn' | 'off' }> = {
  draft: { label: 'Draft', tone: 'off' },
  scheduled: { label: 'Scheduled', tone: '' },
  held: { label: 'Waits for you', tone: 'warn' },
  freezing: { label: 'Making the list', tone: '' },
  sending: { label: 'Sending', tone: '' },
  paused: { label: 'Paused', tone: 'warn' },
  open: { label: 'Open for answers', tone: '' },
  closed: { label: 'Closed', tone: 'off' },
  cancelled: { label: 'Cancelled', tone: 'off' },
}

export const KIND: Record<Campaign['kind'], string> = {
  survey: 'Survey',
  update: 'Update',
  call: 'Invitation to a call',
}

/** Nobody answers a call or an update through its campaign. */
export const stateLabel = ({ state, kind }: Pick<Campaign, 'state' | 'kind'>): string =>
  state === 'open' && kind !== 'survey' ? 'Sent' : STATE[state].label

export const REFUSED: Record<
  | ScheduleRefusal
  | 'unknown'
  | 'changed-meanwhile'
  | 'wrong-state'
  | 'own-words'
  | 'not-doubtful'
  | 'next-wave-begun'
  | 'call-stands',
  string
> = {
  'not-a-draft': 'This campaign has been launched already.',
  'no-audience': 'Nobody would get this: the city has no members who may be mailed. Nothing has been sent.',
  'survey-without-questions': 'The survey has no questions yet. Add some before you launch it.',
  'survey-unfinished': 'The survey is not finished: open it, it says what is missing.',
  'call-cancelled': 'The call was cancelled.',
  'call-over': 'The call has begun already.',
  'call-unknown': 'The call does not exist any more.',
  'nothing-written': 'The message is empty: an update says something.',
  unwritable: 'The mail cannot be written in every language. Look at its examples.',
  'opens-in-the-past': 'The launch time has passed. Choose a later one, or launch now.',
  'closes-before-opens':
    'It would be over before it begins. Choose an earlier launch, or change the campaign to end later.',
  'open-too-long': 'It would go on for more than a year. Choose a later launch, or change the campaign to end earlier.',
  unknown: 'This does not exist any more.',
  'changed-meanwhile': 'Somebody else changed this at the same time. Look at it again, then repeat what you wanted.',
  'own-words':
    'You wrote this yourself: somebody else on the staff lets it go, or it goes out by itself when its time has come.',
  'wrong-state': 'This is no longer possible: the campaign has moved on.',
  'next-wave-begun':
    'The wave after this one has begun, or was left out for a later one. Open the series there and end it.',
  'call-stands':
    'People hold invitations to the call and hear through this campaign when it changes. If it does not take place, cancel the call; to send no more of it for now, pause it.',
  'not-doubtful': 'This mail has been settled in the meantime.',
}

export const PAUSED: Record<PauseReason, string> = {
  'by-staff': 'You or a colleague paused it.',
  'daily-quota': 'The mail provider takes no more mails today. It goes on by itself.',
  'account-paused': 'The mail provider has paused the whole account. Ask the operator.',
  'configuration-set-paused': 'The mail provider has paused our sending. Ask the operator.',
  'configuration-set-missing': 'The mail provider does not know our configuration. Ask the operator.',
  'sender-not-verified': 'The mail provider does not know our sender address. Ask the operator.',
  'not-allowed': 'The mail provider did not let us send. Ask the operator.',
  rejections:
    'The mail provider refused ten mails in a row. Ask the operator before you go on: an account that may only mail to its own addresses does this. The refused ones are listed as failed and are not tried again.',
  'doubtful-sends':
    'Several sends in a row ended in doubt. Look at the uncertain ones below; go on when the connection works again.',
  unwritable: 'Several mails in a row could not be written. Ask the operator before you go on.',
  fault: 'Something failed again and again. Ask the operator before you go on.',
  bounces:
    'It paused itself: too many of its mails came back for good. Find out where these addresses came from (an old list, an import) and take them out before you go on. From then on only new bounces count.',
  complaints:
    'It paused itself: too many of its readers marked it as unwanted. Find out how these people came to be members and whether they expected this mail before you go on. From then on only new complaints count.',
  'other-environment':
    'This environment does not send mail: its data come from another one. Turn sending on first, then go on.',
}

/** What a campaign that paused itself has met, since staff last let it go on. */
export const brokeAt = (figures: Figures): string => {
  const { accepted, hardBounced, complained } = sinceResumed(figures)
  const share = (count: number) => `${numeral(count)} (${((100 * count) / accepted).toFixed(1)} %)`
  return `Of ${numeral(accepted)} mails, ${share(hardBounced)} came back for good; complaints: ${share(complained)}.`
}

export const HELD = {
  late: 'It was found more than two hours after its launch time, so it asks first. Nothing has been sent.',
  fault: 'Something failed again and again before anything was sent. Launch it again or ask the operator.',
  'taken-back':
    'You or a colleague took it back before its time. Nothing has been sent: change it, or launch it again.',
  'other-environment':
    'This environment does not send mail: its data come from another one. Nothing has been sent. Turn sending on first, then launch it again.',
  unapproved:
    'The wave before it was changed and never sent, so nobody has let this text go yet. Look at it and launch it.',
  'wave-before':
    'Too many mails of the wave before it came back or were marked as unwanted. Nothing has been sent. Look into that first, then launch this one.',
} as const satisfies Record<HoldReason, string>

export const NOTICES = {
  'first-of-two':
    'Clocks are set back that night, so this time comes twice. The first of the two was taken; take it back and choose another time if you want the second.',
  closing: 'The survey is being closed and its report made. This takes a few seconds.',
} as const

/** What ends a campaign for good. */
export type End = 'close' | 'cancel'
const ENDS = {
  close: { title: 'Close the survey now?', button: 'Close now and make the report', style: '' },
  cancel: { title: 'Cancel the campaign?', button: 'Cancel the campaign', style: 'danger' },
} as const satisfies Record<End, object>

/** Only a survey has a report to be made. */
export const endingOf = ({ kind }: Pick<Campaign, 'kind'>, end: End) =>
  end === 'cancel' || kind === 'survey'
    ? ENDS[end]
    : { title: `Close the ${kind === 'call' ? 'invitation' : 'update'} now?`, button: 'Close now', style: '' }

/** What one mailing of a campaign is called: "Invitation", "Reminder 2". Nobody is invited by an update. */
export const mailingName = (campaign: Campaign, round: number): string => {
  const past = 'past' in campaign ? (campaign.past ?? []) : []
  const purposes = [...past.map(({ purpose }) => purpose), purposeOf(campaign)]
  const purpose = purposes[round] ?? 'invitation'
  const nth = purposes.slice(0, round + 1).filter((earlier) => earlier === purpose).length
  const several = purpose === 'reminder' || purposes.filter((other) => other === purpose).length > 1
  const name = purpose === 'invitation' && campaign.kind === 'update' ? 'Update' : MAILINGS[purpose]
  return several ? `${name} ${nth}` : name
}

export const MAILINGS = {
  invitation: 'Invitation',
  reminder: 'Reminder',
  'call-changed': 'Change of the call',
  'call-cancelled': 'Cancellation of the call',
  'call-day-before': 'Reminder a day before',
  'call-hour-before': 'Reminder an hour before',
} as const satisfies Record<RoundPurpose, string>
