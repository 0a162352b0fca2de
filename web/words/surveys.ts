import type { Language } from '../../shared/identity/person.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import type { AnsweringRefusal } from '../../shared/surveys/answering.ts'
import type { AnswerFault } from '../../shared/surveys/answers.ts'
import type { ProtectionLevel } from '../../shared/words.ts'

const en = {
  save: 'Send my answers',
  saveAgain: 'Save my answers',
  noAnswer: 'No answer',
  required: 'required',
  questionOf: (number: number, all: number) => `Question ${number} of ${all}`,
  several: 'You may choose several.',
  scale: (low: string, high: string) => `1 means “${low}”, 5 means “${high}”.`,
  number: (unit: string | undefined, least: number | undefined, most: number | undefined) =>
    [
      unit && `In ${unit}.`,
      least !== undefined && most !== undefined
        ? `From ${least} to ${most}.`
        : least !== undefined
          ? `At least ${least}.`
          : most !== undefined && `At most ${most}.`,
    ]
      .filter(Boolean)
      .join(' '),
  text: 'Please write nothing that tells who you are: staff may quote texts in the report, without names.',
  until: (when: string) =>
    `Open until ${when}. Until then you can come back with the same link and change your answers.`,
  protection: {
    open: 'Open results: exact numbers are shown, even small ones. Do not answer what nobody should learn.',
    standard: `Protected results: only totals are shown, never what a single person chose, and groups of fewer than ${POLICIES.standard.group} people are merged with others.`,
    sensitive: `Specially protected results: only totals are shown, never what a single person chose, and groups of fewer than ${POLICIES.sensitive.group} people are merged with others.`,
  } satisfies Record<ProtectionLevel, string>,
  stored: 'These are the answers that we have from you. Change what you like and save again.',
  prefilled: 'Some answers about you are filled in from your profile. Change them as you like.',
  changed: {
    title: 'Your answers were changed in another window',
    text: 'Below are the answers that are stored now. What you have just sent was not stored. It differs here:',
    yours: 'you had sent',
    nothing: 'no answer',
  },
  faults: {
    required: () => 'please answer this question',
    'not-an-option': () => 'please choose one of the answers shown',
    'one-only': () => 'please choose one answer only',
    'not-a-number': () => 'please write a number such as 12 or 12.5',
    'too-small': (limit) => `the number must be at least ${limit}`,
    'too-large': (limit) => `the number must be at most ${limit}`,
    'too-long': (limit) => `the text must have at most ${limit} characters`,
    'too-much': () => 'all texts together are too long; please shorten this one',
  } satisfies Record<AnswerFault['reason'], (limit: number) => string>,
  thanks: {
    title: 'Thank you',
    text: 'Your answers have been stored.',
    until: (when: string) => `You can change them until ${when}.`,
    change: 'Change my answers',
    next: 'When the survey has closed, the results go to the council of your city.',
  },
  refusals: {
    'no-link': {
      title: 'Please open the link in your mail again',
      text: 'For your protection a survey stays open on a device for two hours. The link in the invitation opens it again, with your answers.',
    },
    forged: {
      title: 'This link does not open a survey',
      text: 'It may have been cut off in the mail. Open it again from the mail itself, or copy the whole address.',
    },
    closed: {
      title: 'This survey has closed',
      text: 'Thank you for wanting to take part. Answers can no longer be given or changed. The results go to the council of your city.',
    },
    cancelled: {
      title: 'This survey was called off',
      text: 'Answers are not being collected. There is nothing that you need to do.',
    },
    'not-open': {
      title: 'This survey is not open yet',
      text: 'Please try the link again later.',
    },
  } satisfies Record<AnsweringRefusal | 'no-link', { title: string; text: string }>,
}

