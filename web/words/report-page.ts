import type { GateVerdict } from '../../shared/results/document.ts'

/** What the page of a report says beside its numbers: headings, how to read it, how it was protected. */
const en = {
  wave: (n: number) => `Wave ${n}`,
  findings: {
    title: 'At a glance',
    help: 'Chosen by rule, from published numbers alone: changes and differences that are more than chance, then the answers that lead.',
    none: 'Nothing stands out: no answer leads by more than rounding, and no difference is more than chance.',
  },
  howToRead: 'How to read this report',
  filter: {
    label: 'Show answers by group',
    everybody: 'Everybody',
    all: 'All groups',
    help: 'To print everything, choose “All groups” first.',
  },
  moreBy: 'By group:',
  questions: 'Questions and answers',
  differs: 'Groups differ',
  sameAsChance: 'No clear difference',
  notTested: 'Not tested',
  contrasts: 'Difference of each group from all others',
  points: 'In percentage points',
  mean: 'Mean, 1 to 5',
  net: 'Net score',
  quarters: 'Only the quarter that each share lies in is shown, because whole percentages would not protect people.',
  weighted: 'Weighted to the shares of groups named below.',
  trend: {
    title: 'Over time',
    now: 'Now',
    change: (title: string) => `Change since ${title}`,
    changed: 'Changed by more than chance',
    unchanged: 'No clear change',
    verdicts: { higher: 'Higher', lower: 'Lower', 'no-clear-difference': 'No clear difference' },
  },
  cities: {
    title: 'Compared with other cities',
    cityAgainst: (city: string) => `${city} and the other cities`,
    here: 'Here',
    there: 'Other cities together',
    difference: 'Difference',
    help: 'Each city is compared with all others together. Cities are not ranked: most ranks would be chance.',
  },
  inNetwork: {
    listed: 'Your city and the rest of the network',
    title: (title: string) => `${title}: compared with the other cities`,
    lead: (city: string, cities: number, answered: string) =>
      `How ${city} answered, beside all other cities of the network that were asked the same. ${answered} people answered in ${cities} cities.`,
    asAnswered:
      'Both sides are as people answered, not weighted, so that they were made in the same way: where totals of the report of the city are weighted, they may differ from these.',
  },
  people: {
    title: 'Who answered',
    share: 'Of those who answered',
    expected: { members: 'Of all members', residents: 'Of all residents' },
    expectedHelp: {
      members: 'The mark shows the share of the group among all members.',
      residents: 'The mark shows the share of the group among all residents.',
    },
  },
  wrote: (quantity: string) => `${quantity} people wrote something.`,
  quotations: 'Chosen and shortened by staff so that they point to nobody:',
  protection: {
    title: 'How people are protected',
    sensitive: 'This survey asked about sensitive matters: the thresholds are higher, and no quarters are shown.',
    once: 'Only these tables are ever made of this survey: two questions are never crossed, nor two groups. The report was made once, after the survey had closed. Whatever else is published of the same answers is attacked together with it.',
    gate: {
      proven:
        'Before it was published, every question was attacked, as by somebody who knows who answered, all of their groups, the rules of these tables and every number here and in earlier releases. For everybody there is another set of answers that would have given the same numbers, so nobody’s answer follows from them. This proves that no answer is certain; it does not keep anybody from guessing.',
      refused: (n: string) => `No such proof was found for some questions (${n}): nothing of them is shown.`,
    } satisfies Record<Exclude<GateVerdict, 'open'>, unknown>,
  },
  receipt: {
    title: 'Receipt',
    help: 'With these, anybody who holds the sealed inputs can compute this report again, and anybody can see that the document was not changed.',
    recounted: (date: string) => `All answers were counted again on ${date}, with the same result.`,
    release: 'Release',
    published: 'Published',
    computed: 'Computed',
    responses: 'Responses that it rests on',
    engine: 'Edition of the rules',
    code: 'Code',
    inputs: 'Inputs (SHA-256)',
    cube: 'Counts (SHA-256)',
    weights: 'Weights (SHA-256)',
    seal: 'Seal (SHA-256)',
    signature: 'Signature (Ed25519)',
    key: 'Public key',
    earlier: 'Earlier releases attacked together with this one',
    verify:
      'To check: download the document (JSON). Its seal is the SHA-256 of head and questions in canonical JSON, and the signature is over the seal. “npm run verify” in the source code of this software does both.',
  },
  list: {
    reports: 'Published reports',
    preparing: 'Being prepared',
    preparingHelp:
      'These surveys have closed. Their answers are being counted again and protected, and staff look at the report; nothing is told before that.',
  },
}

