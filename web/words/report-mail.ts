import type { Language } from '../../shared/identity/person.ts'

const en = {
  subject: (title: string) => `Results: ${title}`,
  title: (title: string) => title,
  ready: (city: string) => `The report for ${city} is published. What stands out:`,
  open: 'Read the report',
  why: (city: string) => `You get this because you were invited to the Local Advisory Council of ${city}.`,
}

export const reportMailWords: Record<Language, typeof en> = {
  en,
  es: {
    subject: (title) => `Resultados: ${title}`,
    title: (title) => `Resultados: ${title}`,
    ready: (city) => `Se ha publicado el informe de ${city}. Lo que destaca:`,
    open: 'Leer el informe',
    why: (city) => `Recibe este correo porque fue invitado al consejo local de ${city}.`,
  },
}
