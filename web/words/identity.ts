const en = {
  refused: {
    title: 'You cannot sign in here yet',
    'not-invited': 'This account is not invited to the network. Ask the backbone staff to invite your address.',
    'address-not-verified':
      'Your sign-in service has not verified your e-mail address. Verify it there, then try again.',
    failed: 'The sign-in was not finished: it took too long, or was begun in another browser. Please try again.',
  },
  again: 'Sign in again',
}

const es: typeof en = {
  refused: {
    title: 'Todavía no puede iniciar sesión aquí',
    'not-invited': 'Esta cuenta no está invitada a la red. Pida al equipo de la red que invite su dirección.',
    'address-not-verified':
      'Su servicio de inicio de sesión no ha verificado su correo. Verifíquelo allí y vuelva a intentarlo.',
    failed: 'El inicio de sesión no terminó: tardó demasiado o empezó en otro navegador. Inténtelo de nuevo.',
  },
  again: 'Iniciar sesión de nuevo',
}

export const identityWords = { en, es }
