import type { Topic } from '../../shared/words.ts'

const en = {
  title: 'Mail from the network',
  ask: {
    surveys: 'Do you want to stop getting surveys?',
    calls: 'Do you want to stop getting invitations to calls?',
    updates: 'Do you want to stop getting updates?',
  } satisfies Record<Topic, string>,
  askHint: 'Your membership stays, and so do the other mails.',
  staysHint: 'Your membership stays.',
  stop: {
    surveys: 'Stop surveys',
    calls: 'Stop invitations to calls',
    updates: 'Stop updates',
  } satisfies Record<Topic, string>,
  stopped: {
    surveys: 'You get no more surveys.',
    calls: 'You get no more invitations to calls.',
    updates: 'You get no more updates.',
  } satisfies Record<Topic, string>,
  again: {
    surveys: 'Get surveys again',
    calls: 'Get invitations to calls again',
    updates: 'Get updates again',
  } satisfies Record<Topic, string>,
  againHint: 'Stopped by mistake?',
  all: {
    title: 'All that we mail you',
    legend: 'What may we e-mail you?',
    help: 'Mails about your membership itself, such as receipts and renewals, come in any case.',
    topics: {
      surveys: 'Surveys, and what was found in them',
      calls: 'Invitations to calls and meetings',
      updates: 'Updates about the common agenda',
    } satisfies Record<Topic, string>,
    save: 'Save my choice',
    none: 'Nothing for now: leave all three',
    saved: 'Your choice is saved and counts from now on.',
  },
  gone: 'There is nothing to stop: no mail is sent to this member any more.',
  forged: {
    title: 'This link does not work',
    text: 'It may have been cut off in the mail. Open the link in the mail again, or answer the mail and we will stop it for you.',
  },
  example: {
    title: 'This link comes from a test',
    text: 'It belongs to a test or an example of a mail, so it stops nothing. In the mail itself it opens the page on which its reader chooses what comes.',
  },
}

const es: typeof en = {
  title: 'Correo de la red',
  ask: {
    surveys: '¿Quiere dejar de recibir encuestas?',
    calls: '¿Quiere dejar de recibir invitaciones a llamadas?',
    updates: '¿Quiere dejar de recibir novedades?',
  },
  askHint: 'Su membresía continúa, y también los demás correos.',
  staysHint: 'Su membresía continúa.',
  stop: {
    surveys: 'No más encuestas',
    calls: 'No más invitaciones a llamadas',
    updates: 'No más novedades',
  },
  stopped: {
    surveys: 'Ya no recibirá encuestas.',
    calls: 'Ya no recibirá invitaciones a llamadas.',
    updates: 'Ya no recibirá novedades.',
  },
  again: {
    surveys: 'Volver a recibir encuestas',
    calls: 'Volver a recibir invitaciones a llamadas',
    updates: 'Volver a recibir novedades',
  },
  againHint: '¿Fue un error?',
  all: {
    title: 'Todo lo que le enviamos',
    legend: '¿Qué podemos enviarle por correo?',
    help: 'Los correos sobre su propia membresía, como recibos y renovaciones, llegan en todo caso.',
    topics: {
      surveys: 'Encuestas y lo que se encontró en ellas',
      calls: 'Invitaciones a llamadas y reuniones',
      updates: 'Novedades sobre la agenda común',
    },
    save: 'Guardar mi elección',
    none: 'Nada por ahora: dejar los tres',
    saved: 'Su elección está guardada y vale desde ahora.',
  },
  gone: 'No hay nada que detener: ya no se envía correo a este miembro.',
  forged: {
    title: 'Este enlace no funciona',
    text: 'Puede que haya quedado cortado en el correo. Abra de nuevo el enlace del correo, o responda al correo y lo detendremos por usted.',
  },
  example: {
    title: 'Este enlace es de una prueba',
    text: 'Pertenece a una prueba o a un ejemplo de correo, así que no detiene nada. En el correo verdadero abre la página en la que quien lo lee elige lo que recibe.',
  },
}

export const unsubscribeWords = { en, es }
