import type { Comparison, GroupTest, Weighting } from '../../shared/results/document.ts'

type Unweighted = Extract<Weighting, { outcome: 'unweighted' }>['reason']
type NotTested = Extract<GroupTest, { outcome: 'not-tested' }>['reason']
type NotComparable = Extract<Comparison, { outcome: 'not-comparable' }>['reason']

const between = (from: string, to: string) => (from === to ? `on ${to}` : `between ${from} and ${to}`)
const entre = (from: string, to: string) => (from === to ? `el ${to}` : `entre el ${from} y el ${to}`)

/** How a range is called, everywhere: it is no margin of error, because nobody was drawn at random. */
const en = {
  range: {
    title: 'Range of chance variation (modelled)',
    of: (low: string, high: string) => `${low} to ${high}`,
    with: (value: string, range: string) => `${value}, range of chance variation (modelled) ${range}`,
    help: 'The range shows how far the percentage could move by chance alone if people like those who answered were asked again.',
  },
  score: {
    mean: (value: string, range: string) => `Mean ${value} on a scale of 1 to 5 (range ${range})`,
    net: (value: string, range: string) =>
      `Net score ${value}: the share of 4 and 5 less the share of 1 and 2, in percentage points (range ${range})`,
  },
  points: (n: number, text: string) => `${text} percentage ${Math.abs(n) === 1 ? 'point' : 'points'}`,
  test: {
    differs: (dimension: string) => `Answers differ by ${dimension} by more than chance.`,
    none: (dimension: string) => `No clear difference by ${dimension}`,
    detectable: (points: string) =>
      `the smallest difference that this survey could have shown is about ${points}. No clear difference does not mean that there is none.`,
    undetectable:
      'with so few answers this survey could not have shown any. No clear difference does not mean that there is none.',
    notTested: {
      'too-few-expected': 'Whether the groups differ was not tested: too few answers for a test.',
      'not-comparable': 'Whether the groups differ was not tested: where only quarters are shown, nothing is compared.',
    } satisfies Record<NotTested, string>,
  },
  contrast: {
    title: 'Difference from all other rows together, in percentage points',
    of: (row: string, answer: string, difference: string, range: string) =>
      `${row}, “${answer}”: ${difference} against all other rows together (range ${range})`,
    help: 'A range of a single difference is not a test. Whether groups differ is tested once for each table.',
  },
  comparison: {
    wave: (title: string, date: string) => `Compared with “${title}”, closed on ${date}`,
    network: (cities: string, answered: string) =>
      `Compared with the other cities of the network together (cities: ${cities}; answers: ${answered})`,
    higher: (answer: string, here: string, there: string, difference: string, range: string) =>
      `“${answer}”: ${here}, against ${there}: higher by more than chance (${difference}, range ${range}).`,
    lower: (answer: string, here: string, there: string, difference: string, range: string) =>
      `“${answer}”: ${here}, against ${there}: lower by more than chance (${difference}, range ${range}).`,
    none: (answer: string, here: string, there: string, difference: string, range: string) =>
      `“${answer}”: ${here}, against ${there}: no clear difference (${difference}, range ${range}).`,
    noneOfAll: 'No clear difference',
    waves:
      'Some members may have answered both times. As nothing says who did, these ranges are wider than they could be: a change is called one rather too seldom.',
    notComparable: {
      'not-asked': 'This question was not asked there.',
      'asked-differently':
        'The question was asked in other words, with other answers or in another order there: it is not compared.',
      'not-shown': 'In one of the two there were too few answers to protect people: it is not compared.',
      'no-common-answers': 'The two reports take answers together in ways that cannot be compared.',
      quarters: 'One of the two shows quarters only, to protect people: it is not compared.',
      'weighted-differently': 'The two totals are not weighted in the same way: they are not compared.',
      'other-cities': 'The two reports do not speak of the same cities: they are not compared.',
    } satisfies Record<NotComparable, string>,
  },
  about: {
    who: (answered: string, invited: string, network: string, city: string, from: string, to: string) =>
      `These are the answers of ${answered} of ${invited} members of ${network} in ${city}, who chose to answer ${between(from, to)}.`,
    whoWithRate: (
      answered: string,
      invited: string,
      rate: string,
      network: string,
      city: string,
      from: string,
      to: string,
    ) =>
      `These are the answers of ${answered} of ${invited} members (${rate}) of ${network} in ${city}, who chose to answer ${between(from, to)}.`,
    sample: 'They are not a random sample of members or of residents.',
    chanceOfGroups:
      'The ranges show chance variation only, assuming that within these groups those who answered resemble those who did not; they do not cover other errors.',
    chance:
      'The ranges show chance variation only, assuming that those who answered resemble those who did not; they do not cover other errors.',
    rounding:
      'Percentages are rounded to whole numbers and need not add up to 100. Ranges, differences and scores are computed from the rounded percentages and rounded outwards.',
    bases:
      'Rows of groups say how many people of the group answered the survey; their percentages are of those who answered the question.',
    falseFindings:
      'Every table of groups was tested once, as was every answer that is compared with another report; which tests are made is fixed before the survey closes. Of all differences that this report calls more than chance, on average at most 5 in 100 are chance findings.',
    quarters:
      'Where a whole percentage could give somebody away, only the quarter is shown that it lies in; quarters have no range and are not compared.',
  },
  weighting: {
    weighted: (groups: string, of: string, effect: string, effective: string) =>
      `Totals are weighted to ${of} by ${groups} (design effect ${effect}: for chance, the answers count as those of ${effective} people); results by group are not weighted.`,
    of: { members: 'the membership', residents: 'the residents, as far as a model can speak for them,' },
    trimmed:
      'Weights were kept between 0.3 and 3 times their mean, so that nobody counts for much more than others; where that was not enough, the shares of some groups are met only in part.',
    source: (group: string, source: string, date: string) => `Shares by ${group}: ${source}, as of ${date}.`,
    unweighted: (reason: string) => `Nothing is weighted: ${reason}.`,
    reasons: {
      'open-results': 'respondents were told that the results are shown as they are',
      'no-margins': 'nobody has entered how large each group is among the members of this city',
      'too-few-answers': 'fewer than 100 people answered',
      'margins-do-not-fit': 'the answers do not fit the shares of groups that were entered',
      'no-convergence': 'no weights meet all shares of groups that were entered',
      'design-effect-too-large': 'weights would have cost more than half of what the answers tell',
    } satisfies Record<Unweighted, string>,
    /** Instead of it in a report on several cities. */
    ofOneCity: 'of one of the cities at least nobody has entered how large each group is among its members',
    withDetail: (reason: string, detail: string) => `${reason} (${detail})`,
  },
  headline: {
    mostGiven: (question: string, answer: string, share: string) =>
      `“${question}”: the answer given most is “${answer}” (${share}).`,
    differ: (question: string, dimension: string) => `“${question}”: answers differ by ${dimension}.`,
    differMost: (row: string, answer: string, difference: string) =>
      `Most of all: ${row}, “${answer}”, ${difference} against all others.`,
    higher: (question: string, answer: string, here: string, there: string, title: string) =>
      `“${question}”: “${answer}” is higher than in “${title}”: ${here} now, ${there} then.`,
    lower: (question: string, answer: string, here: string, there: string, title: string) =>
      `“${question}”: “${answer}” is lower than in “${title}”: ${here} now, ${there} then.`,
  },
}

