import { PEOPLE } from '../../shared/identity/invitation.ts'
import { TALLIES_BEGIN } from '../../shared/results/tally.ts'
import { RESPONSES_BEGIN } from '../../shared/surveys/response.ts'

/** Partition keys of the table, as patterns along which rights are drawn. */
export const RESPONSES = [`${RESPONSES_BEGIN}*`]
/** A tally of one response is what somebody answered. */
export const TALLIES = [`${TALLIES_BEGIN}*`]
/** How many have answered an open survey, to the last one: councils are told of it only roughly. */
export const ANSWERED = ['ANSWERED#*']
/** Who may sign in as what, who has, and the sessions that are open. */
export const IDENTITY = [PEOPLE, 'USER#*', 'SUBJECT#*', 'SESSION#*', 'NETWORK']
export const AUDIT = ['AUDIT#*']
/** Reports of councils, as drafts and published. */
export const REPORTS = ['REPORT#*', 'REPORTS#*']
/** Members by the thousand, as they were brought and as they are taken. */
export const TRANSFERS = ['IMPORT#*', 'EXPORT#*']
export const SESSIONS = ['SESSION#*']
/** The count of the day that a council is told of an open survey. */
export const ROUGH_COUNTS = ['ROUGH#*']
