import type { Reply } from '../../shared/calls/call.ts'
import type { Recipient } from '../../shared/campaigns/ledger.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { ServiceMail, ServiceTemplate } from '../../shared/mail/service-mail.ts'
import type { Happening, HistoryEntry } from '../../shared/membership/history.ts'
import type { Mandate } from '../../shared/membership/mandate.ts'
import type { MembershipState } from '../../shared/membership/membership.ts'
import type { Payment } from '../../shared/membership/payments.ts'
import type { RenewalStep, TakenStep } from '../../shared/membership/renewal-step.ts'
import type { SignupStep } from '../../shared/membership/signup-step.ts'
import type { Topic } from '../../shared/words.ts'
import { joinWords } from './join.ts'

type Codes = {
  state: Record<MembershipState | ServiceMail['state'] | Recipient['state'], string>
  standing: Record<Mandate['standing'], string>
  interval: Record<Mandate['interval'], string>
  template: Record<ServiceTemplate, string>
  step: Record<RenewalStep | SignupStep, string>
  outcome: Record<TakenStep['outcome'] | 'won' | 'lost', string>
  language: Record<Language, string>
  topic: Record<Topic, string>
  kind: Record<'survey' | 'call' | 'update', string>
  what: Record<Happening, string>
  by: Record<Extract<HistoryEntry['by'], 'member' | 'network'> | 'staff', string>
  granted: Record<NonNullable<Payment['granted']>, string>
  dispute: Record<NonNullable<Payment['dispute']>, string>
  reason: Record<'bounced' | 'complained' | 'soft-bounced', string>
  format: Record<'page' | 'file', string>
  reply: Record<Reply | 'waiting' | 'none', string>
  source: Record<string, string>
}

