import { type DuesInterval, dollars, limitsOf } from '../../shared/membership/dues.ts'
import type { HEARD, JoinField, JoinKind, JoinRefusal } from '../../shared/membership/join-form.ts'
import { LONGEST_OFFER, type Offer } from '../../shared/membership/member.ts'
import { DUES, ORGANIZATION } from '../../shared/membership/policy.ts'
import type { Topic } from '../../shared/words.ts'

type JoinProblemWords = Record<JoinRefusal, string> & Partial<Record<`${JoinField}.${JoinRefusal}`, string>>
type Heard = (typeof HEARD)[number]

const month = limitsOf('month')

const en = {
  join: {
    title: (city: string) => `Join ${city}`,
    lead: (city: string) =>
      `Members of ${city} answer short surveys and come to calls; their council works with the results. Joining takes a minute.`,
    kind: 'Who is joining?',
    kinds: { person: 'A person', organization: 'An organization' } satisfies Record<JoinKind, string>,
    kindHints: {
      person: '',
      organization: 'One membership for all who work with you. We write to one contact.',
    } satisfies Record<JoinKind, string>,
    name: 'Your name',
    nameHelp: 'For an organization: the name of the contact whom we write to.',
    email: 'E-mail address',
    emailHelp: 'The link that activates your membership goes here.',
    organization: {
      title: 'Your organization',
      text: 'Only for organizations. The name and what you offer stand on the public page of the city; the contact and the people do not.',
      publicName: 'Name of the organization',
      offers: {
        skills: 'Skills you bring',
        services: 'Services you provide',
        expertise: 'Expertise you have',
      } satisfies Record<Offer, string>,
      offerHelps: {
        skills: 'For example facilitation, grant writing, translation. May be left empty.',
        services: 'For example child care, meeting rooms, legal advice. May be left empty.',
        expertise: 'For example housing policy, public health data. May be left empty.',
      } satisfies Record<Offer, string>,
      people: 'People who share the membership',
      peopleHelp: `One name on each line, at most ${ORGANIZATION.mostPeople}, besides the contact. May be left empty.`,
    },
    interval: 'How would you like to pay?',
    intervals: {
      year: 'Every year, until I stop it',
      once: 'Once, for one year',
      month: 'Every month, until I stop it',
    } satisfies Record<DuesInterval, string>,
    intervalHints: {
      year: 'Your card is charged the same amount again when the year ends. We write to you before.',
      once: 'Nothing renews by itself. We remind you when the year ends.',
      month: `Your card is charged the same amount each month, from ${dollars(month.least)}. Much of a small amount is lost to card fees: see below.`,
    } satisfies Record<DuesInterval, string>,
    stopBefore: 'Every year or every month: you can stop it yourself at any time on ',
    stopLink: 'the page of your membership',
    amount: 'Your dues',
    amountHelp: (least: string) => `Any amount from ${least} a year. It keeps the network running.`,
    other: 'Another amount',
    otherField: 'Another amount in dollars',
    otherHelp: `For a year; for a month if you chose to pay every month (from ${dollars(month.least)}).`,
    fees: {
      title: 'What card fees take',
      text: (perCent: string, each: string) =>
        `Each payment by card costs the network ${perCent} of it and ${each}, so one payment a year leaves more for the work than twelve small ones.`,
      compare: (small: string, smallLoss: string, ofSmall: string, large: string, largeLoss: string) =>
        `Twelve payments of ${small} lose ${smallLoss} of ${ofSmall}; one payment of ${large} loses ${largeLoss}.`,
      pays: 'You pay',
      fee: 'Card fee',
      share: 'Of each dollar',
      covered: 'With the fee on top',
      each: (amount: string, interval: DuesInterval) =>
        interval === 'month' ? `${amount} a month` : `${amount} a year`,
    },
    cover: 'The card fee',
    coverLabel: 'I add the card fee, so that all of my dues reach the network',
    coverHint:
      'The last column above says what is charged then; for another amount the payment page says it before you pay.',
    coverExact: (amount: string, charge: string) => `For ${amount} your card is charged ${charge} with the fee on top.`,
    topics: 'What may we e-mail you?',
    topicsHelp:
      'Tick what you agree to; each is a decision of its own, and none is needed to join. You can leave each of them at any time with the link in each such mail. Mails about your membership itself, such as the one that activates it, come in any case.',
    topicNames: {
      surveys: 'Yes, e-mail me surveys, and what was found in them',
      calls: 'Yes, e-mail me invitations to calls and meetings',
      updates: 'Yes, e-mail me updates about the common agenda',
    } satisfies Record<Topic, string>,
    heard: 'How did you hear of us? (May be left open)',
    heardOpen: 'I would rather not say',
    heardFrom: {
      friend: 'From somebody I know',
      event: 'At an event or a meeting',
      organization: 'From an organization',
      mail: 'By a mail or a newsletter',
      'social-media': 'On social media',
      search: 'By searching the web',
      press: 'In the press, on radio or television',
      other: 'In another way',
    } satisfies Record<Heard, string>,
    language: 'In which language may we write to you?',
    data: 'Your name and address are used for your membership only. Answers to surveys are shown in groups, never one by one. Card details go to our payment provider, never to us.',
    leaveEmpty: 'Leave this empty',
    go: 'Go on to the payment',
    back: 'The payment was not made. Everything you typed is still here; nothing has been charged.',
    formUsed:
      'A membership was just paid with this form, so nothing was stored and nothing charged. If you want to pay for one more, send it again.',
    tooFast:
      'That was quick. To keep programs out we ask you to look at the form once more and to send it again. Nothing that you typed is lost.',
    tooMany: (minutes: number) =>
      `There were very many tries to join from your network or with this address, so nothing was stored and nothing charged. Please try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}; everything you typed is still here.`,
  },
  problems: {
    empty: 'Please fill this in.',
    'too-long': 'This is too long.',
    'too-many': 'These are too many.',
    'looks-like-a-link': 'A name cannot contain a web address.',
    'looks-like-an-address': 'A name cannot contain an e-mail address. Please write the name only.',
    'not-an-address': 'This is not an e-mail address. It should look like ana@example.org.',
    'not-ascii':
      'Mail can only reach addresses that have plain letters before the @ (no accents or other scripts). Please give another address.',
    'not-a-choice': 'Please choose one of the answers shown.',
    'two-kinds':
      'You chose a person, but filled in something about an organization. Choose “An organization”, or clear that part.',
    'two-amounts': 'You chose one amount and typed another. Clear the typed one, or choose “Another amount”.',
    'for-a-year':
      'This amount is for a year. To pay every month, choose one for a month, or “Another amount” and write it.',
    'for-a-month':
      'This amount is for a month. Choose one for a year, or “Another amount” and write it, or pay every month.',
    'not-an-amount': 'The dues are not an amount in dollars. Write it like 25 or 12.50.',
    'too-small': `The dues must be at least ${dollars(DUES.least)} a year.`,
    'too-large': `The dues can be at most ${dollars(DUES.most)} here. Thank you! To give more, please write to the staff of the {network}.`,
    'too-small-for-a-month': `The dues must be at least ${dollars(month.least)} a month.`,
    'too-large-for-a-month': `The dues can be at most ${dollars(month.most)} a month here. Thank you! To give more, please write to the staff of the {network}.`,
    'name.empty': 'Please tell us your name.',
    'name.too-long': 'The name can have at most 100 characters.',
    'email.empty': 'Please tell us your e-mail address.',
    'organization.empty': 'Please tell us the name of your organization.',
    'organization.too-long': 'The name of the organization can have at most 100 characters.',
    'skills.too-long': `The skills can have at most ${LONGEST_OFFER} characters.`,
    'services.too-long': `The services can have at most ${LONGEST_OFFER} characters.`,
    'expertise.too-long': `The expertise can have at most ${LONGEST_OFFER} characters.`,
    'people.looks-like-an-address':
      'The list takes names only, one on each line. Please leave the e-mail addresses out.',
    'people.too-many': `At most ${ORGANIZATION.mostPeople} people can share the membership, besides the contact.`,
    'people.too-long': 'Each name on the list can have at most 100 characters.',
    'amount.empty': 'Please choose how much you would like to pay.',
    'other.empty': 'Please write the amount that you would like to pay, such as 25.',
    'interval.not-a-choice': 'Please choose whether to pay every year, once or every month.',
    'language.not-a-choice': 'Please choose a language.',
    'kind.not-a-choice': 'Please choose whether a person or an organization joins.',
  } satisfies JoinProblemWords,
  joined: {
    title: 'Thank you. Look into your mailbox',
    text: 'As soon as your payment has arrived, usually within a minute, we send you a mail with the link that activates your membership.',
    spam: 'If it does not come within a few minutes, look into the folder for unwanted mail.',
    home: 'Back to the cities',
  },
}

