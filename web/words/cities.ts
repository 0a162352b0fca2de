import { FEW } from '../../shared/cities/members-shown.ts'
import { dollars } from '../../shared/membership/dues.ts'
import { DUES } from '../../shared/membership/policy.ts'

const least = dollars(DUES.least)

const en = {
  front: {
    title: 'Cities of the network',
    lead: 'In each of these cities people and organizations agree on a common agenda, measure it together and act on it in concert.',
    none: 'No city has started yet',
    noneText: 'The backbone of this network has not opened a city so far. Come back soon.',
  },
  city: {
    what: (city: string) =>
      `The ${city} network brings people and organizations together around a common agenda: what matters most here, how it is measured, and who does what about it.`,
    how: 'How it works',
    steps: [
      'You join for at least a dollar a month.',
      'A few times a year we ask short questions and invite you to calls.',
      'The council of the city gets the results and works with them.',
    ],
    members: (count: string) => `${count} members`,
    fewMembers: `A network that is just beginning: fewer than ${FEW} members so far`,
    atLeast: (rounded: string) => `At least ${rounded}`,
    join: (city: string) => `Join ${city}`,
    joinHelp: `From ${least} a year, once or every year.`,
  },
}

const es: typeof en = {
  front: {
    title: 'Ciudades de la red',
    lead: 'En cada una de estas ciudades, personas y organizaciones acuerdan una agenda común, la miden juntas y actúan de forma coordinada.',
    none: 'Aún no ha comenzado ninguna ciudad',
    noneText: 'Esta red todavía no ha abierto ninguna ciudad. Vuelva pronto.',
  },
  city: {
    what: (city) =>
      `La red de ${city} reúne a personas y organizaciones en torno a una agenda común: lo que más importa aquí, cómo se mide y quién hace qué.`,
    how: 'Cómo funciona',
    steps: [
      'Usted se une desde un dólar al mes.',
      'Unas veces al año hacemos preguntas breves y le invitamos a llamadas.',
      'El consejo de la ciudad recibe los resultados y trabaja con ellos.',
    ],
    members: (count) => `${count} miembros`,
    fewMembers: `Una red que apenas comienza: menos de ${FEW} miembros hasta ahora`,
    atLeast: (rounded) => `Al menos ${rounded}`,
    join: (city) => `Únase a ${city}`,
    joinHelp: `Desde ${least} al año, una vez o cada año.`,
  },
}

export const cityWords = { en, es }