const en: Codes = {
  state: {
    'awaiting-activation': 'waits to be activated',
    active: 'active',
    'in-grace': 'payment due',
    cancelled: 'cancelled',
    lapsed: 'ended',
    erased: 'deleted',
    PENDING: 'waits to be sent',
    CLAIMED: 'about to be sent',
    SENDING: 'being sent',
    UNCERTAIN: 'may have been sent or not',
    SENT: 'sent',
    DELIVERED: 'delivered',
    BOUNCED: 'came back',
    COMPLAINED: 'marked as unwanted',
    SKIPPED: 'not sent',
    FAILED: 'could not be sent',
    CANCELLED: 'called off',
  },
  standing: {
    alive: 'charged by itself',
    failing: 'was refused and is tried again',
    stopping: 'charged no more',
    over: 'over',
  },
  interval: { year: 'year', month: 'month' },
  template: {
    activation: 'link to activate the membership',
    'activation-reminder': 'reminder to activate the membership',
    welcome: 'welcome',
    thanks: 'thanks for the dues',
    'renewal-reminder': 'reminder to renew',
    'charge-notice': 'notice that the card will be charged',
    'payment-failed': 'the card was refused',
    'payment-recovered': 'the card is in order again',
    'win-back': 'whether you would like to come back',
    'anonymize-notice': 'notice that your data will be deleted',
    granted: 'time was given to you',
    'sign-in': 'link to sign in',
    'confirm-address': 'link to confirm a new address',
    'address-changed': 'notice to the old address',
    'call-seat': 'a place in a call got free',
    cancelled: 'your cancellation',
    erased: 'what was deleted',
  },
  step: {
    'reminder-30': 'reminder 30 days before the end',
    'reminder-7': 'reminder 7 days before the end',
    'reminder-0': 'reminder on the last day',
    'charge-notice': 'notice that the card will be charged',
    'payment-failed-0': 'first mail about the refused card',
    'payment-failed-5': 'second mail about the refused card',
    'payment-failed-10': 'third mail about the refused card',
    lapse: 'the membership ends',
    'win-back': 'asked whether you would like to come back',
    'anonymize-notice': 'notice that your data will be deleted',
    anonymize: 'your data is deleted',
    activation: 'link to activate the membership',
    'reminder-day-1': 'first reminder to activate',
    'reminder-day-3': 'second reminder to activate',
    'reminder-day-7': 'third reminder to activate',
    'fresh-link': 'another link to activate the membership',
    'staff-task': 'staff were asked to help',
    welcome: 'welcome',
    thanks: 'thanks for the dues',
  },
  outcome: {
    mailed: 'mailed',
    done: 'done',
    overtaken: 'left out, a later step was due',
    unsubscribed: 'not mailed, you had left the topic',
    won: 'stays with the network',
    lost: 'went back to you',
  },
  language: { en: 'English', es: 'Spanish' },
  topic: { surveys: 'surveys', calls: 'calls', updates: 'updates' },
  kind: { survey: 'survey', call: 'call', update: 'update' },
  what: {
    joined: 'joined',
    imported: 'taken over from a list',
    activated: 'activated',
    'topics-changed': 'changed what may be mailed',
    'profile-changed': 'profile changed',
    'demographics-changed': 'changed the answers about oneself',
    'address-changed': 'e-mail address changed',
    'dues-changed': 'amount changed',
    'renewal-stopped': 'the card was told to charge no more',
    'renewal-resumed': 'the card charges again',
    cancelled: 'cancelled',
    'cancellation-taken-back': 'cancellation taken back',
    lapsed: 'the membership ended',
    'came-back': 'came back',
    granted: 'time was given',
    'grant-withdrawn': 'given time was taken back',
    'refund-asked': 'money was to go back',
    'dispute-opened': 'the bank asked a payment back',
    'dispute-ended': 'the bank decided',
    merged: 'put together with another membership',
    'merge-undone': 'taken apart again',
    'data-downloaded': 'looked at all data',
    'erasure-asked': 'asked to be deleted',
    'suppression-lifted': 'may be mailed again',
    'signed-out': 'signed out everywhere',
    note: 'note of the staff',
  },
  by: { member: 'you', network: 'by itself', staff: 'staff' },
  granted: { gift: 'a gift', sponsored: 'paid for by somebody else' },
  dispute: { open: 'not decided yet', lost: 'went back to you' },
  reason: {
    bounced: 'mail came back',
    complained: 'a mail was marked as unwanted',
    'soft-bounced': 'the mailbox was full',
  },
  format: { page: 'as a page', file: 'as a file' },
  reply: { yes: 'yes', maybe: 'maybe', no: 'no', waiting: 'yes, on the waiting list', none: 'none' },
  source: joinWords.en.join.heardFrom,
}