const es: typeof en = {
  join: {
    title: (city) => `Únase a ${city}`,
    lead: (city) =>
      `Quienes son miembros de ${city} responden encuestas breves y participan en llamadas; su consejo trabaja con los resultados. Unirse toma un minuto.`,
    kind: '¿Quién se une?',
    kinds: { person: 'Una persona', organization: 'Una organización' },
    kindHints: {
      person: '',
      organization: 'Una sola membresía para quienes trabajan con ustedes. Escribimos a un contacto.',
    },
    name: 'Su nombre',
    nameHelp: 'Si es una organización: el nombre del contacto a quien escribimos.',
    email: 'Correo electrónico',
    emailHelp: 'Ahí llega el enlace que activa su membresía.',
    organization: {
      title: 'Su organización',
      text: 'Solo para organizaciones. El nombre y lo que ofrecen aparecen en la página pública de la ciudad; el contacto y las personas, no.',
      publicName: 'Nombre de la organización',
      offers: {
        skills: 'Habilidades que aportan',
        services: 'Servicios que prestan',
        expertise: 'Conocimientos que tienen',
      },
      offerHelps: {
        skills: 'Por ejemplo facilitación, redacción de proyectos, traducción. Puede quedar vacío.',
        services: 'Por ejemplo cuidado infantil, salas de reunión, asesoría legal. Puede quedar vacío.',
        expertise: 'Por ejemplo política de vivienda, datos de salud pública. Puede quedar vacío.',
      },
      people: 'Personas que comparten la membresía',
      peopleHelp: `Un nombre en cada línea, ${ORGANIZATION.mostPeople} como máximo, además del contacto. Puede quedar vacío.`,
    },
    interval: '¿Cómo desea pagar?',
    intervals: {
      year: 'Cada año, hasta que yo lo detenga',
      once: 'Una vez, por un año',
      month: 'Cada mes, hasta que yo lo detenga',
    },
    intervalHints: {
      year: 'Se cobra la misma cantidad a su tarjeta cuando termina el año. Le escribimos antes.',
      once: 'Nada se renueva solo. Le avisamos cuando termina el año.',
      month: `Se cobra la misma cantidad a su tarjeta cada mes, desde ${dollars(month.least)}. De una cantidad pequeña se pierde mucho en comisiones: vea abajo.`,
    },
    stopBefore: 'Cada año o cada mes: puede detenerlo por su cuenta cuando quiera en ',
    stopLink: 'la página de su membresía',
    amount: 'Su cuota',
    amountHelp: (least) => `Cualquier cantidad desde ${least} al año. Con ella funciona la red.`,
    other: 'Otra cantidad',
    otherField: 'Otra cantidad en dólares',
    otherHelp: `Por un año; por un mes si eligió pagar cada mes (desde ${dollars(month.least)}).`,
    fees: {
      title: 'Lo que se llevan las comisiones',
      text: (perCent, each) =>
        `Cada pago con tarjeta le cuesta a la red ${perCent} de la cantidad y ${each}, así que un pago al año deja más para el trabajo que doce pequeños.`,
      compare: (small, smallLoss, ofSmall, large, largeLoss) =>
        `Doce pagos de ${small} pierden ${smallLoss} de ${ofSmall}; un pago de ${large} pierde ${largeLoss}.`,
      pays: 'Usted paga',
      fee: 'Comisión',
      share: 'De cada dólar',
      covered: 'Con la comisión',
      each: (amount, interval) => (interval === 'month' ? `${amount} al mes` : `${amount} al año`),
    },
    cover: 'La comisión de la tarjeta',
    coverLabel: 'Sumo la comisión, para que toda mi cuota llegue a la red',
    coverHint:
      'La última columna de arriba dice cuánto se cobra entonces; para otra cantidad lo dice la página de pago antes de pagar.',
    coverExact: (amount, charge) => `Por ${amount} se cobran ${charge} a su tarjeta, con la comisión incluida.`,
    topics: '¿Qué podemos enviarle por correo?',
    topicsHelp:
      'Marque lo que acepta; cada casilla es una decisión aparte y ninguna hace falta para unirse. Puede dejar cada tema cuando quiera con el enlace de esos correos. Los correos sobre su propia membresía, como el que la activa, llegan en todo caso.',
    topicNames: {
      surveys: 'Sí, envíenme encuestas y lo que se encontró en ellas',
      calls: 'Sí, envíenme invitaciones a llamadas y reuniones',
      updates: 'Sí, envíenme novedades sobre la agenda común',
    },
    heard: '¿Cómo supo de nosotros? (Puede quedar abierto)',
    heardOpen: 'Prefiero no decirlo',
    heardFrom: {
      friend: 'Por alguien que conozco',
      event: 'En un evento o una reunión',
      organization: 'Por una organización',
      mail: 'Por un correo o boletín',
      'social-media': 'En las redes sociales',
      search: 'Buscando en la web',
      press: 'En la prensa, la radio o la televisión',
      other: 'De otra manera',
    },
    language: '¿En qué idioma podemos escribirle?',
    data: 'Su nombre y su correo se usan solo para su membresía. Las respuestas se muestran en grupos, nunca una por una. Los datos de la tarjeta van a nuestro proveedor de pagos, nunca a nosotros.',
    leaveEmpty: 'Deje esto vacío',
    go: 'Continuar al pago',
    back: 'El pago no se hizo. Todo lo que escribió sigue aquí; no se ha cobrado nada.',
    formUsed:
      'Con este formulario se acaba de pagar una membresía, así que no se guardó ni se cobró nada. Si desea pagar otra más, envíelo de nuevo.',
    tooFast:
      'Fue muy rápido. Para que no entren programas, le pedimos que mire el formulario una vez más y lo envíe de nuevo. No se ha perdido nada de lo que escribió.',
    tooMany: (minutes) =>
      `Hubo muchísimos intentos de unirse desde su red o con este correo, así que no se guardó ni se cobró nada. Inténtelo de nuevo en ${minutes === 1 ? 'un minuto' : `${minutes} minutos`}; todo lo que escribió sigue aquí.`,
  },
  problems: {
    empty: 'Por favor, complete este campo.',
    'too-long': 'Es demasiado largo.',
    'too-many': 'Son demasiados.',
    'looks-like-a-link': 'Un nombre no puede contener una dirección web.',
    'looks-like-an-address': 'Un nombre no puede contener un correo electrónico. Por favor, escriba solo el nombre.',
    'not-an-address': 'Esto no es un correo electrónico. Debe ser como ana@example.org.',
    'not-ascii':
      'El correo solo llega a direcciones con letras simples antes de la @ (sin acentos ni otros alfabetos). Por favor, dé otra dirección.',
    'not-a-choice': 'Por favor, elija una de las respuestas.',
    'two-kinds':
      'Eligió una persona, pero escribió algo sobre una organización. Elija «Una organización» o borre esa parte.',
    'two-amounts': 'Eligió una cantidad y escribió otra. Borre la escrita o elija «Otra cantidad».',
    'for-a-year':
      'Esta cantidad es por un año. Para pagar cada mes, elija una por un mes, o «Otra cantidad» y escríbala.',
    'for-a-month':
      'Esta cantidad es por un mes. Elija una por un año, o «Otra cantidad» y escríbala, o pague cada mes.',
    'not-an-amount': 'La cuota no es una cantidad en dólares. Escríbala como 25 o 12.50.',
    'too-small': `La cuota debe ser de al menos ${dollars(DUES.least)} al año.`,
    'too-large': `Aquí la cuota puede ser de ${dollars(DUES.most)} como máximo. ¡Gracias! Para dar más, escriba al equipo de {network}.`,
    'too-small-for-a-month': `La cuota debe ser de al menos ${dollars(month.least)} al mes.`,
    'too-large-for-a-month': `Aquí la cuota puede ser de ${dollars(month.most)} al mes como máximo. ¡Gracias! Para dar más, escriba al equipo de {network}.`,
    'name.empty': 'Por favor, díganos su nombre.',
    'name.too-long': 'El nombre puede tener 100 caracteres como máximo.',
    'email.empty': 'Por favor, díganos su correo electrónico.',
    'organization.empty': 'Por favor, díganos el nombre de su organización.',
    'organization.too-long': 'El nombre de la organización puede tener 100 caracteres como máximo.',
    'skills.too-long': `Las habilidades pueden tener ${LONGEST_OFFER} caracteres como máximo.`,
    'services.too-long': `Los servicios pueden tener ${LONGEST_OFFER} caracteres como máximo.`,
    'expertise.too-long': `Los conocimientos pueden tener ${LONGEST_OFFER} caracteres como máximo.`,
    'people.looks-like-an-address':
      'La lista es solo para nombres, uno por línea. Por favor, deje fuera los correos electrónicos.',
    'people.too-many': `Pueden compartir la membresía ${ORGANIZATION.mostPeople} personas como máximo, además del contacto.`,
    'people.too-long': 'Cada nombre de la lista puede tener 100 caracteres como máximo.',
    'amount.empty': 'Por favor, elija cuánto desea pagar.',
    'other.empty': 'Por favor, escriba la cantidad que desea pagar, como 25.',
    'interval.not-a-choice': 'Por favor, elija si paga cada año, una vez o cada mes.',
    'language.not-a-choice': 'Por favor, elija un idioma.',
    'kind.not-a-choice': 'Por favor, elija si se une una persona o una organización.',
  },
  joined: {
    title: 'Gracias. Revise su correo',
    text: 'En cuanto llegue su pago, normalmente en un minuto, le enviamos un correo con el enlace que activa su membresía.',
    spam: 'Si no llega en unos minutos, mire en la carpeta de correo no deseado.',
    home: 'Volver a las ciudades',
  },
}

export const joinWords = { en, es }
