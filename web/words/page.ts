const en = {
  skip: 'Skip to the content',
  otherLanguage: 'Español',
  signOut: 'Sign out',
  /** Behind the name of whoever is signed in. */
  keys: 'Access keys for programs',
  cities: 'Cities',
  join: 'Join',
  mine: 'My membership',
  staff: {
    surveys: 'Surveys',
    campaigns: 'Campaigns',
    calls: 'Calls',
    cities: 'Cities',
    people: 'People',
    reports: 'Reports',
    members: 'Members',
    tasks: 'Tasks',
  },
  footer: 'A collective impact network run with Common Agenda.',
  notFound: {
    title: 'There is no such page',
    text: 'The address may have been cut off in a mail. Open the link in the mail again, or start at the front page.',
    start: 'Go to the front page',
  },
  refused: {
    title: 'This could not be accepted',
    text: 'The form was sent from another site or in a shape we do not know. Go back, load the page again and try once more.',
    tooLarge: 'This is more text than the form can take. Go back and shorten it; nothing has been stored.',
  },
  fault: {
    title: 'Something went wrong on our side',
    text: 'Nothing that you typed was stored. Go back, wait a minute and try again.',
  },
  notYours: {
    title: 'This is not open to you',
    text: 'Your account has no right to see this page. Ask the backbone staff of your network if you think that it should.',
    reports: 'Go to the reports that are open to you',
  },
  signedOut: {
    title: 'You have been signed out',
    text: 'You did nothing here for a while, so nothing was stored yet. What you typed is still on this page: sign in again in a new tab, then come back here and send it.',
    signIn: 'Sign in again (new tab)',
    send: 'Send what I typed',
  },
  problems: 'Please look at these again',
  error: 'Error: ',
}

const es: typeof en = {
  skip: 'Ir al contenido',
  otherLanguage: 'English',
  signOut: 'Cerrar sesión',
  keys: 'Claves de acceso para programas',
  cities: 'Ciudades',
  join: 'Unirse',
  mine: 'Mi membresía',
  staff: {
    surveys: 'Encuestas',
    campaigns: 'Campañas',
    calls: 'Llamadas',
    cities: 'Ciudades',
    people: 'Personas',
    reports: 'Informes',
    members: 'Miembros',
    tasks: 'Tareas',
  },
  footer: 'Una red de impacto colectivo que funciona con Common Agenda.',
  notFound: {
    title: 'Esta página no existe',
    text: 'Puede que la dirección del correo haya quedado cortada. Abra de nuevo el enlace del correo o empiece en la portada.',
    start: 'Ir a la portada',
  },
  refused: {
    title: 'No se pudo aceptar',
    text: 'El formulario llegó desde otro sitio o en una forma que no conocemos. Vuelva atrás, cargue la página e inténtelo otra vez.',
    tooLarge: 'Es más texto del que admite el formulario. Vuelva atrás y acórtelo; no se ha guardado nada.',
  },
  fault: {
    title: 'Algo falló de nuestra parte',
    text: 'No se guardó nada de lo que escribió. Vuelva atrás, espere un minuto e inténtelo de nuevo.',
  },
  notYours: {
    title: 'Esta página no está abierta para usted',
    text: 'Su cuenta no tiene derecho a ver esta página. Si cree que debería, pregunte al equipo de su red.',
    reports: 'Ir a los informes abiertos para usted',
  },
  signedOut: {
    title: 'Su sesión se cerró',
    text: 'Pasó un rato sin actividad, así que todavía no se guardó nada. Lo que escribió sigue en esta página: inicie sesión en otra pestaña, vuelva aquí y envíelo.',
    signIn: 'Iniciar sesión de nuevo (otra pestaña)',
    send: 'Enviar lo que escribí',
  },
  problems: 'Por favor, revise lo siguiente',
  error: 'Error: ',
}

export const pageWords = { en, es }
