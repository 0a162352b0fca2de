import type { By, LeftOut, QuarterBand } from '../../shared/results/document.ts'
import type { Policy } from '../../shared/results/policy.ts'

const en = {
  list: {
    title: 'Results by city',
    lead: 'What members of each network answered, as protected reports.',
    none: 'No city yet',
    noneText: 'Reports appear here when a city has been opened.',
    of: (city: string) => `Reports of ${city}`,
    noReports: 'No report yet',
    noReportsText:
      'A report is made when a survey closes. Nothing is shown before that, so that nobody’s answer can be guessed from a change.',
    open: 'Open surveys',
    openHelp: 'Told once a day, and only in tens, so that a single new answer never shows.',
    closed: (date: string) => `Closed ${date}`,
    closes: (date: string) => `Closes ${date}`,
    answered: (quantity: string) => `${quantity} answered`,
    noQuestions: 'The survey asked no questions.',
  },
  quantity: {
    exact: (count: string) => count,
    atLeast: (count: string) => `${count} or more`,
    fewer: (than: string) => `fewer than ${than}`,
  },
  share: {
    under: 'under 1%',
    over: 'over 99%',
    percent: (n: number) => `${n}%`,
    exact: (c: string, n: number) => `${c} (${n}%)`,
    quarter: {
      'under-25': 'under 25%',
      '25-to-50': '25% to under 50%',
      '50-to-75': '50% to under 75%',
      '75-and-more': '75% or more',
    } satisfies Record<QuarterBand, string>,
  },
  answer: {
    others: 'Other answers',
    point: (n: number) => `${n}`,
    points: (from: number, to: number) => `${from} to ${to}`,
    upTo: (n: string) => `${n} or less`,
    above: (n: string) => `more than ${n}`,
    between: (a: string, b: string) => `more than ${a}, up to ${b}`,
  },
  row: {
    everybody: 'Everybody',
    residual: 'All other and unstated',
    residualOf: (labels: string) => `together: ${labels}`,
  },
  dimension: {
    race: 'race or ethnicity',
    gender: 'gender',
    ageBand: 'age',
    neighbourhood: 'neighborhood',
    city: 'city',
  } satisfies Record<Exclude<By, 'everybody'>, string>,
  report: {
    release: (n: number) => `Release ${n}`,
    asked: (from: string, to: string) => `Asked from ${from} to ${to}`,
    audience: 'Members asked',
    answered: 'Answered',
    rate: 'Response rate',
    rateHelp: (answered: string, audience: string) => `${answered} of ${audience} members in the audience`,
    noRate: 'not told',
    means: 'What this report can and cannot tell you',
    who: (answered: string, audience: string, city: string) =>
      `These are the answers of ${answered} of ${audience} members of the network in ${city} who were asked and chose to answer. They are not a random sample of members or of residents: they speak for those who answered.`,
    unweighted: 'The results are not weighted.',
    rounding:
      'Percentages are rounded to whole numbers and need not add up to 100. Rows of groups show how many people of the group answered the survey; their percentages are of those who answered the question.',
    chance: 'Small differences between groups can be chance. Differences have not been tested.',
    exact: 'Respondents were told that the results of this survey are open: counts are exact, and no group was merged.',
    thresholds: (p: Policy) =>
      `To protect people, a group has a row of its own only if at least ${p.group} of its people answered; everybody else is in one row of at least ${p.residual}. Answers are merged until at least ${p.cell} people stand behind every number of a table, also behind the answers that nobody chose; where that cannot be done, the table is left out.`,
    question: (n: number) => `Question ${n}`,
    chooseMany:
      'Several answers possible: each percentage is of all who answered the survey, and they add up to more than 100.',
    scaleEnds: (low: string, high: string) => `1 = ${low}, 5 = ${high}`,
    base: (quantity: string) => `${quantity} people answered this question.`,
    answer: 'Answer',
    share: 'Share',
    group: 'Group',
    people: 'People',
    by: (dimension: string) => `By ${dimension}`,
    whoAnswered: 'Who answered',
    merged: (labels: string) => `“Other answers” are: ${labels}. Too few people gave them to show them one by one.`,
    mergedLevels: 'Neighboring answers were merged, because too few people gave them to show them one by one.',
    notShown: (labels: string) => `Left out, because too few people chose them or too few did not: ${labels}.`,
    texts: (quantity: string) =>
      `${quantity} people wrote something. Texts are not shown in reports, because words can give a person away.`,
    leftOut: {
      'too-few-answers': 'Too few answers to protect people.',
      'too-few-per-answer': 'Too few people gave one of the answers, even after merging: left out to protect people.',
      'too-few-groups': 'Too few people in the single groups to compare them: left out to protect people.',
      'never-crossed': 'This survey’s answers are never shown by this group, to protect people.',
      'no-bands': 'No bands were set for this number before the survey began, so it cannot be shown in groups.',
      'not-proven': 'A test attack could not rule out that somebody is recognised: left out to protect people.',
      'to-protect-others':
        'Left out so that the other tables of this question can be shown without giving anybody away.',
    } satisfies Record<LeftOut, string>,
    downloads: 'Downloads',
    csv: 'Table (CSV)',
    json: 'Document (JSON)',
    downloadHelp: 'Both hold exactly what stands on this page.',
    columns: 'The columns of the table',
    print: 'To print, or to keep as PDF, use your browser’s print command.',
    seal: (seal: string) => `Seal ${seal}`,
    published: (date: string) => `Published ${date}`,
  },
}

