import type { JoinField, JoinRefusal } from '../../shared/membership/application.ts'
import { type DuesInterval, dollars } from '../../shared/membership/dues.ts'
import { DUES } from '../../shared/membership/policy.ts'
import type { Topic } from '../../shared/words.ts'

type JoinProblemWords = Record<JoinRefusal, string> & Partial<Record<`${JoinField}.${JoinRefusal}`, string>>

const en = {
  join: {
    title: (city: string) => `Join ${city}`,
    lead: (city: string) =>
      `Members of ${city} answer short surveys and come to calls; their council works with the results. Joining takes a minute.`,
    name: 'Your name, or the name of your organization',
    email: 'E-mail address',
    emailHelp: 'The link that activates your membership goes here.',
    amount: 'Your dues in dollars',
    amountHelp: (least: string) => `Any amount from ${least} a year. It keeps the network running.`,
    interval: 'How would you like to pay?',
    intervals: {
      year: 'Every year, until I stop it',
      once: 'Once, for one year',
      month: 'Every month, until I stop it',
    } satisfies Record<DuesInterval, string>,
    intervalHints: {
      year: 'Your card is charged the same amount again when the year ends. To stop it, write to us.',
      once: 'Nothing renews by itself.',
      month: 'Your card is charged the same amount again each month.',
    } satisfies Record<DuesInterval, string>,
    language: 'In which language may we write to you?',
    topics: 'What may we e-mail you?',
    topicsHelp:
      'Tick what you agree to. You can leave each of them at any time with the link in each such mail. Mails about your membership itself, such as the one that activates it, come in any case.',
    topicNames: {
      surveys: 'Surveys, and what was found in them',
      calls: 'Invitations to calls and meetings',
      updates: 'Updates about the common agenda',
    } satisfies Record<Topic, string>,
    data: 'Your name and address are used for your membership only. Answers to surveys are shown in groups, never one by one. Card details go to our payment provider, never to us.',
    leaveEmpty: 'Leave this empty',
    go: 'Go on to the payment',
    back: 'The payment was not made. Everything you typed is still here; nothing has been charged.',
    formUsed:
      'A membership was just paid with this form, so nothing was stored and nothing charged. If you want to pay for one more, send it again.',
    other: 'Another amount',
    otherField: 'Another amount in dollars, if none of these fits',
  },
  problems: {
    empty: 'Please fill this in.',
    'too-long': 'This is too long.',
    'looks-like-a-link': 'A name cannot contain a web address.',
    'not-an-address': 'This is not an e-mail address. It should look like ana@example.org.',
    'not-ascii':
      'Mail can only reach addresses that have plain letters before the @ (no accents or other scripts). Please give another address.',
    'not-a-choice': 'Please choose one of the answers shown.',
    'two-amounts': 'You chose one amount and typed another. Clear the typed one, or choose “Another amount”.',
    'not-an-amount': 'The dues are not an amount in dollars. Write it like 25 or 12.50.',
    'too-small': `The dues must be at least ${dollars(DUES.least)} a year.`,
    'too-large': `The dues can be at most ${dollars(DUES.most)} here. Thank you! Please write to us to give more.`,
    'name.empty': 'Please tell us your name.',
    'name.too-long': 'The name can have at most 100 characters.',
    'email.empty': 'Please tell us your e-mail address.',
    'amount.empty': 'Please choose how much you would like to pay.',
    'other.empty': 'Please write the amount that you would like to pay, such as 25.',
    'interval.not-a-choice': 'Please choose whether to pay once or every year.',
    'language.not-a-choice': 'Please choose a language.',
  } satisfies JoinProblemWords,
  joined: {
    title: 'Thank you. Look into your mailbox',
    text: 'As soon as your payment has arrived, usually within a minute, we send you a mail with the link that activates your membership.',
    spam: 'If it does not come within a few minutes, look into the folder for unwanted mail.',
    home: 'Back to the cities',
  },
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
    },
    thanks: {
      subject: 'Thank you for your dues',
      text: (amount: string, city: string, day: string) =>
        `We received ${amount} for ${city}. Your membership runs through ${day}.`,
    },
  },
}

