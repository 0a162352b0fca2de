import type { ProtectionLevel, Topic } from '../../shared/words.ts'

const en = {
  orCopy: 'If the button does not work, copy this address into your browser:',
  greeting: (name: string) => `Hello ${name},`,
  survey: {
    preview: (city: string) => `A survey of the network in ${city}. It is yours alone: no sign-in.`,
    button: 'Answer the survey',
    closes: (time: string) => `You can answer, and change your answers, until ${time}.`,
    personal: 'The link is yours alone. Please do not pass this mail on.',
    protection: {
      open: 'Results of this survey are shown exactly as they are, without names.',
      standard:
        'Your answers are protected: they are counted together with those of others, and small groups are merged before anybody sees results.',
      sensitive:
        'Your answers are specially protected, because the questions are sensitive: only larger groups are shown, and small ones are merged before anybody sees results.',
    } satisfies Record<ProtectionLevel, string>,
    reminder: {
      subject: (title: string) => `Reminder: ${title}`,
      lastly: (title: string) => `Still open: ${title}`,
      text: (time: string) => `We have no answer from you yet. You can answer until ${time}; then the survey closes.`,
      ignore: 'If you have answered meanwhile, thank you: there is nothing more to do.',
    },
  },
  call: {
    subject: {
      invitation: (title: string) => title,
      changed: (title: string) => `Changed: ${title}`,
      cancelled: (title: string) => `Cancelled: ${title}`,
      'day-before': (title: string) => `Reminder: ${title}`,
      'hour-before': (title: string) => `Starting soon: ${title}`,
    },
    first: {
      invitation: (city: string) => `You are invited to a call of the network in ${city}.`,
      changed: 'This call has changed. What stands here now is valid; what was mailed before is not.',
      cancelled: 'This call is cancelled and does not take place.',
      'day-before': 'You said that you come, or may come. Here is once more all that you need.',
      'hour-before': 'It starts soon. You said that you come, or may come.',
    },
    labels: {
      call: 'Call',
      when: 'When',
      was: 'Before',
      wasPlanned: 'Was planned for',
      length: 'Length',
      dialIn: 'By phone, or where',
      link: 'Take part at',
      places: 'Places',
    },
    length: (minutes: number) => (minutes === 1 ? '1 minute' : `${minutes} minutes`),
    places: (capacity: number) => `${capacity}, and a waiting list when they are taken`,
    agenda: 'What it is about',
    ask: 'Will you come?',
    askAgain: 'Will you still come?',
    answers: { yes: 'Yes', maybe: 'Maybe', no: 'No' },
    asked:
      'Each leads to a page where you press the button once more. You can change your answer until the call begins.',
    sorry: 'You need do nothing.',
    personal: 'The links are yours alone. Please do not pass this mail on.',
  },
  why: (network: string, city: string) => `You get this because you are a member of ${network} in ${city}.`,
  stop: {
    surveys: 'Stop getting surveys, or choose what we mail you',
    calls: 'Stop getting invitations to calls, or choose what we mail you',
    updates: 'Stop getting updates, or choose what we mail you',
  } satisfies Record<Topic, string>,
}

const es: typeof en = {
  orCopy: 'Si el botón no funciona, copie esta dirección en su navegador:',
  greeting: (name) => `Hola, ${name}:`,
  survey: {
    preview: (city) => `Una encuesta de la red en ${city}. Es solo para usted: sin iniciar sesión.`,
    button: 'Responder la encuesta',
    closes: (time) => `Puede responder, y cambiar sus respuestas, hasta el ${time}.`,
    personal: 'El enlace es solo para usted. Por favor, no reenvíe este correo.',
    protection: {
      open: 'Los resultados de esta encuesta se muestran tal como son, sin nombres.',
      standard:
        'Sus respuestas están protegidas: se cuentan junto con las de otras personas, y los grupos pequeños se unen antes de que nadie vea los resultados.',
      sensitive:
        'Sus respuestas tienen protección especial, porque las preguntas son delicadas: solo se muestran grupos mayores, y los pequeños se unen antes de que nadie vea los resultados.',
    },
    reminder: {
      subject: (title) => `Recordatorio: ${title}`,
      lastly: (title) => `Sigue abierta: ${title}`,
      text: (time) =>
        `Todavía no tenemos su respuesta. Puede responder hasta el ${time}; entonces la encuesta se cierra.`,
      ignore: 'Si entretanto ya respondió, gracias: no tiene que hacer nada más.',
    },
  },
  call: {
    subject: {
      invitation: (title) => title,
      changed: (title) => `Cambios: ${title}`,
      cancelled: (title) => `Cancelada: ${title}`,
      'day-before': (title) => `Recordatorio: ${title}`,
      'hour-before': (title) => `Empieza pronto: ${title}`,
    },
    first: {
      invitation: (city) => `Le invitamos a una llamada de la red en ${city}.`,
      changed: 'Esta llamada ha cambiado. Vale lo que dice aquí, no lo que enviamos antes.',
      cancelled: 'Esta llamada está cancelada y no tendrá lugar.',
      'day-before': 'Usted dijo que viene, o que quizá venga. Aquí tiene otra vez todo lo que necesita.',
      'hour-before': 'Empieza pronto. Usted dijo que viene, o que quizá venga.',
    },
    labels: {
      call: 'Llamada',
      when: 'Cuándo',
      was: 'Antes',
      wasPlanned: 'Estaba prevista para',
      length: 'Duración',
      dialIn: 'Por teléfono, o dónde',
      link: 'Participar en',
      places: 'Plazas',
    },
    length: (minutes) => (minutes === 1 ? '1 minuto' : `${minutes} minutos`),
    places: (capacity) => `${capacity}, y una lista de espera cuando estén ocupadas`,
    agenda: 'De qué se trata',
    ask: '¿Vendrá?',
    askAgain: '¿Sigue pensando venir?',
    answers: { yes: 'Sí', maybe: 'Quizá', no: 'No' },
    asked:
      'Cada uno lleva a una página donde se pulsa el botón una vez más. Puede cambiar su respuesta hasta que empiece la llamada.',
    sorry: 'No tiene que hacer nada.',
    personal: 'Los enlaces son solo para usted. Por favor, no reenvíe este correo.',
  },
  why: (network, city) => `Recibe este correo porque es miembro de ${network} en ${city}.`,
  stop: {
    surveys: 'Dejar de recibir encuestas, o elegir qué le enviamos',
    calls: 'Dejar de recibir invitaciones a llamadas, o elegir qué le enviamos',
    updates: 'Dejar de recibir novedades, o elegir qué le enviamos',
  },
}

export const mailWords = { en, es }
