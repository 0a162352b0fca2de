import type { Topic } from '../../shared/words.ts'

const en = {
  activation: {
    title: 'Activate your membership',
    text: 'One press, and you are a member. This shows us that the mailbox is yours.',
    button: 'Activate',
    doneTitle: 'You are a member. Welcome!',
    doneText: 'Your membership is active. A welcome mail with what comes next is on its way.',
    usedTitle: 'Your membership is active already',
    usedText: 'This link has done its work. There is nothing more to do.',
    expiredTitle: 'This link has expired',
    expiredText: 'For your safety a link works for three days. We are glad to send you a fresh one.',
    freshButton: 'Send me a fresh link',
    unknownTitle: 'This link does not work',
    unknownText:
      'Part of it may have been cut off by your mail program. Open the whole link in the mail again, or ask for a fresh one.',
    lapsedTitle: 'This membership has ended',
    lapsedText: 'The dues behind it are no longer there. You can join again at any time.',
    sentTitle: 'Look into your mailbox',
    sentText:
      'If this belongs to a membership that still waits to be activated, a fresh link is on its way. It can take a few minutes; we send at most one every ten minutes.',
    email: 'E-mail address you joined with',
  },
  mails: {
    why: (city: string) => `You get this mail because someone joined ${city} with this address and paid the dues.`,
    activation: {
      subject: (city: string) => `Activate your membership in ${city}`,
      greeting: 'Hello,',
      text: (city: string) =>
        `Thank you for joining ${city}. Your dues have arrived. One press is missing, and you are a member.`,
      button: 'Activate my membership',
      until: (day: string) => `The link works once, until ${day}.`,
      ignore: 'If you did not join, you need do nothing.',
    },
    reminder: {
      subject: (city: string) => `One press is missing: activate your membership in ${city}`,
      text: (city: string) => `Your dues for ${city} have arrived, but your membership still waits to be activated.`,
    },
    welcome: {
      subject: (city: string) => `Welcome to ${city}`,
      text: (city: string, day: string) => `You are a member of ${city} now. Your dues carry you through ${day}.`,
      next: (topics: string) =>
        `What comes next: as you agreed, we send you ${topics}. Results of surveys go to the council of your city.`,
      nextNothing: 'You did not agree to any other mails, so we write to you about your membership only.',
      topics: {
        surveys: 'short surveys',
        calls: 'invitations to calls and meetings',
        updates: 'updates about the common agenda',
      } satisfies Record<Topic, string>,
      button: 'See the page of my city',
      renews: {
        year: (amount: string, day: string) =>
          `It renews by itself: your card is charged ${amount} every year, next on ${day}. We tell you a month before, and you can stop it at any time.`,
        month: (amount: string, day: string) =>
          `It renews by itself: your card is charged ${amount} every month, next on ${day}. You can stop it at any time.`,
      },
      byHand: 'Nothing is charged by itself. We remind you before the time that you have paid ends.',
      account:
        'Under My membership you change what is mailed to you, the amount and your profile, or see what is known of you. There is no password: you get a link by mail.',
      accountButton: 'My membership',
    },
    thanks: {
      subject: 'Thank you for your dues',
      text: (amount: string, city: string, day: string) =>
        `We received ${amount} for ${city}. Your membership runs through ${day}.`,
    },
  },
}

const es: typeof en = {
  activation: {
    title: 'Active su membresía',
    text: 'Un clic y ya es miembro. Así vemos que el correo es suyo.',
    button: 'Activar',
    doneTitle: 'Ya es miembro. ¡Le damos la bienvenida!',
    doneText: 'Su membresía está activa. Va en camino un correo con lo que sigue.',
    usedTitle: 'Su membresía ya está activa',
    usedText: 'Este enlace ya cumplió su función. No hay nada más que hacer.',
    expiredTitle: 'Este enlace ha vencido',
    expiredText: 'Por su seguridad, un enlace funciona tres días. Con gusto le enviamos uno nuevo.',
    freshButton: 'Envíenme un enlace nuevo',
    unknownTitle: 'Este enlace no funciona',
    unknownText:
      'Puede que su programa de correo haya cortado una parte. Abra de nuevo el enlace completo del correo o pida uno nuevo.',
    lapsedTitle: 'Esta membresía ha terminado',
    lapsedText: 'La cuota que la sostenía ya no está. Puede unirse de nuevo cuando quiera.',
    sentTitle: 'Revise su correo',
    sentText:
      'Si corresponde a una membresía que aún espera ser activada, va en camino un enlace nuevo. Puede tardar unos minutos; enviamos como máximo uno cada diez minutos.',
    email: 'Correo electrónico con el que se unió',
  },
  mails: {
    why: (city) => `Recibe este correo porque alguien se unió a ${city} con esta dirección y pagó la cuota.`,
    activation: {
      subject: (city) => `Active su membresía en ${city}`,
      greeting: 'Hola:',
      text: (city) => `Gracias por unirse a ${city}. Su cuota ha llegado. Falta un clic y ya es miembro.`,
      button: 'Activar mi membresía',
      until: (day) => `El enlace funciona una vez, hasta el ${day}.`,
      ignore: 'Si usted no se unió, no tiene que hacer nada.',
    },
    reminder: {
      subject: (city) => `Falta un clic: active su membresía en ${city}`,
      text: (city) => `Su cuota para ${city} ha llegado, pero su membresía aún espera ser activada.`,
    },
    welcome: {
      subject: (city) => `Le damos la bienvenida a ${city}`,
      text: (city, day) => `Ya es miembro de ${city}. Su cuota vale hasta el ${day}.`,
      next: (topics) =>
        `Lo que sigue: como aceptó, le enviamos ${topics}. Los resultados de las encuestas van al consejo de su ciudad.`,
      nextNothing: 'Usted no aceptó otros correos, así que solo le escribimos sobre su membresía.',
      topics: {
        surveys: 'encuestas breves',
        calls: 'invitaciones a llamadas y reuniones',
        updates: 'novedades sobre la agenda común',
      },
      button: 'Ver la página de mi ciudad',
      renews: {
        year: (amount, day) =>
          `Se renueva por sí sola: se cobran ${amount} a su tarjeta cada año, la próxima vez el ${day}. Le avisamos un mes antes, y puede detenerlo cuando quiera.`,
        month: (amount, day) =>
          `Se renueva por sí sola: se cobran ${amount} a su tarjeta cada mes, la próxima vez el ${day}. Puede detenerlo cuando quiera.`,
      },
      byHand: 'Nada se cobra por sí solo. Se lo recordamos antes de que termine el tiempo pagado.',
      account:
        'En Mi membresía puede cambiar lo que le enviamos, la cantidad y su perfil, o ver lo que se sabe de usted. No hay contraseña: recibe un enlace por correo.',
      accountButton: 'Mi membresía',
    },
    thanks: {
      subject: 'Gracias por su cuota',
      text: (amount, city, day) => `Recibimos ${amount} para ${city}. Su membresía vale hasta el ${day}.`,
    },
  },
}

export const membershipWords = { en, es }
