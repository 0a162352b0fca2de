/** What participants of a survey are told of it. */
const en = {
  title: 'What was found',
  inLanguage: 'In English',
  mail: {
    thanks: (answered: string, city: string) =>
      `Thank you for your answers. This is what ${answered} members of the network in ${city} told us:`,
    more: (page: string) =>
      `All figures, and beside them your own answers if you ask for them, are [on your page](${page}). Sign in with the address that this mail came to.`,
    council: 'The Local Advisory Council of your city reads the whole report. Nobody’s own answer can be told from it.',
  },
}

const es: typeof en = {
  title: 'Qué encontramos',
  inLanguage: 'En español',
  mail: {
    thanks: (answered, city) =>
      `Gracias por sus respuestas. Esto es lo que nos dijeron ${answered} miembros de la red en ${city}:`,
    more: (page) =>
      `Todas las cifras, y junto a ellas sus propias respuestas si usted las pide, están [en su página](${page}). Entre con la dirección a la que llegó este correo.`,
    council:
      'El Consejo Asesor Local de su ciudad lee el informe completo. De él no se puede saber qué respondió nadie.',
  },
}

export const findingsWords = { en, es }