const es: typeof en = {
  wave: (n) => `Ronda ${n}`,
  findings: {
    title: 'De un vistazo',
    help: 'Elegido según una regla, solo a partir de los números publicados: cambios y diferencias que van más allá del azar; después, las respuestas que destacan.',
    none: 'Nada destaca: ninguna respuesta supera a las demás por más que el redondeo, y ninguna diferencia va más allá del azar.',
  },
  howToRead: 'Cómo leer este informe',
  filter: {
    label: 'Mostrar las respuestas por grupo',
    everybody: 'Todas las personas',
    all: 'Todos los grupos',
    help: 'Para imprimirlo todo, elija antes «Todos los grupos».',
  },
  moreBy: 'Por grupo:',
  questions: 'Preguntas y respuestas',
  differs: 'Los grupos difieren',
  sameAsChance: 'Sin diferencia clara',
  notTested: 'Sin comprobar',
  contrasts: 'Diferencia de cada grupo con todos los demás',
  points: 'En puntos porcentuales',
  mean: 'Media, de 1 a 5',
  net: 'Puntuación neta',
  quarters:
    'Solo se muestra en qué cuarto está cada parte, porque los porcentajes enteros no protegerían a las personas.',
  weighted: 'Ponderado según las partes de los grupos que se nombran abajo.',
  trend: {
    title: 'A lo largo del tiempo',
    now: 'Ahora',
    change: (title) => `Cambio desde ${title}`,
    changed: 'Cambió más de lo que explica el azar',
    unchanged: 'Sin cambio claro',
    verdicts: { higher: 'Más alto', lower: 'Más bajo', 'no-clear-difference': 'Sin diferencia clara' },
  },
  cities: {
    title: 'En comparación con otras ciudades',
    cityAgainst: (city) => `${city} y las demás ciudades`,
    here: 'Aquí',
    there: 'Las demás ciudades juntas',
    difference: 'Diferencia',
    help: 'Cada ciudad se compara con todas las demás juntas. No se hace una clasificación: casi todos los puestos serían azar.',
  },
  inNetwork: {
    listed: 'Su ciudad y el resto de la red',
    title: (title) => `${title}: en comparación con las demás ciudades`,
    lead: (city, cities, answered) =>
      `Cómo respondió ${city}, junto a todas las demás ciudades de la red donde se preguntó lo mismo. Respondieron ${answered} personas en ${cities} ciudades.`,
    asAnswered:
      'Ambos lados están tal como se respondió, sin ponderar, para que se hayan hecho del mismo modo: donde los totales del informe de la ciudad están ponderados, pueden diferir de estos.',
  },
  people: {
    title: 'Quiénes respondieron',
    share: 'De quienes respondieron',
    expected: { members: 'De todos los miembros', residents: 'De todos los habitantes' },
    expectedHelp: {
      members: 'La marca muestra la parte del grupo entre todos los miembros.',
      residents: 'La marca muestra la parte del grupo entre todos los habitantes.',
    },
  },
  wrote: (quantity) => `${quantity} personas escribieron algo.`,
  quotations: 'Elegidos y acortados por el equipo para que no señalen a nadie:',
  protection: {
    title: 'Cómo se protege a las personas',
    sensitive: 'Esta encuesta trató asuntos delicados: los umbrales son más altos y no se muestran cuartos.',
    once: 'De esta encuesta solo se hacen estas tablas: nunca se cruzan dos preguntas, ni dos grupos. El informe se hizo una sola vez, cuando la encuesta ya había cerrado. Lo que además se publique de las mismas respuestas se ataca junto con él.',
    gate: {
      proven:
        'Antes de publicarlo, cada pregunta se atacó como lo haría alguien que sabe quién respondió, conoce todos sus grupos, las reglas de estas tablas y cada número de este informe y de los anteriores. Para cada persona existe otro conjunto de respuestas que habría dado los mismos números, así que de ellos no se sigue la respuesta de nadie. Esto demuestra que ninguna respuesta es segura; no impide que alguien haga conjeturas.',
      refused: (n) => `De algunas preguntas (${n}) no se encontró tal prueba: no se muestra nada de ellas.`,
    },
  },
  receipt: {
    title: 'Recibo',
    help: 'Con esto, quien tenga los datos sellados puede calcular de nuevo este informe, y cualquiera puede ver que el documento no se cambió.',
    recounted: (date) => `Todas las respuestas se contaron de nuevo el ${date}, con el mismo resultado.`,
    release: 'Publicación',
    published: 'Publicado',
    computed: 'Calculado',
    responses: 'Respuestas en que se basa',
    engine: 'Edición de las reglas',
    code: 'Código',
    inputs: 'Datos (SHA-256)',
    cube: 'Recuentos (SHA-256)',
    weights: 'Pesos (SHA-256)',
    seal: 'Sello (SHA-256)',
    signature: 'Firma (Ed25519)',
    key: 'Clave pública',
    earlier: 'Publicaciones anteriores atacadas junto con esta',
    verify:
      'Para comprobarlo: descargue el documento (JSON). Su sello es el SHA-256 de la cabecera y las preguntas en JSON canónico, y la firma es sobre el sello. «npm run verify», en el código fuente de este programa, hace ambas cosas.',
  },
  list: {
    reports: 'Informes publicados',
    preparing: 'En preparación',
    preparingHelp:
      'Estas encuestas han cerrado. Sus respuestas se están contando de nuevo y protegiendo, y el equipo revisa el informe; antes no se dice nada.',
  },
}

export const reportPageWords = { en, es }
