/** What participants of a survey are told of it. */
const en = {
  title: 'What was found',
  inLanguage: 'In English',
  mail: {
    thanks: (answered: string, city: string) =>
      `Thank you for your answers. This is what ${answered} members of the network in ${city} told us:`,
    more: (page: string) =>
      `All figures, and beside them your own answers if you ask for them, are [on your page](${page}). Sign in with the address that this mail came to.`,
    council: 'The Local Advisory Council of your city reads the whole report.',
    nobody: 'Nobody’s own answer can be told from it.',
  },
  page: {
    about: (answered: string, city: string, day: string) =>
      `${answered} members of the network in ${city} answered. The survey closed on ${day}.`,
    first: 'At a glance',
    ask: 'Your own answers are not on this page. If you ask for them, they stand beside what everybody answered, for you alone and only now.',
    show: 'Show my answers beside it',
    shown: 'Your answers stand below each question. Only you see them.',
    hide: 'Hide them',
    notStored: 'Your answers are not stored any more. They may have been counted in these figures.',
    yours: 'Your answer:',
    unanswered: 'none.',
    others: 'Your other answers',
    council: 'The Local Advisory Council of your city reads the whole report.',
  },
  mine: { title: 'What was found', read: 'Read what was found' },
}

const es: typeof en = {
  title: 'Qué encontramos',
  inLanguage: 'En español',
  mail: {
    thanks: (answered, city) =>
      `Gracias por sus respuestas. Esto es lo que nos dijeron ${answered} miembros de la red en ${city}:`,
    more: (page) =>
      `Todas las cifras, y junto a ellas sus propias respuestas si usted las pide, están [en su página](${page}). Entre con la dirección a la que llegó este correo.`,
    council: 'El Consejo Asesor Local de su ciudad lee el informe completo.',
    nobody: 'De él no se puede saber qué respondió nadie.',
  },
  page: {
    about: (answered, city, day) =>
      `Respondieron ${answered} miembros de la red en ${city}. La encuesta se cerró el ${day}.`,
    first: 'A primera vista',
    ask: 'Sus propias respuestas no están en esta página. Si las pide, aparecen junto a lo que respondieron todos, solo para usted y solo ahora.',
    show: 'Mostrar mis respuestas al lado',
    shown: 'Sus respuestas están debajo de cada pregunta. Solo usted las ve.',
    hide: 'Ocultarlas',
    notStored: 'Sus respuestas ya no están guardadas. Puede que se hayan contado en estas cifras.',
    yours: 'Su respuesta:',
    unanswered: 'ninguna.',
    others: 'Sus otras respuestas',
    council: 'El Consejo Asesor Local de su ciudad lee el informe completo.',
  },
  mine: { title: 'Qué encontramos', read: 'Leer qué encontramos' },
}

export const findingsWords = { en, es }