const es: typeof en = {
  join: {
    title: (city) => `Únase a ${city}`,
    lead: (city) =>
      `Quienes son miembros de ${city} responden encuestas breves y participan en llamadas; su consejo trabaja con los resultados. Unirse toma un minuto.`,
    name: 'Su nombre, o el de su organización',
    email: 'Correo electrónico',
    emailHelp: 'Ahí llega el enlace que activa su membresía.',
    amount: 'Su cuota en dólares',
    amountHelp: (least) => `Cualquier cantidad desde ${least} al año. Con ella funciona la red.`,
    interval: '¿Cómo desea pagar?',
    intervals: {
      year: 'Cada año, hasta que yo lo detenga',
      once: 'Una vez, por un año',
      month: 'Cada mes, hasta que yo lo detenga',
    },
    intervalHints: {
      year: 'Se cobra la misma cantidad a su tarjeta cuando termina el año. Para detenerlo, escríbanos.',
      once: 'Nada se renueva solo.',
      month: 'Se cobra la misma cantidad a su tarjeta cada mes.',
    },
    language: '¿En qué idioma podemos escribirle?',
    topics: '¿Qué podemos enviarle por correo?',
    topicsHelp:
      'Marque lo que acepta. Puede dejar cada tema cuando quiera con el enlace de esos correos. Los correos sobre su propia membresía, como el que la activa, llegan en todo caso.',
    topicNames: {
      surveys: 'Encuestas y lo que se encontró en ellas',
      calls: 'Invitaciones a llamadas y reuniones',
      updates: 'Novedades sobre la agenda común',
    },
    data: 'Su nombre y su correo se usan solo para su membresía. Las respuestas se muestran en grupos, nunca una por una. Los datos de la tarjeta van a nuestro proveedor de pagos, nunca a nosotros.',
    leaveEmpty: 'Deje esto vacío',
    go: 'Continuar al pago',
    back: 'El pago no se hizo. Todo lo que escribió sigue aquí; no se ha cobrado nada.',
    formUsed:
      'Con este formulario se acaba de pagar una membresía, así que no se guardó ni se cobró nada. Si desea pagar otra más, envíelo de nuevo.',
    other: 'Otra cantidad',
    otherField: 'Otra cantidad en dólares, si ninguna le conviene',
  },
  problems: {
    empty: 'Por favor, complete este campo.',
    'too-long': 'Es demasiado largo.',
    'looks-like-a-link': 'Un nombre no puede contener una dirección web.',
    'not-an-address': 'Esto no es un correo electrónico. Debe ser como ana@example.org.',
    'not-ascii':
      'El correo solo llega a direcciones con letras simples antes de la @ (sin acentos ni otros alfabetos). Por favor, dé otra dirección.',
    'not-a-choice': 'Por favor, elija una de las respuestas.',
    'two-amounts': 'Eligió una cantidad y escribió otra. Borre la escrita o elija «Otra cantidad».',
    'not-an-amount': 'La cuota no es una cantidad en dólares. Escríbala como 25 o 12.50.',
    'too-small': `La cuota debe ser de al menos ${dollars(DUES.least)} al año.`,
    'too-large': `Aquí la cuota puede ser de ${dollars(DUES.most)} como máximo. ¡Gracias! Escríbanos para dar más.`,
    'name.empty': 'Por favor, díganos su nombre.',
    'name.too-long': 'El nombre puede tener 100 caracteres como máximo.',
    'email.empty': 'Por favor, díganos su correo electrónico.',
    'amount.empty': 'Por favor, elija cuánto desea pagar.',
    'other.empty': 'Por favor, escriba la cantidad que desea pagar, como 25.',
    'interval.not-a-choice': 'Por favor, elija si paga una vez o cada año.',
    'language.not-a-choice': 'Por favor, elija un idioma.',
  },
  joined: {
    title: 'Gracias. Revise su correo',
    text: 'En cuanto llegue su pago, normalmente en un minuto, le enviamos un correo con el enlace que activa su membresía.',
    spam: 'Si no llega en unos minutos, mire en la carpeta de correo no deseado.',
    home: 'Volver a las ciudades',
  },
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
    },
    thanks: {
      subject: 'Gracias por su cuota',
      text: (amount, city, day) => `Recibimos ${amount} para ${city}. Su membresía vale hasta el ${day}.`,
    },
  },
}

export const membershipWords = { en, es }
