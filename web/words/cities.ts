import { FEW } from '../../shared/cities/members-shown.ts'
import { dollars } from '../../shared/membership/dues.ts'
import type { Offer } from '../../shared/membership/member.ts'
import { DUES } from '../../shared/membership/policy.ts'

const least = dollars(DUES.least)

const en = {
  front: {
    title: 'Cities of the network',
    lead: 'In each of these cities people and organizations agree on a common agenda, measure it together and act on it in concert.',
    none: 'No city has started yet',
    join: 'Find your city and join',
    noneText: 'The backbone of this network has not opened a city so far. Come back soon.',
  },
  find: {
    title: 'Which city would you like to join?',
    lead: 'Every member belongs to the network of one city.',
    label: 'Name of the city or the state',
    go: 'Find',
    found: (count: number) => (count === 1 ? 'One city fits.' : `${count} cities fit.`),
    near: (typed: string) => `No city is called “${typed}”. Did you mean one of these?`,
    none: (typed: string) =>
      `There is no network in “${typed}” yet, and none with a name like it. These are the cities of the network:`,
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
    organizations: 'Organizations that take part',
    andMore: 'And more.',
    offers: { skills: 'Skills', services: 'Services', expertise: 'Expertise' } satisfies Record<Offer, string>,
    joinHelp: `From ${least} a year, once, every year or by the month.`,
  },
}

const es: typeof en = {
  front: {
    title: 'Ciudades de la red',
    lead: 'En cada una de estas ciudades, personas y organizaciones acuerdan una agenda común, la miden juntas y actúan de forma coordinada.',
    none: 'Aún no ha comenzado ninguna ciudad',
    join: 'Busque su ciudad y únase',
    noneText: 'Esta red todavía no ha abierto ninguna ciudad. Vuelva pronto.',
  },
  find: {
    title: '¿A qué ciudad desea unirse?',
    lead: 'Cada miembro pertenece a la red de una ciudad.',
    label: 'Nombre de la ciudad o del estado',
    go: 'Buscar',
    found: (count) => (count === 1 ? 'Hay una ciudad.' : `Hay ${count} ciudades.`),
    near: (typed) => `Ninguna ciudad se llama «${typed}». ¿Quiso decir una de estas?`,
    none: (typed) =>
      `Todavía no hay ninguna red en «${typed}», ni una con un nombre parecido. Estas son las ciudades de la red:`,
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
    organizations: 'Organizaciones que participan',
    andMore: 'Y más.',
    offers: { skills: 'Habilidades', services: 'Servicios', expertise: 'Conocimientos' },
    joinHelp: `Desde ${least} al año: una vez, cada año o cada mes.`,
  },
}

export const cityWords = { en, es }
