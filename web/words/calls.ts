import type { Reply } from '../../shared/calls/call.ts'
import type { ReplyRefusal } from '../../shared/calls/replying.ts'

const en = {
  title: 'Will you come?',
  when: 'When',
  ownTime: 'On your device',
  length: 'Length',
  minutes: (minutes: number) => (minutes === 1 ? '1 minute' : `${minutes} minutes`),
  agenda: 'What it is about',
  takePart: 'Take part at',
  dialIn: 'By phone, or where',
  ask: 'Will you come?',
  replies: { yes: 'Yes, I will come', maybe: 'Maybe', no: 'No' } satisfies Record<Reply, string>,
  send: 'Send my reply',
  change: 'Change my reply',
  until: (time: string) => `You can change it until the call begins: ${time}.`,
  notYet: 'Nothing is stored before you press the button.',
  places: {
    few: (left: number) => (left === 1 ? 'One place is left.' : `${left} places are left.`),
    none: 'All places are taken. If you say yes, you stand on the waiting list and we write to you as soon as a place is free.',
  },
  stored: {
    yes: 'You come. Your place is kept.',
    maybe: 'You may come.',
    no: 'You do not come. Thank you for saying so.',
    waiting: 'You stand on the waiting list. As soon as a place is free it is yours, and we write to you.',
  },
  saved: 'Your reply is stored.',
  calendarTitle: 'Put it into your calendar',
  calendarFile: 'Calendar file (Apple, Outlook and others)',
  google: 'Google Calendar',
  outlook: 'Outlook on the web',
  refused: {
    forged: {
      title: 'This link does not work',
      text: 'It may have been cut off in the mail. Open the link in the mail again.',
    },
    expired: { title: 'This call is over', text: 'No reply is needed any more.' },
    over: {
      title: 'This call has begun',
      text: 'Replies are taken until a call begins. If you wanted to come, you can still take part: what you need stands in the mail.',
    },
    'call-cancelled': { title: 'This call is cancelled', text: 'It does not take place. You need do nothing.' },
    voided: {
      title: 'This link is not valid any more',
      text: 'The links in your mails were made invalid, or the membership that it belonged to is no longer there.',
    },
    'not-a-reply': { title: 'Which reply?', text: 'Choose yes, maybe or no, then press the button.' },
  } satisfies Record<ReplyRefusal | 'not-a-reply', { title: string; text: string }>,
  calendar: {
    link: (link: string) => `Take part at: ${link}`,
    dialIn: (dialIn: string) => `By phone, or where: ${dialIn}`,
    reply: (link: string) => `Will you come? Say it here: ${link}`,
  },
  mine: {
    title: 'The next calls',
    open: 'You have not replied yet.',
    reply: 'Reply',
  },
  city: { title: 'The next call', members: 'Members are invited by mail.' },
}

const es: typeof en = {
  title: '¿Vendrá?',
  when: 'Cuándo',
  ownTime: 'En su dispositivo',
  length: 'Duración',
  minutes: (minutes) => (minutes === 1 ? '1 minuto' : `${minutes} minutos`),
  agenda: 'De qué se trata',
  takePart: 'Participar en',
  dialIn: 'Por teléfono, o dónde',
  ask: '¿Vendrá?',
  replies: { yes: 'Sí, vendré', maybe: 'Quizá', no: 'No' },
  send: 'Enviar mi respuesta',
  change: 'Cambiar mi respuesta',
  until: (time) => `Puede cambiarla hasta que empiece la llamada: ${time}.`,
  notYet: 'No se guarda nada antes de que pulse el botón.',
  places: {
    few: (left) => (left === 1 ? 'Queda una plaza.' : `Quedan ${left} plazas.`),
    none: 'Todas las plazas están ocupadas. Si dice que sí, queda en la lista de espera y le escribimos en cuanto haya una libre.',
  },
  stored: {
    yes: 'Usted viene. Su plaza está reservada.',
    maybe: 'Quizá venga.',
    no: 'No viene. Gracias por decirlo.',
    waiting: 'Está en la lista de espera. En cuanto haya una plaza libre será suya, y le escribiremos.',
  },
  saved: 'Su respuesta está guardada.',
  calendarTitle: 'Póngalo en su calendario',
  calendarFile: 'Archivo de calendario (Apple, Outlook y otros)',
  google: 'Google Calendar',
  outlook: 'Outlook en la web',
  refused: {
    forged: {
      title: 'Este enlace no funciona',
      text: 'Puede que haya quedado cortado en el correo. Abra de nuevo el enlace del correo.',
    },
    expired: { title: 'Esta llamada ya terminó', text: 'Ya no hace falta responder.' },
    over: {
      title: 'Esta llamada ya empezó',
      text: 'Se puede responder hasta que empieza la llamada. Si quería venir, todavía puede participar: lo que necesita está en el correo.',
    },
    'call-cancelled': { title: 'Esta llamada está cancelada', text: 'No tendrá lugar. No tiene que hacer nada.' },
    voided: {
      title: 'Este enlace ya no es válido',
      text: 'Los enlaces de sus correos se anularon, o la membresía a la que pertenecía ya no existe.',
    },
    'not-a-reply': { title: '¿Qué responde?', text: 'Elija sí, quizá o no, y pulse el botón.' },
  },
  calendar: {
    link: (link) => `Participar en: ${link}`,
    dialIn: (dialIn) => `Por teléfono, o dónde: ${dialIn}`,
    reply: (link) => `¿Vendrá? Dígalo aquí: ${link}`,
  },
  mine: {
    title: 'Las próximas llamadas',
    open: 'Todavía no ha respondido.',
    reply: 'Responder',
  },
  city: { title: 'La próxima llamada', members: 'Los miembros reciben la invitación por correo.' },
}

export const callWords = { en, es }
