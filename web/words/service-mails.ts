const en = {
  wasMember: (network: string, city: string) => `You get this because you were a member of ${network} in ${city}.`,
  hadMember: (network: string) => `You get this because this mailbox belonged to a member of ${network}.`,
  facts: {
    membership: 'Membership',
    paidThrough: 'Paid through',
    lastDues: 'Dues paid last',
    amount: 'Amount',
    chargedOn: 'Charged on',
    card: 'Card',
    refusedOn: 'Refused on',
    standsUntil: 'Stands until',
    forgottenOn: 'Forgotten on',
    answersOut: 'Answers taken out',
    duesKept: 'Dues kept for the books',
    each: { year: (amount: string) => `${amount} a year`, month: (amount: string) => `${amount} a month` },
  },
  reminder: {
    subject: {
      ahead: (city: string, day: string) => `Your membership in ${city} is paid through ${day}`,
      today: (city: string) => `Today is the last paid day of your membership in ${city}`,
      past: (city: string, day: string) => `Your membership in ${city} was paid through ${day}`,
    },
    text: 'Nothing is charged by itself: your membership goes on when you renew it.',
    keeps: (day: string) =>
      `Renew by ${day}, and your next year follows the old one without a gap, whenever before that day you pay.`,
    button: 'Renew my membership',
    stop: 'If you would rather not go on, you need do nothing.',
  },
  notice: {
    subject: (amount: string, day: string) => `Your card will be charged ${amount} on ${day}`,
    text: (city: string) =>
      `Your membership in ${city} renews by itself for another year. This is to tell you in time.`,
    stop: (day: string) =>
      `To stop it, or to change the amount or the card, sign in before ${day}. Stopping takes two clicks, costs nothing, and your membership stays until its paid end.`,
    card: (brand: string | undefined, digits: string) => `${brand ? `${brand} ` : ''}ending in ${digits}`,
    otherCard: 'If you have given another card since we last heard of it, that one is charged.',
    button: 'Stop or change the renewal',
  },
  failed: {
    subject: {
      first: 'Your card was refused',
      again: 'Your card is still refused',
      last: (day: string) => `Your membership ends after ${day} unless the card is charged`,
    },
    text: (city: string) =>
      `The dues for your membership in ${city} could not be charged. Cards expire and banks say no; it is quickly mended.`,
    standsUntil: (day: string) => `Your membership stands until ${day}. Until then everything goes on as usual.`,
    button: 'Use another card',
    stop: 'If you would rather not go on, sign in and cancel your membership; or do nothing: when it ends, the card is charged no more.',
  },
  recovered: {
    subject: 'All is well with your dues',
    text: (city: string, day: string) =>
      `The charge that your card had refused is settled. Your membership in ${city} is paid through ${day}, and there is nothing to do.`,
  },
  winBack: {
    subject: (city: string) => `${city} misses you`,
    text: (city: string, day: string) =>
      `Your membership in ${city} was paid through ${day} and has ended. If that was not what you wanted, one payment brings you back, with everything as you left it.`,
    once: 'We ask this once, and not again.',
    button: 'Come back',
    unsubscribe: 'Stop getting updates',
  },
  forget: {
    subject: (day: string) => `We will delete what we know about you on ${day}`,
    text: (city: string, day: string) =>
      `Your membership in ${city} ended long ago. We keep people no longer than we need to, so on ${day} we delete your name, your address and your answers to the questions about you.`,
    stays:
      'What stays are results in which nobody can be recognized, and the amounts and dates of your dues, which the law wants kept.',
    button: 'Stay: renew my membership',
    nothing: 'If that is fine with you, you need do nothing.',
  },
  seat: {
    subject: (title: string) => `You have a place: ${title}`,
    text: 'A place got free in the call that you stand on the waiting list of, and it is yours.',
    button: 'See the call, or change my reply',
    passOn: 'If you cannot come any more, please say so there: the next one in the line is waiting.',
  },
  granted: {
    subject: (city: string) => `You have been given membership in ${city}`,
    text: (city: string, day: string) =>
      `The network has given you membership in ${city} through ${day}. There is nothing to pay and nothing to do.`,
  },
  signIn: {
    subject: 'Your link to sign in',
    text: (network: string) => `This link signs you in to your membership of ${network}.`,
    button: 'Sign in',
    until: (time: string) => `It works once, until ${time}. A link that you ask for later takes the place of this one.`,
    ignore: 'If you did not ask for it, you need do nothing: nobody can sign in without this mail.',
  },
  confirm: {
    subject: 'Confirm your new address',
    text: (network: string) =>
      `A member of ${network} wants to get mail at this address from now on. If that is you, press the button.`,
    button: 'Confirm this address',
    until: (time: string) => `The link works once, until ${time}. Until you press it, nothing changes.`,
    ignore: 'If it is not you, you need do nothing.',
  },
  changed: {
    subject: 'The address of your membership has changed',
    text: (network: string) =>
      `From now on the mails of your membership of ${network} go to another address. This one gets no more of them.`,
    notYou: (contact: string) => `If that was not you, write to ${contact} at once, and we set it right.`,
  },
  cancelled: {
    subject: (city: string) => `Your membership in ${city} ends as you asked`,
    text: (day: string) =>
      `You have cancelled. Nothing more is charged. Until ${day}, which you have paid for, everything goes on as usual.`,
    back: 'If you change your mind before that day, you can take it back.',
    ended: (day: string) =>
      `You have cancelled. Nothing more is charged. Your membership was paid through ${day}, so it has ended.`,
    anew: 'If you change your mind, you can begin anew with a payment at any time.',
    button: 'See my membership',
  },
  erased: {
    subject: 'We have forgotten you, as promised',
    text: (network: string) =>
      `Everything that ${network} knew about you as a person has been deleted: your profile, your mails and your answers.`,
    stays:
      'What stays: the amounts and dates of your dues, without your name, because the books must be kept; results that were published before, in which nobody can be recognized; and a code from which nobody can tell your address: by it we know that no list may bring you back, and not to write there again if mail to you had ever bounced or been complained about. You yourself can join again at any time.',
    backups: (days: string) => `Backups are kept for ${days} days and then overwritten.`,
    last: 'This is the last mail that you get from us. We have kept no copy of your address.',
  },
}

