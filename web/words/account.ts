import type { DuesAct } from '../../shared/membership/dues-acts.ts'
import type { MembershipState } from '../../shared/membership/membership.ts'
import type { RenewalStep } from '../../shared/membership/renewal-step.ts'
import type { Topic } from '../../shared/words.ts'

/** What has just been done, on top of the page that it leads to. */
export type Done =
  | 'profile'
  | 'address-asked'
  | 'about-me'
  | 'preferences'
  | 'amount'
  | 'nothing-new'
  | DuesAct
  | 'ended'

type StateWords = Record<Exclude<MembershipState, 'erased'>, { badge: string; text: (day: string) => string }>

const en = {
  mine: 'My membership',
  back: 'Back to my membership',
  save: 'Save',
  changedMeanwhile:
    'This was changed on another page meanwhile. Please look again at what is stored now and send it once more.',
  done: {
    profile: 'Your profile is saved.',
    'address-asked':
      'If mail can reach that address, a link is on its way there. Nothing changes before you press the button behind it; it works for one day.',
    'about-me': 'Your answers are saved.',
    preferences: 'Your choice is saved and counts from now on.',
    amount: 'The new amount counts from the next charge on.',
    'nothing-new': 'Nothing was different, so nothing was changed.',
    stop: 'Your card will not be charged again.',
    resume: 'Your card will be charged again when the paid time ends.',
    cancel: 'Your membership is cancelled. It stands until the end of what you have paid.',
    stay: 'Good to have you still. Your cancellation is taken back.',
    ended: 'Your membership is cancelled. The time that you had paid for is over, so it has ended.',
  } satisfies Record<Done, string>,
  signIn: {
    title: 'Sign in to your membership',
    lead: 'There is no password. Type your address and we mail you a link that signs you in.',
    email: 'E-mail address of your membership',
    ask: 'Mail me a link',
    sentTitle: 'Look into your mailbox',
    sentText:
      'If a membership belongs to this address, a link is on its way. It works once and for ten minutes. We send at most one every ten minutes and three a day.',
    sentSpam: 'If it does not come within a few minutes, look into the folder for unwanted mail.',
    buttonTitle: 'Sign in',
    buttonText: 'One press, and you see your membership in this browser. The link works once.',
    button: 'Sign in',
    expiredTitle: 'This link is too old',
    expiredText: 'For your safety a link works for ten minutes, and only the newest one. Ask for another.',
    usedTitle: 'This link has been used',
    usedText: 'Each link works once. If you are not signed in, ask for another.',
    unknownTitle: 'This link does not work',
    unknownText:
      'Part of it may have been cut off by your mail program. Open the whole link in the mail again, or ask for another.',
    tooMany: (minutes: number) =>
      `Many links were asked for from here. Please try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    out: 'Sign out',
    everywhere: 'Sign out everywhere',
    everywhereText:
      'Lost a phone, or passed on a mail? This ends every session, and no link in any mail that we have sent you works any more, links to open surveys included.',
    signedOut: 'You are signed out.',
  },
  overview: {
    title: 'My membership',
    member: (city: string) => `Member of ${city}`,
    states: {
      'awaiting-activation': {
        badge: 'Not activated',
        text: (day) => `Paid through ${day}, waiting for you to activate it.`,
      },
      active: { badge: 'Active', text: (day) => `Paid through ${day}.` },
      'in-grace': {
        badge: 'Payment due',
        text: (day) => `Paid through ${day}. It still stands, and ends soon if nothing is paid.`,
      },
      cancelled: { badge: 'Cancelled', text: (day) => `You cancelled it. It stands until ${day}.` },
      lapsed: { badge: 'Ended', text: (day) => `It was paid through ${day} and has ended.` },
    } satisfies StateWords as StateWords,
    charged: (amount: string, interval: 'year' | 'month', day: string) =>
      `Your card is charged ${amount} every ${interval}, next on ${day}.`,
    failing: (since: string) =>
      `Your card was refused on ${since}. Give another card, or pay by hand: everything goes on meanwhile.`,
    stopping: 'Your card will not be charged again.',
    byHand: 'Nothing is charged by itself.',
    lapses: (day: string) => `Unless something is paid, it ends on ${day}.`,
    planTitle: 'What happens next',
    plan: {
      'reminder-30': 'we remind you by mail',
      'reminder-7': 'we remind you by mail',
      'reminder-0': 'we remind you by mail',
      'charge-notice': 'we tell you by mail what your card will be charged',
      'payment-failed-0': 'we write to you about your card',
      'payment-failed-5': 'we write to you about your card',
      'payment-failed-10': 'we write to you about your card',
      lapse: 'the membership ends, unless something is paid before',
      'win-back': 'we ask you once whether you would like to come back',
      'anonymize-notice': 'we tell you that your data will be deleted',
      anonymize: 'your data is deleted',
    } satisfies Record<RenewalStep, string>,
    charge: (amount: string) => `your card is charged ${amount}`,
    lapseUncharged: 'the membership ends, if your card could not be charged by then',
    noPlan: 'Nothing is planned.',
    renew: 'Pay for more time',
    comeBack: 'Come back: pay for another year',
    card: 'Give another card',
    links: {
      profile: { title: 'Profile', text: 'Name, language, city' },
      address: { title: 'E-mail address', text: 'Where we write to you' },
      preferences: { title: 'What we mail you', text: 'Surveys, calls, updates' },
      'about-me': { title: 'About me', text: 'Age, gender and the like: only if you want to' },
      dues: { title: 'Dues', text: 'Amount, stopping, cancelling' },
      receipts: { title: 'Payments', text: 'What you paid, with receipts' },
      data: { title: 'My data', text: 'See and download all of it' },
      erase: { title: 'Delete me', text: 'End everything and be forgotten' },
    },
  },
  profile: {
    title: 'Profile',
    name: 'Your name',
    contact: 'Your name, as the contact of the organization',
    language: 'Language of our mails',
    city: 'City',
    cityHelp: 'When you move, surveys and calls of the new city come to you. Your neighborhood has to be chosen anew.',
    organization: 'Name of the organization',
    organizationHelp: 'Shown on the page of your city.',
    skills: 'Skills that you offer',
    services: 'Services that you offer',
    expertise: 'Expertise that you offer',
    people: 'People who share the membership, one on each line',
    peopleHelp: (most: number) => `At most ${most}.`,
  },
  address: {
    title: 'E-mail address',
    now: (address: string) => `We write to ${address}.`,
    email: 'New e-mail address',
    help: 'We mail a link there. Only when you press the button behind it does the address change, and the old one is told.',
    ask: 'Mail me the link',
    same: 'This is your address already.',
    tooOften: 'Links were mailed to that address already. Please wait a while and try again.',
    confirmTitle: 'Use this address from now on?',
    confirmText: 'One press, and we write to this address instead of the old one. Sign in again with it afterwards.',
    confirm: 'Use this address',
    changedTitle: 'The address is changed',
    changedText:
      'From now on we write here. All links in older mails are void, and you have been signed out everywhere.',
    usedTitle: 'This address is confirmed already',
    usedText: 'The link has done its work; each works once. Sign in with the address that it confirmed.',
    takenTitle: 'This address belongs to another membership',
    takenText:
      'One address can have one membership only. Sign in with this address to see the other one, or write to us to put the two together.',
    signIn: 'Sign in',
  },
  aboutMe: {
    title: 'About me',
    lead: 'Whether a city works for everybody can only be seen when we know who answers. Each of these is up to you, and you can change or remove it at any time.',
    who: 'Your answers fill in the same questions in surveys, so that you need not answer them again. Councils only ever see groups, large enough that nobody can be told. Staff see them only when they put two memberships together or bring along a list that you are on.',
    none: 'No answer',
  } satisfies Record<string, string>,
  preferences: {
    title: 'What we mail you',
    legend: 'What may we e-mail you?',
    help: 'Mails about your membership itself, such as receipts and renewals, come in any case.',
    topics: {
      surveys: 'Surveys, and what was found in them',
      calls: 'Invitations to calls and meetings',
      updates: 'Updates about the common agenda',
    } satisfies Record<Topic, string>,
    agreed: (day: string) => `Agreed to on ${day}.`,
    left: (day: string) => `Left on ${day}.`,
    pause: 'Nothing for now: leave all three',
  },
}

const es: typeof en = {
  mine: 'Mi membresía',
  back: 'Volver a mi membresía',
  save: 'Guardar',
  changedMeanwhile: 'Esto cambió mientras tanto en otra página. Mire de nuevo lo que está guardado y envíelo otra vez.',
  done: {
    profile: 'Su perfil está guardado.',
    'address-asked':
      'Si el correo llega a esa dirección, va en camino un enlace. Nada cambia antes de que pulse el botón que está detrás; sirve un día.',
    'about-me': 'Sus respuestas están guardadas.',
    preferences: 'Su elección está guardada y vale desde ahora.',
    amount: 'La nueva cantidad vale desde el próximo cobro.',
    'nothing-new': 'Nada era distinto, así que nada cambió.',
    stop: 'No se volverá a cobrar a su tarjeta.',
    resume: 'Se volverá a cobrar a su tarjeta cuando termine el tiempo pagado.',
    cancel: 'Su membresía está cancelada. Vale hasta el final de lo que pagó.',
    stay: 'Nos alegra que siga. Su cancelación quedó sin efecto.',
    ended: 'Su membresía está cancelada. El tiempo que pagó ya pasó, así que ha terminado.',
  },
  signIn: {
    title: 'Entre a su membresía',
    lead: 'No hay contraseña. Escriba su correo y le enviamos un enlace para entrar.',
    email: 'Correo electrónico de su membresía',
    ask: 'Envíenme un enlace',
    sentTitle: 'Revise su correo',
    sentText:
      'Si una membresía corresponde a esta dirección, va en camino un enlace. Sirve una vez y durante diez minutos. Enviamos como máximo uno cada diez minutos y tres al día.',
    sentSpam: 'Si no llega en unos minutos, mire en la carpeta de correo no deseado.',
    buttonTitle: 'Entrar',
    buttonText: 'Un clic y verá su membresía en este navegador. El enlace sirve una vez.',
    button: 'Entrar',
    expiredTitle: 'Este enlace es demasiado antiguo',
    expiredText: 'Por su seguridad un enlace sirve diez minutos, y solo el más nuevo. Pida otro.',
    usedTitle: 'Este enlace ya se usó',
    usedText: 'Cada enlace sirve una vez. Si no ha entrado, pida otro.',
    unknownTitle: 'Este enlace no funciona',
    unknownText:
      'Puede que su programa de correo haya cortado una parte. Abra de nuevo el enlace completo del correo o pida otro.',
    tooMany: (minutes) =>
      `Desde aquí se pidieron muchos enlaces. Inténtelo de nuevo en ${minutes === 1 ? 'un minuto' : `${minutes} minutos`}.`,
    out: 'Salir',
    everywhere: 'Salir en todas partes',
    everywhereText:
      '¿Perdió un teléfono o reenvió un correo? Esto cierra todas las sesiones, y ningún enlace de los correos que le enviamos funciona ya, tampoco los de encuestas abiertas.',
    signedOut: 'Ha salido.',
  },
  overview: {
    title: 'Mi membresía',
    member: (city) => `Miembro de ${city}`,
    states: {
      'awaiting-activation': { badge: 'Sin activar', text: (day) => `Pagada hasta el ${day}; falta que la active.` },
      active: { badge: 'Activa', text: (day) => `Pagada hasta el ${day}.` },
      'in-grace': {
        badge: 'Pago pendiente',
        text: (day) => `Pagada hasta el ${day}. Todavía vale y termina pronto si no se paga nada.`,
      },
      cancelled: { badge: 'Cancelada', text: (day) => `Usted la canceló. Vale hasta el ${day}.` },
      lapsed: { badge: 'Terminada', text: (day) => `Estaba pagada hasta el ${day} y ha terminado.` },
    },
    charged: (amount, interval, day) =>
      `Se cobran ${amount} a su tarjeta cada ${interval === 'year' ? 'año' : 'mes'}, la próxima vez el ${day}.`,
    failing: (since) =>
      `Su tarjeta fue rechazada el ${since}. Dé otra tarjeta o pague usted mismo: mientras tanto todo sigue.`,
    stopping: 'No se volverá a cobrar a su tarjeta.',
    byHand: 'Nada se cobra por sí solo.',
    lapses: (day) => `Si no se paga nada, termina el ${day}.`,
    planTitle: 'Lo que sigue',
    plan: {
      'reminder-30': 'se lo recordamos por correo',
      'reminder-7': 'se lo recordamos por correo',
      'reminder-0': 'se lo recordamos por correo',
      'charge-notice': 'le decimos por correo lo que se cobrará a su tarjeta',
      'payment-failed-0': 'le escribimos sobre su tarjeta',
      'payment-failed-5': 'le escribimos sobre su tarjeta',
      'payment-failed-10': 'le escribimos sobre su tarjeta',
      lapse: 'la membresía termina, si antes no se paga nada',
      'win-back': 'le preguntamos una vez si desea volver',
      'anonymize-notice': 'le avisamos de que sus datos se borrarán',
      anonymize: 'sus datos se borran',
    },
    charge: (amount) => `se cobran ${amount} a su tarjeta`,
    lapseUncharged: 'la membresía termina, si hasta entonces no se pudo cobrar a su tarjeta',
    noPlan: 'No hay nada previsto.',
    renew: 'Pagar más tiempo',
    comeBack: 'Volver: pagar otro año',
    card: 'Dar otra tarjeta',
    links: {
      profile: { title: 'Perfil', text: 'Nombre, idioma, ciudad' },
      address: { title: 'Correo electrónico', text: 'Adónde le escribimos' },
      preferences: { title: 'Qué le enviamos', text: 'Encuestas, llamadas, novedades' },
      'about-me': { title: 'Sobre mí', text: 'Edad, género y similares: solo si usted quiere' },
      dues: { title: 'Cuota', text: 'Cantidad, detener, cancelar' },
      receipts: { title: 'Pagos', text: 'Lo que pagó, con recibos' },
      data: { title: 'Mis datos', text: 'Verlos y descargarlos todos' },
      erase: { title: 'Bórrenme', text: 'Terminar todo y ser olvidado' },
    },
  },
  profile: {
    title: 'Perfil',
    name: 'Su nombre',
    contact: 'Su nombre, como contacto de la organización',
    language: 'Idioma de nuestros correos',
    city: 'Ciudad',
    cityHelp: 'Si se muda, le llegan las encuestas y llamadas de la nueva ciudad. El barrio hay que elegirlo de nuevo.',
    organization: 'Nombre de la organización',
    organizationHelp: 'Se muestra en la página de su ciudad.',
    skills: 'Habilidades que ofrecen',
    services: 'Servicios que ofrecen',
    expertise: 'Conocimientos que ofrecen',
    people: 'Personas que comparten la membresía, una por línea',
    peopleHelp: (most) => `Como máximo ${most}.`,
  },
  address: {
    title: 'Correo electrónico',
    now: (address) => `Le escribimos a ${address}.`,
    email: 'Nuevo correo electrónico',
    help: 'Enviamos un enlace allí. Solo cuando pulse el botón que está detrás cambia la dirección, y se avisa a la antigua.',
    ask: 'Envíenme el enlace',
    same: 'Esta ya es su dirección.',
    tooOften: 'Ya se enviaron enlaces a esa dirección. Espere un poco e inténtelo de nuevo.',
    confirmTitle: '¿Usar esta dirección desde ahora?',
    confirmText: 'Un clic y le escribimos a esta dirección en vez de a la antigua. Después entre de nuevo con ella.',
    confirm: 'Usar esta dirección',
    changedTitle: 'La dirección está cambiada',
    changedText:
      'Desde ahora le escribimos aquí. Los enlaces de correos anteriores ya no sirven y su sesión se cerró en todas partes.',
    usedTitle: 'Esta dirección ya está confirmada',
    usedText: 'El enlace ya cumplió su función; cada uno sirve una vez. Entre con la dirección que confirmó.',
    takenTitle: 'Esta dirección es de otra membresía',
    takenText:
      'Una dirección solo puede tener una membresía. Entre con esta dirección para ver la otra, o escríbanos para unir las dos.',
    signIn: 'Entrar',
  },
  aboutMe: {
    title: 'Sobre mí',
    lead: 'Solo si sabemos quién responde se ve si una ciudad funciona para todas las personas. Cada respuesta es voluntaria, y puede cambiarla o quitarla cuando quiera.',
    who: 'Sus respuestas rellenan las mismas preguntas en las encuestas, para que no tenga que responderlas otra vez. Los consejos solo ven grupos, tan grandes que no se reconoce a nadie. El equipo de la red solo las ve cuando une dos membresías o trae una lista en la que usted está.',
    none: 'Sin respuesta',
  },
  preferences: {
    title: 'Qué le enviamos',
    legend: '¿Qué podemos enviarle por correo?',
    help: 'Los correos sobre su propia membresía, como recibos y renovaciones, llegan en todo caso.',
    topics: {
      surveys: 'Encuestas y lo que se encontró en ellas',
      calls: 'Invitaciones a llamadas y reuniones',
      updates: 'Novedades sobre la agenda común',
    },
    agreed: (day) => `Aceptado el ${day}.`,
    left: (day) => `Dejado el ${day}.`,
    pause: 'Nada por ahora: dejar los tres',
  },
}

export const accountWords = { en, es }