const es: Codes = {
  state: {
    'awaiting-activation': 'espera ser activada',
    active: 'activa',
    'in-grace': 'pago pendiente',
    cancelled: 'cancelada',
    lapsed: 'terminada',
    erased: 'borrada',
    PENDING: 'espera su envío',
    CLAIMED: 'a punto de enviarse',
    SENDING: 'enviándose',
    UNCERTAIN: 'puede haberse enviado o no',
    SENT: 'enviado',
    DELIVERED: 'entregado',
    BOUNCED: 'devuelto',
    COMPLAINED: 'marcado como no deseado',
    SKIPPED: 'no enviado',
    FAILED: 'no se pudo enviar',
    CANCELLED: 'anulado',
  },
  standing: {
    alive: 'se cobra por sí sola',
    failing: 'fue rechazada y se intenta de nuevo',
    stopping: 'no se cobra más',
    over: 'terminada',
  },
  interval: { year: 'año', month: 'mes' },
  template: {
    activation: 'enlace para activar la membresía',
    'activation-reminder': 'recordatorio de activar la membresía',
    welcome: 'bienvenida',
    thanks: 'gracias por la cuota',
    'renewal-reminder': 'recordatorio de renovar',
    'charge-notice': 'aviso de que se cobrará a la tarjeta',
    'payment-failed': 'la tarjeta fue rechazada',
    'payment-recovered': 'la tarjeta está otra vez en orden',
    'win-back': 'si desea volver',
    'anonymize-notice': 'aviso de que sus datos se borrarán',
    granted: 'se le regaló tiempo',
    'sign-in': 'enlace para entrar',
    'confirm-address': 'enlace para confirmar una dirección nueva',
    'address-changed': 'aviso a la dirección antigua',
    'call-seat': 'se liberó una plaza en una llamada',
    cancelled: 'su cancelación',
    erased: 'lo que se borró',
  },
  step: {
    'reminder-30': 'recordatorio 30 días antes del final',
    'reminder-7': 'recordatorio 7 días antes del final',
    'reminder-0': 'recordatorio en el último día',
    'charge-notice': 'aviso de que se cobrará a la tarjeta',
    'payment-failed-0': 'primer correo sobre la tarjeta rechazada',
    'payment-failed-5': 'segundo correo sobre la tarjeta rechazada',
    'payment-failed-10': 'tercer correo sobre la tarjeta rechazada',
    lapse: 'la membresía termina',
    'win-back': 'se le preguntó si desea volver',
    'anonymize-notice': 'aviso de que sus datos se borrarán',
    anonymize: 'sus datos se borran',
    activation: 'enlace para activar la membresía',
    'reminder-day-1': 'primer recordatorio de activar',
    'reminder-day-3': 'segundo recordatorio de activar',
    'reminder-day-7': 'tercer recordatorio de activar',
    'fresh-link': 'otro enlace para activar la membresía',
    'staff-task': 'se pidió ayuda al equipo',
    welcome: 'bienvenida',
    thanks: 'gracias por la cuota',
  },
  outcome: {
    mailed: 'enviado por correo',
    done: 'hecho',
    overtaken: 'omitido, tocaba un paso posterior',
    unsubscribed: 'no enviado, usted había dejado el tema',
    won: 'queda en la red',
    lost: 'volvió a usted',
  },
  language: { en: 'inglés', es: 'español' },
  topic: { surveys: 'encuestas', calls: 'llamadas', updates: 'novedades' },
  kind: { survey: 'encuesta', call: 'llamada', update: 'novedad' },
  what: {
    joined: 'se unió',
    imported: 'tomado de una lista',
    activated: 'activada',
    'topics-changed': 'cambió lo que se le puede enviar',
    'profile-changed': 'perfil cambiado',
    'demographics-changed': 'cambió las respuestas sobre sí',
    'address-changed': 'correo electrónico cambiado',
    'dues-changed': 'cantidad cambiada',
    'renewal-stopped': 'la tarjeta no se cobra más',
    'renewal-resumed': 'la tarjeta se cobra de nuevo',
    cancelled: 'cancelada',
    'cancellation-taken-back': 'cancelación retirada',
    lapsed: 'la membresía terminó',
    'came-back': 'volvió',
    granted: 'se regaló tiempo',
    'grant-withdrawn': 'se retiró el tiempo regalado',
    'refund-asked': 'se pidió devolver dinero',
    'dispute-opened': 'el banco reclamó un pago',
    'dispute-ended': 'el banco decidió',
    merged: 'unida con otra membresía',
    'merge-undone': 'separada de nuevo',
    'data-downloaded': 'vio todos los datos',
    'erasure-asked': 'pidió que se borre todo',
    'suppression-lifted': 'se le puede escribir de nuevo',
    'signed-out': 'sesión cerrada en todas partes',
    note: 'nota del equipo',
  },
  by: { member: 'usted', network: 'por sí solo', staff: 'el equipo' },
  granted: { gift: 'un regalo', sponsored: 'pagado por otra persona' },
  dispute: { open: 'sin decidir todavía', lost: 'volvió a usted' },
  reason: {
    bounced: 'el correo fue devuelto',
    complained: 'un correo se marcó como no deseado',
    'soft-bounced': 'el buzón estaba lleno',
  },
  format: { page: 'como página', file: 'como archivo' },
  reply: { yes: 'sí', maybe: 'quizá', no: 'no', waiting: 'sí, en la lista de espera', none: 'ninguna' },
  source: joinWords.es.join.heardFrom,
}

/** What is stored under these names, in words. What is not here is shown as it is stored: numbers of payments, say. */
export const codeWords: Record<Language, Readonly<Record<string, Readonly<Record<string, string>>>>> = { en, es }