const es: typeof en = {
  wasMember: (network, city) => `Recibe este correo porque fue miembro de ${network} en ${city}.`,
  hadMember: (network) => `Recibe este correo porque esta dirección era de un miembro de ${network}.`,
  facts: {
    membership: 'Membresía',
    paidThrough: 'Pagada hasta',
    lastDues: 'Última cuota',
    amount: 'Importe',
    chargedOn: 'Se cobra el',
    card: 'Tarjeta',
    refusedOn: 'Rechazada el',
    standsUntil: 'Sigue en pie hasta',
    forgottenOn: 'Olvidado el',
    answersOut: 'Respuestas retiradas',
    duesKept: 'Cuotas que guardan los libros',
    each: { year: (amount) => `${amount} al año`, month: (amount) => `${amount} al mes` },
  },
  reminder: {
    subject: {
      ahead: (city, day) => `Su membresía en ${city} está pagada hasta el ${day}`,
      today: (city) => `Hoy es el último día pagado de su membresía en ${city}`,
      past: (city, day) => `Su membresía en ${city} estaba pagada hasta el ${day}`,
    },
    text: 'No se cobra nada automáticamente: su membresía sigue cuando usted la renueva.',
    keeps: (day) =>
      `Si renueva hasta el ${day}, el año nuevo sigue al anterior sin interrupción, pague el día que pague.`,
    button: 'Renovar mi membresía',
    stop: 'Si prefiere no seguir, no tiene que hacer nada.',
  },
  notice: {
    subject: (amount, day) => `Se cobrarán ${amount} a su tarjeta el ${day}`,
    text: (city) => `Su membresía en ${city} se renueva automáticamente por otro año. Se lo decimos a tiempo.`,
    stop: (day) =>
      `Para detenerla, o para cambiar el importe o la tarjeta, inicie sesión antes del ${day}. Detenerla son dos clics, no cuesta nada, y su membresía sigue hasta el final ya pagado.`,
    card: (brand, digits) => `${brand ? `${brand} ` : ''}terminada en ${digits}`,
    otherCard: 'Si ha dado otra tarjeta desde la última vez que supimos de ella, se cobra a esa.',
    button: 'Detener o cambiar la renovación',
  },
  failed: {
    subject: {
      first: 'Su tarjeta fue rechazada',
      again: 'Su tarjeta sigue siendo rechazada',
      last: (day) => `Su membresía termina después del ${day} si no se puede cobrar la tarjeta`,
    },
    text: (city) =>
      `No se pudo cobrar la cuota de su membresía en ${city}. Las tarjetas vencen y los bancos dicen que no; se arregla pronto.`,
    standsUntil: (day) => `Su membresía sigue en pie hasta el ${day}. Hasta entonces todo continúa como siempre.`,
    button: 'Usar otra tarjeta',
    stop: 'Si prefiere no seguir, inicie sesión y cancele su membresía; o no haga nada: cuando termine, ya no se cobra la tarjeta.',
  },
  recovered: {
    subject: 'Su cuota está en orden',
    text: (city, day) =>
      `El cobro que su tarjeta había rechazado está resuelto. Su membresía en ${city} está pagada hasta el ${day} y no tiene que hacer nada.`,
  },
  winBack: {
    subject: (city) => `En ${city} le echamos de menos`,
    text: (city, day) =>
      `Su membresía en ${city} estaba pagada hasta el ${day} y ha terminado. Si no era lo que quería, un solo pago le trae de vuelta, con todo como lo dejó.`,
    once: 'Lo preguntamos una sola vez.',
    button: 'Volver',
    unsubscribe: 'Dejar de recibir novedades',
  },
  forget: {
    subject: (day) => `El ${day} borraremos lo que sabemos de usted`,
    text: (city, day) =>
      `Su membresía en ${city} terminó hace mucho. No guardamos datos de personas más tiempo del necesario, así que el ${day} borramos su nombre, su dirección y sus respuestas a las preguntas sobre usted.`,
    stays:
      'Quedan los resultados en los que no se puede reconocer a nadie, y los importes y fechas de sus cuotas, que la ley obliga a guardar.',
    button: 'Quedarme: renovar mi membresía',
    nothing: 'Si está de acuerdo, no tiene que hacer nada.',
  },
  seat: {
    subject: (title) => `Tiene una plaza: ${title}`,
    text: 'Se liberó una plaza en la llamada en cuya lista de espera está, y es suya.',
    button: 'Ver la llamada, o cambiar mi respuesta',
    passOn: 'Si ya no puede venir, dígalo allí, por favor: la siguiente persona de la lista está esperando.',
  },
  granted: {
    subject: (city) => `Le han dado la membresía en ${city}`,
    text: (city, day) =>
      `La red le ha dado la membresía en ${city} hasta el ${day}. No hay nada que pagar ni que hacer.`,
  },
  signIn: {
    subject: 'Su enlace para iniciar sesión',
    text: (network) => `Con este enlace inicia sesión en su membresía de ${network}.`,
    button: 'Iniciar sesión',
    until: (time) => `Funciona una vez, hasta el ${time}. Un enlace que pida después ocupa el lugar de este.`,
    ignore: 'Si no lo pidió, no tiene que hacer nada: nadie puede iniciar sesión sin este correo.',
  },
  confirm: {
    subject: 'Confirme su nueva dirección',
    text: (network) =>
      `Un miembro de ${network} quiere recibir desde ahora sus correos en esta dirección. Si es usted, pulse el botón.`,
    button: 'Confirmar esta dirección',
    until: (time) => `El enlace funciona una vez, hasta el ${time}. Hasta que lo pulse, no cambia nada.`,
    ignore: 'Si no es usted, no tiene que hacer nada.',
  },
  changed: {
    subject: 'Ha cambiado la dirección de su membresía',
    text: (network) =>
      `Desde ahora los correos de su membresía de ${network} van a otra dirección. Esta ya no los recibe.`,
    notYou: (contact) => `Si no fue usted, escriba enseguida a ${contact} y lo arreglamos.`,
  },
  cancelled: {
    subject: (city) => `Su membresía en ${city} termina como pidió`,
    text: (day) =>
      `Ha cancelado. No se cobra nada más. Hasta el ${day}, que ya está pagado, todo continúa como siempre.`,
    back: 'Si cambia de opinión antes de ese día, puede deshacerlo.',
    ended: (day) =>
      `Ha cancelado. No se cobra nada más. Su membresía estaba pagada hasta el ${day}, así que ha terminado.`,
    anew: 'Si cambia de opinión, puede empezar de nuevo con un pago cuando quiera.',
    button: 'Ver mi membresía',
  },
  erased: {
    subject: 'Le hemos olvidado, como prometimos',
    text: (network) =>
      `Se ha borrado todo lo que ${network} sabía de usted como persona: su perfil, sus correos y sus respuestas.`,
    stays:
      'Queda lo siguiente: los importes y fechas de sus cuotas, sin su nombre, porque hay que llevar los libros; los resultados publicados antes, en los que no se puede reconocer a nadie; y un código del que nadie puede deducir su dirección: por él sabemos que ninguna lista puede traerle de vuelta, y que no debemos escribir allí si algún correo a usted fue devuelto o denunciado. Usted puede unirse de nuevo cuando quiera.',
    backups: (days) => `Las copias de seguridad se guardan ${days} días y luego se sobrescriben.`,
    last: 'Este es el último correo que recibe de nosotros. No guardamos copia de su dirección.',
  },
}

export const serviceMailWords = { en, es }
