import type { ProtectionLevel } from '../../shared/words.ts'

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
  },
  why: (network: string, city: string) => `You get this because you are a member of ${network} in ${city}.`,
  stopSurveys: 'Stop getting surveys',
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
  },
  why: (network, city) => `Recibe este correo porque es miembro de ${network} en ${city}.`,
  stopSurveys: 'Dejar de recibir encuestas',
}

export const mailWords = { en, es }
