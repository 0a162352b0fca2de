import type { Language } from '../../shared/identity/person.ts'

const en = {
  subject: (title: string) => `Results: ${title}`,
  title: (title: string) => title,
  ready: (city: string) => `The report for ${city} is published. What stands out:`,
  readyAgainst: (city: string) => `You can now see how ${city} compares with the other cities of the network together.`,
  open: 'Read the report',
  why: (city: string) => `You get this because you were invited to the Local Advisory Council of ${city}.`,
}

export const reportMailWords: Record<Language, typeof en> = {
  en,
  es: {
    subject: (title) => `Resultados: ${title}`,
    title: (title) => `Resultados: ${title}`,
    ready: (city) => `Se ha publicado el informe de ${city}. Lo que destaca:`,
    readyAgainst: (city) => `Ya puede ver la comparación de ${city} con las demás ciudades de la red juntas.`,
    open: 'Leer el informe',
    why: (city) => `Recibe este correo porque fue invitado al consejo local de ${city}.`,
  },
}