const es: typeof en = {
  range: {
    title: 'Rango de variación por azar (según un modelo)',
    of: (low, high) => `de ${low} a ${high}`,
    with: (value, range) => `${value}, rango de variación por azar (según un modelo) ${range}`,
    help: 'El rango muestra cuánto podría moverse el porcentaje solo por azar si se volviera a preguntar a personas como las que respondieron.',
  },
  score: {
    mean: (value, range) => `Media ${value} en una escala de 1 a 5 (rango ${range})`,
    net: (value, range) =>
      `Puntuación neta ${value}: la parte de 4 y 5 menos la de 1 y 2, en puntos porcentuales (rango ${range})`,
  },
  points: (n, text) => `${text} ${Math.abs(n) === 1 ? 'punto porcentual' : 'puntos porcentuales'}`,
  test: {
    differs: (dimension) => `Las respuestas difieren por ${dimension} más de lo que explica el azar.`,
    none: (dimension) => `No hay diferencia clara por ${dimension}`,
    detectable: (points) =>
      `la menor diferencia que esta encuesta habría podido mostrar es de unos ${points}. Que no haya diferencia clara no significa que no exista ninguna.`,
    undetectable:
      'con tan pocas respuestas esta encuesta no habría podido mostrar ninguna. Que no haya diferencia clara no significa que no exista ninguna.',
    notTested: {
      'too-few-expected': 'No se comprobó si los grupos difieren: hay muy pocas respuestas para hacerlo.',
      'not-comparable': 'No se comprobó si los grupos difieren: cuando solo se muestran cuartos, no se compara nada.',
    },
  },
  contrast: {
    title: 'Diferencia con todas las demás filas juntas, en puntos porcentuales',
    of: (row, answer, difference, range) =>
      `${row}, «${answer}»: ${difference} frente a todas las demás filas juntas (rango ${range})`,
    help: 'El rango de una sola diferencia no es una prueba. Si los grupos difieren se comprueba una vez por tabla.',
  },
  comparison: {
    wave: (title, date) => `En comparación con «${title}», cerrada el ${date}`,
    network: (cities, answered) =>
      `En comparación con las demás ciudades de la red juntas (ciudades: ${cities}; respuestas: ${answered})`,
    higher: (answer, here, there, difference, range) =>
      `«${answer}»: ${here}, frente a ${there}: más alto de lo que explica el azar (${difference}, rango ${range}).`,
    lower: (answer, here, there, difference, range) =>
      `«${answer}»: ${here}, frente a ${there}: más bajo de lo que explica el azar (${difference}, rango ${range}).`,
    none: (answer, here, there, difference, range) =>
      `«${answer}»: ${here}, frente a ${there}: sin diferencia clara (${difference}, rango ${range}).`,
    noneOfAll: 'No hay diferencia clara',
    waves:
      'Algunos miembros pueden haber respondido las dos veces. Como nada dice quiénes, estos rangos son más anchos de lo que podrían ser: un cambio se afirma más bien pocas veces.',
    notComparable: {
      'not-asked': 'Esta pregunta no se hizo allí.',
      'asked-differently': 'Allí la pregunta se hizo con otras palabras, otras respuestas u otro orden: no se compara.',
      'not-shown': 'En uno de los dos hubo muy pocas respuestas para proteger a las personas: no se compara.',
      'no-common-answers': 'Los dos informes unen respuestas de maneras que no se pueden comparar.',
      quarters: 'Uno de los dos muestra solo cuartos, para proteger a las personas: no se compara.',
      'weighted-differently': 'Los dos totales no están ponderados de la misma manera: no se comparan.',
      'other-cities': 'Los dos informes no hablan de las mismas ciudades: no se comparan.',
    },
  },
  about: {
    who: (answered, invited, network, city, from, to) =>
      `Estas son las respuestas de ${answered} de ${invited} miembros de ${network} en ${city}, que quisieron responder ${entre(from, to)}.`,
    whoWithRate: (answered, invited, rate, network, city, from, to) =>
      `Estas son las respuestas de ${answered} de ${invited} miembros (${rate}) de ${network} en ${city}, que quisieron responder ${entre(from, to)}.`,
    sample: 'No son una muestra al azar de los miembros ni de los habitantes.',
    chanceOfGroups:
      'Los rangos muestran solo la variación por azar, suponiendo que dentro de estos grupos quienes respondieron se parecen a quienes no respondieron; no incluyen otros errores.',
    chance:
      'Los rangos muestran solo la variación por azar, suponiendo que quienes respondieron se parecen a quienes no respondieron; no incluyen otros errores.',
    rounding:
      'Los porcentajes se redondean a números enteros y pueden no sumar 100. Los rangos, las diferencias y las puntuaciones se calculan con los porcentajes redondeados y se redondean hacia fuera.',
    bases:
      'Las filas de grupos dicen cuántas personas del grupo respondieron la encuesta; sus porcentajes son de quienes respondieron la pregunta.',
    falseFindings:
      'Cada tabla de grupos se puso a prueba una vez, y también cada respuesta que se compara con otro informe; qué pruebas se hacen queda fijado antes de cerrar la encuesta. De todas las diferencias que este informe atribuye a algo más que el azar, en promedio como mucho 5 de cada 100 se deben al azar.',
    quarters:
      'Cuando un porcentaje entero podría delatar a alguien, solo se muestra en qué cuarto está; los cuartos no tienen rango y no se comparan.',
  },
  weighting: {
    weighted: (groups, of, effect, effective) =>
      `Los totales están ponderados según ${of} por ${groups} (efecto de diseño ${effect}: para el azar, las respuestas valen como las de ${effective} personas); los resultados por grupo no están ponderados.`,
    of: { members: 'la membresía', residents: 'los habitantes, hasta donde un modelo puede hablar por ellos,' },
    trimmed:
      'Los pesos se mantuvieron entre 0.3 y 3 veces su media, para que nadie cuente mucho más que los demás; donde eso no bastó, las partes de algunos grupos solo se alcanzan en parte.',
    source: (group, source, date) => `Partes por ${group}: ${source}, a ${date}.`,
    unweighted: (reason) => `Nada está ponderado: ${reason}.`,
    reasons: {
      'open-results': 'se avisó a quienes respondieron de que los resultados se muestran tal como son',
      'no-margins': 'nadie ha anotado qué tamaño tiene cada grupo entre los miembros de esta ciudad',
      'too-few-answers': 'respondieron menos de 100 personas',
      'margins-do-not-fit': 'las respuestas no se ajustan a las partes de los grupos que se anotaron',
      'no-convergence': 'no hay pesos que cumplan todas las partes de los grupos que se anotaron',
      'design-effect-too-large': 'ponderar habría costado más de la mitad de lo que dicen las respuestas',
    },
    ofOneCity: 'al menos de una de las ciudades nadie ha anotado qué tamaño tiene cada grupo entre sus miembros',
    withDetail: (reason, detail) => `${reason} (${detail})`,
  },
  headline: {
    mostGiven: (question, answer, share) => `«${question}»: la respuesta más frecuente es «${answer}» (${share}).`,
    differ: (question, dimension) => `«${question}»: las respuestas difieren por ${dimension}.`,
    differMost: (row, answer, difference) => `Sobre todo: ${row}, «${answer}», ${difference} frente a las demás filas.`,
    higher: (question, answer, here, there, title) =>
      `«${question}»: «${answer}» es más alto que en «${title}»: ${here} ahora, ${there} entonces.`,
    lower: (question, answer, here, there, title) =>
      `«${question}»: «${answer}» es más bajo que en «${title}»: ${here} ahora, ${there} entonces.`,
  },
}

export const sentenceWords = { en, es }