const es: typeof en = {
  list: {
    title: 'Resultados por ciudad',
    lead: 'Lo que respondieron los miembros de cada red, en informes protegidos.',
    none: 'Todavía no hay ciudades',
    noneText: 'Los informes aparecen aquí cuando se abre una ciudad.',
    of: (city) => `Informes de ${city}`,
    noReports: 'Todavía no hay informes',
    noReportsText:
      'El informe se hace al cerrar la encuesta. Antes no se muestra nada, para que de un cambio no se pueda adivinar la respuesta de nadie.',
    open: 'Encuestas abiertas',
    openHelp: 'Se actualiza una vez al día y solo en decenas, para que nunca se note una sola respuesta nueva.',
    closed: (date) => `Cerrada el ${date}`,
    closes: (date) => `Cierra el ${date}`,
    answered: (quantity) => `${quantity} respondieron`,
    noQuestions: 'La encuesta no tenía preguntas.',
  },
  quantity: {
    exact: (count) => count,
    atLeast: (count) => `${count} o más`,
    fewer: (than) => `menos de ${than}`,
  },
  share: {
    under: 'menos del 1 %',
    over: 'más del 99 %',
    percent: (n) => `${n} %`,
    exact: (c, n) => `${c} (${n} %)`,
    quarter: {
      'under-25': 'menos del 25 %',
      '25-to-50': 'del 25 % a menos del 50 %',
      '50-to-75': 'del 50 % a menos del 75 %',
      '75-and-more': '75 % o más',
    },
  },
  answer: {
    others: 'Otras respuestas',
    point: (n) => `${n}`,
    points: (from, to) => `${from} a ${to}`,
    upTo: (n) => `${n} o menos`,
    above: (n) => `más de ${n}`,
    between: (a, b) => `más de ${a}, hasta ${b}`,
  },
  row: {
    everybody: 'Todas las personas',
    residual: 'Demás grupos y sin indicar',
    residualOf: (labels) => `juntos: ${labels}`,
  },
  dimension: {
    race: 'raza u origen étnico',
    gender: 'género',
    ageBand: 'edad',
    neighbourhood: 'barrio',
    city: 'ciudad',
  },
  report: {
    release: (n) => `Publicación ${n}`,
    asked: (from, to) => `Preguntado del ${from} al ${to}`,
    audience: 'Miembros consultados',
    answered: 'Respondieron',
    rate: 'Tasa de respuesta',
    rateHelp: (answered, audience) => `${answered} de ${audience} miembros consultados`,
    noRate: 'no se indica',
    means: 'Qué puede y qué no puede decir este informe',
    who: (answered, audience, city) =>
      `Estas son las respuestas de ${answered} de ${audience} miembros de la red en ${city} a quienes se preguntó y que quisieron responder. No son una muestra al azar de los miembros ni de los habitantes: hablan por quienes respondieron.`,
    unweighted: 'Los resultados no están ponderados.',
    rounding:
      'Los porcentajes se redondean a números enteros y pueden no sumar 100. Las filas de grupos muestran cuántas personas del grupo respondieron la encuesta; sus porcentajes son de quienes respondieron la pregunta.',
    chance: 'Las diferencias pequeñas entre grupos pueden deberse al azar. No se han puesto a prueba.',
    exact:
      'Se avisó a quienes respondieron de que los resultados de esta encuesta son abiertos: los números son exactos y no se unió ningún grupo.',
    thresholds: (p) =>
      `Para proteger a las personas, un grupo tiene fila propia solo si respondieron al menos ${p.group} de sus personas; las demás están en una sola fila de al menos ${p.residual}. Las respuestas se unen hasta que detrás de cada número de una tabla haya al menos ${p.cell} personas, también detrás de las respuestas que nadie eligió; cuando no es posible, la tabla se omite.`,
    question: (n) => `Pregunta ${n}`,
    chooseMany:
      'Varias respuestas posibles: cada porcentaje es de todas las personas que respondieron la encuesta, y juntos suman más de 100.',
    scaleEnds: (low, high) => `1 = ${low}, 5 = ${high}`,
    base: (quantity) => `${quantity} personas respondieron esta pregunta.`,
    answer: 'Respuesta',
    share: 'Parte',
    group: 'Grupo',
    people: 'Personas',
    by: (dimension) => `Por ${dimension}`,
    whoAnswered: 'Quiénes respondieron',
    merged: (labels) => `«Otras respuestas» son: ${labels}. Las dieron muy pocas personas para mostrarlas una a una.`,
    mergedLevels: 'Se unieron respuestas vecinas, porque las dieron muy pocas personas para mostrarlas una a una.',
    notShown: (labels) => `Omitidas, porque muy pocas personas las eligieron o muy pocas no lo hicieron: ${labels}.`,
    texts: (quantity) =>
      `${quantity} personas escribieron algo. Los textos no se muestran en los informes, porque las palabras pueden delatar a una persona.`,
    leftOut: {
      'too-few-answers': 'Muy pocas respuestas para proteger a las personas.',
      'too-few-per-answer':
        'Muy pocas personas dieron alguna de las respuestas, incluso tras unirlas: se omite para proteger a las personas.',
      'too-few-groups': 'Muy pocas personas en cada grupo para compararlos: se omite para proteger a las personas.',
      'never-crossed':
        'Las respuestas de esta encuesta nunca se muestran por este grupo, para proteger a las personas.',
      'no-bands': 'Antes de la encuesta no se fijaron tramos para este número, así que no se puede mostrar en grupos.',
      'not-proven':
        'Un ataque de prueba no pudo descartar que se reconozca a alguien: se omite para proteger a las personas.',
      'to-protect-others': 'Se omite para que las demás tablas de esta pregunta puedan mostrarse sin delatar a nadie.',
    },
    downloads: 'Descargas',
    csv: 'Tabla (CSV)',
    json: 'Documento (JSON)',
    downloadHelp: 'Ambas contienen exactamente lo que está en esta página.',
    columns: 'Las columnas de la tabla',
    print: 'Para imprimir o guardar como PDF, use la función de imprimir de su navegador.',
    seal: (seal) => `Sello ${seal}`,
    published: (date) => `Publicado el ${date}`,
  },
}

export const resultWords = { en, es }
