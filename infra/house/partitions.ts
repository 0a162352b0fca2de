import { PEOPLE } from '../../shared/identity/invitation.ts'
import { TALLIES_BEGIN } from '../../shared/results/counting/tally.ts'
import { RESPONSES_BEGIN } from '../../shared/surveys/response.ts'

/** Partition keys of the table, as patterns along which rights are drawn. */
export const RESPONSES = [`${RESPONSES_BEGIN}*`]
/** A tally of one response is what somebody answered. */
export const TALLIES = [`${TALLIES_BEGIN}*`]
/** What recounts have found, of an open survey too, and what was set aside: councils are told of it only roughly. */
export const ANSWERED = ['RECOUNTED#*', 'QUARANTINE#*']
/** What a recount has found out, in tallies and in figures. */
export const RECOUNT_PARTS = [`${TALLIES_BEGIN}RECOUNT#*`]
export const RECOUNTED = ['RECOUNTED#*']
/** Keys that programs read with, and how they were used. */
export const API_KEYS = ['API-KEY#*', 'API-KEYS#*']
export const API_USES = ['API-USE#*']
/** Who has signed in, and as what. */
export const ROLES = [PEOPLE, 'USER#*']
/** Who may sign in as what, who has, the sessions that are open and the keys of programs. */
export const SIGN_IN = [...ROLES, 'SUBJECT#*', 'SESSION#*', ...API_KEYS, ...API_USES]
/** The same, with what stands with the network itself: who founded it, and which environment may send. */
export const IDENTITY = [...SIGN_IN, 'NETWORK']
export const AUDIT = ['AUDIT#*']
/** Published reports, which councils read. */
export const PUBLISHED = ['REPORT#*', 'REPORTS#*']
/** What members who answered read of them. */
export const FINDINGS = ['FINDINGS#*']
/** What a report is computed from: the whole tally cube. */
export const SEALED = ['SEALED#*']
/** Reports that staff look at, and what the gate let through. */
export const DRAFTS = ['DRAFT#*']
/** Where each report stands on its way. */
export const REPORT_WORK = ['REPORT-WORK']
/** What totals of a city are weighted to, and how much more than usual its people are protected. */
export const RESULT_SETTINGS = ['RESULT-SETTINGS#*']
export const REPORTS = [...PUBLISHED, ...SEALED, ...DRAFTS, ...REPORT_WORK, ...RESULT_SETTINGS]
/** Public keys of the release gate. Only the gate itself shows one. */
export const SIGNING_KEYS = ['SIGNING-KEYS']
/** Members by the thousand, as they were brought and as they are taken. */
export const TRANSFERS = ['IMPORT#*', 'EXPORT#*']
export const SESSIONS = ['SESSION#*']
/** The count of the day that a council is told of an open survey. */
export const ROUGH_COUNTS = ['ROUGH#*']
