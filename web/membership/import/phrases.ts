import { DUES, ORGANIZATION } from '../../../shared/membership/policy.ts'
import type { Field } from '../../../shared/membership/transfer/columns.ts'
import type { FileRefusal, Import, RowOutcome, Verdict } from '../../../shared/membership/transfer/import.ts'
import type { MappingProblem } from '../../../shared/membership/transfer/mapping-form.ts'
import type { RowRefusal } from '../../../shared/membership/transfer/read-row.ts'

/** Staff pages are in English. */
export const STATE: Record<Import['state'], { label: string; tone: '' | 'warn' | 'off' }> = {
  uploading: { label: 'Being uploaded', tone: '' },
  reading: { label: 'Being read', tone: '' },
  unreadable: { label: 'Cannot be read', tone: 'warn' },
  'to-map': { label: 'Columns to be settled', tone: 'warn' },
  checking: { label: 'Being checked', tone: '' },
  checked: { label: 'To be confirmed', tone: 'warn' },
  importing: { label: 'Under way', tone: '' },
  paused: { label: 'Paused', tone: 'warn' },
  imported: { label: 'Imported', tone: '' },
  weighing: { label: 'Being counted', tone: '' },
  weighed: { label: 'Can be taken back', tone: 'warn' },
  removing: { label: 'Being taken back', tone: '' },
  removed: { label: 'Taken back', tone: 'off' },
}

export const FILE: Record<FileRefusal, string> = {
  'empty-file': 'The file is empty.',
  workbook:
    'This is an Excel workbook, not a CSV file. In Excel choose “Save as”, then “CSV UTF-8”, and upload that file.',
  'not-text': 'This is not a text file. Upload a CSV file: text with one member in each row.',
  'unknown-encoding':
    'The letters of this file cannot be read: it is neither UTF-8, UTF-16 nor Windows-1252. Save it as “CSV UTF-8”.',
  'unclosed-quote':
    'A quotation mark is opened and never closed. Close it, or save the file anew from your spreadsheet.',
  'no-header': 'The first row looks like a member, not like headers. Put a row above it that names the columns.',
  'no-rows': 'There are headers in this file, but no rows below them.',
  'too-many-rows': 'A file may have 50,000 rows. Cut it into several.',
  'too-many-columns': 'A file may have 200 columns.',
  'not-the-file': 'What arrived is not the file that was chosen. Upload it again.',
  fault: 'The file could not be read through a fault of ours. Upload it again; the operator has been told.',
}

export const OUTCOME: Record<RowOutcome, { label: string; explained: string }> = {
  new: { label: 'New', explained: 'becomes a member' },
  filled: { label: 'Filled in', explained: 'is a member; what was missing is taken from the file' },
  known: { label: 'Already there', explained: 'is a member; nothing changes' },
  duplicate: { label: 'Double', explained: 'has the address of an earlier row' },
  refused: { label: 'Refused', explained: 'cannot be taken in as it is' },
}

export const WARNING: Record<NonNullable<Verdict['warnings']>[number], string> = {
  'becomes-lapsed': 'The paid time is over: becomes a lapsed member.',
  'waits-for-activation': 'Was never activated: waits for the activation link.',
  'not-mailed': 'This address is not to be mailed (it bounced, or its owner complained), and that stays so.',
}

export const ROW: Record<RowRefusal, string> = {
  empty: 'is empty',
  'too-long': 'is too long',
  'not-an-address': 'is not an e-mail address that can be mailed',
  'no-such-city': 'is no city of this network',
  'several-such-cities': 'is the name of several cities: add the state',
  'not-a-language': 'is neither English nor Spanish',
  'not-a-kind': 'is neither a person nor an organization',
  'not-a-date': 'is not a date',
  'in-the-future': 'lies in the future',
  'too-far-away': 'lies more than ten years ahead',
  'not-an-amount': `is not an amount in dollars up to ${DUES.most / 100}`,
  'not-an-interval': 'is neither a year nor a month',
  'not-a-choice': 'is not one of the answers to this question',
  'not-topics': 'must name surveys, calls or updates',
  'not-a-suppression': 'must say bounced or complained',
  'too-many-people': `names more than ${ORGANIZATION.mostPeople} people`,
  'not-for-a-person': 'is only for organizations, and this is a person',
  'paid-through-is-over': 'is over for so long that the membership has lapsed',
  'lapsed-too-long-ago': 'lapsed so long ago that the network would have forgotten this person',
  'was-forgotten':
    'belongs to somebody who asked to be forgotten: it is not to be mailed, and no list brings them back',
  'too-many-cells': 'has more cells than there are columns: a separator stands in a cell without quotation marks',
}

const TOPICS = { surveys: 'Surveys', calls: 'Calls', updates: 'Updates' } as const

export const FIELD: Record<Field, string> = {
  kind: 'Person or organization',
  name: 'Name',
  email: 'E-mail address',
  language: 'Language',
  city: 'City',
  public_name: 'Organization: public name',
  skills: 'Organization: skills offered',
  services: 'Organization: services offered',
  expertise: 'Organization: expertise offered',
  people: 'Organization: named people',
  surveys_agreed_at: `${TOPICS.surveys}: agreed at`,
  surveys_wording: `${TOPICS.surveys}: wording agreed to`,
  surveys_left_at: `${TOPICS.surveys}: unsubscribed at`,
  calls_agreed_at: `${TOPICS.calls}: agreed at`,
  calls_wording: `${TOPICS.calls}: wording agreed to`,
  calls_left_at: `${TOPICS.calls}: unsubscribed at`,
  updates_agreed_at: `${TOPICS.updates}: agreed at`,
  updates_wording: `${TOPICS.updates}: wording agreed to`,
  updates_left_at: `${TOPICS.updates}: unsubscribed at`,
  suppressed: 'Not to be mailed (bounced, complained)',
  suppressed_at: 'Not to be mailed since',
  race: 'Race or ethnicity',
  gender: 'Gender',
  age_band: 'Age group',
  neighborhood: 'Neighborhood',
  source: 'Source',
  joined_at: 'Joined on',
  activated_at: 'Activated on',
  cancelled_at: 'Cancelled on',
  lapsed_on: 'Lapsed on',
  paid_through: 'Paid through',
  dues: 'Dues in dollars',
  interval: 'Paid by the year or month',
  last_paid_on: 'Last payment on',
  topics: 'Topics agreed to',
  agreed_at: 'Agreed at, for all topics',
  wording: 'Wording agreed to, for all topics',
  unsubscribed: 'Topics left',
}

export const mappingProblem = ({ field, reason }: MappingProblem, columns: readonly (Field | '')[]): string => {
  const named = field.startsWith('column-') ? columns[Number(field.slice(7))] : undefined
  switch (reason) {
    case 'twice':
      return `Two columns are said to be “${named ? FIELD[named] : ''}”. Choose one.`
    case 'not-a-field':
      return 'Choose from the list what this column is.'
    case 'no-name':
      return 'Say which column has the names.'
    case 'no-email':
      return 'Say which column has the e-mail addresses.'
    case 'no-city':
      return 'No column has the city: choose the one that all of them live in.'
    case 'no-wording':
      return 'Say which words they agreed to, in short, such as “paper form 2024”.'
    case 'too-long':
      return 'The wording may have 60 characters.'
    case 'no-date':
      return 'Say when they agreed.'
    case 'not-a-date':
      return 'This must be a date.'
    case 'no-paid-through':
      return 'No column says until when they have paid: say it for all.'
    case 'not-a-choice':
      return 'Choose one of those offered.'
  }
}