const es: typeof en = {
  save: 'Enviar mis respuestas',
  saveAgain: 'Guardar mis respuestas',
  noAnswer: 'Sin respuesta',
  required: 'obligatoria',
  questionOf: (number, all) => `Pregunta ${number} de ${all}`,
  several: 'Puede elegir varias.',
  scale: (low, high) => `1 significa «${low}», 5 significa «${high}».`,
  number: (unit, least, most) =>
    [
      unit && `En ${unit}.`,
      least !== undefined && most !== undefined
        ? `De ${least} a ${most}.`
        : least !== undefined
          ? `Al menos ${least}.`
          : most !== undefined && `Como máximo ${most}.`,
    ]
      .filter(Boolean)
      .join(' '),
  text: 'Por favor, no escriba nada que revele quién es usted: el equipo puede citar textos en el informe, sin nombres.',
  until: (when) =>
    `Abierta hasta el ${when}. Hasta entonces puede volver con el mismo enlace y cambiar sus respuestas.`,
  protection: {
    open: 'Resultados abiertos: se muestran números exactos, también los pequeños. No responda lo que nadie deba saber.',
    standard: `Resultados protegidos: solo se muestran totales, nunca lo que eligió una sola persona, y los grupos de menos de ${POLICIES.standard.group} personas se unen con otros.`,
    sensitive: `Resultados con protección especial: solo se muestran totales, nunca lo que eligió una sola persona, y los grupos de menos de ${POLICIES.sensitive.group} personas se unen con otros.`,
  },
  stored: 'Estas son las respuestas que tenemos de usted. Cambie lo que quiera y guarde de nuevo.',
  prefilled: 'Algunas respuestas sobre usted vienen de su perfil. Cámbielas como quiera.',
  changed: {
    title: 'Sus respuestas cambiaron en otra ventana',
    text: 'Abajo están las respuestas guardadas ahora. Lo que acaba de enviar no se guardó. Se distingue aquí:',
    yours: 'usted había enviado',
    nothing: 'sin respuesta',
  },
  faults: {
    required: () => 'por favor, responda a esta pregunta',
    'not-an-option': () => 'por favor, elija una de las respuestas que se muestran',
    'one-only': () => 'por favor, elija una sola respuesta',
    'not-a-number': () => 'por favor, escriba un número como 12 o 12.5',
    'too-small': (limit) => `el número debe ser al menos ${limit}`,
    'too-large': (limit) => `el número debe ser como máximo ${limit}`,
    'too-long': (limit) => `el texto debe tener como máximo ${limit} caracteres`,
    'too-much': () => 'todos los textos juntos son demasiado largos; por favor, acorte este',
  },
  thanks: {
    title: 'Gracias',
    text: 'Sus respuestas han quedado guardadas.',
    until: (when) => `Puede cambiarlas hasta el ${when}.`,
    change: 'Cambiar mis respuestas',
    next: 'Cuando la encuesta se haya cerrado, los resultados se entregarán al consejo de su ciudad.',
  },
  refusals: {
    'no-link': {
      title: 'Abra de nuevo el enlace de su correo',
      text: 'Para protegerle, una encuesta queda abierta en un dispositivo durante dos horas. El enlace de la invitación la abre otra vez, con sus respuestas.',
    },
    forged: {
      title: 'Este enlace no abre ninguna encuesta',
      text: 'Puede que haya quedado cortado en el correo. Ábralo de nuevo desde el propio correo o copie la dirección entera.',
    },
    closed: {
      title: 'Esta encuesta se ha cerrado',
      text: 'Gracias por querer participar. Ya no se pueden dar ni cambiar respuestas. Los resultados se entregan al consejo de su ciudad.',
    },
    cancelled: {
      title: 'Esta encuesta se canceló',
      text: 'No se están recogiendo respuestas. No tiene que hacer nada.',
    },
    'not-open': {
      title: 'Esta encuesta aún no está abierta',
      text: 'Por favor, pruebe el enlace más tarde.',
    },
  },
}

export const surveyWords = { en, es } satisfies Record<Language, typeof en>
