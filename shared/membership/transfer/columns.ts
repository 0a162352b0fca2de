import * as z from 'zod'
import { Topic } from '../../words.ts'

/** What a column of a file may hold. Those of `EXPORTED` are also the headers of an export, in this order. */
export const Field = z.enum([
  'kind',
  'name',
  'email',
  'language',
  'city',
  'public_name',
  'skills',
  'services',
  'expertise',
  'people',
  'surveys_agreed_at',
  'surveys_wording',
  'surveys_left_at',
  'calls_agreed_at',
  'calls_wording',
  'calls_left_at',
  'updates_agreed_at',
  'updates_wording',
  'updates_left_at',
  'suppressed',
  'suppressed_at',
  'race',
  'gender',
  'age_band',
  'neighborhood',
  'source',
  'joined_at',
  'activated_at',
  'cancelled_at',
  'lapsed_on',
  'paid_through',
  'dues',
  'interval',
  'last_paid_on',
  'topics',
  'agreed_at',
  'wording',
  'unsubscribed',
])
export type Field = z.output<typeof Field>

/** Other systems keep one consent for all topics; an export has them apart. */
const IMPORTED_ONLY: readonly Field[] = ['topics', 'agreed_at', 'wording', 'unsubscribed']
export const EXPORTED: readonly Field[] = Field.options.filter((field) => !IMPORTED_ONLY.includes(field))

/** An export tells these too, and nothing is made of them when it comes back. */
export const TOLD_ONLY = ['member_id', 'state'] as const

export const topicFields = (topic: Topic) =>
  ({ agreedAt: `${topic}_agreed_at`, wording: `${topic}_wording`, leftAt: `${topic}_left_at` }) as const

/** The field of each column, in the order of the file; null where nothing is made of it. */
export const Columns = z.array(Field.nullable()).max(200)
export type Columns = z.output<typeof Columns>

/** The fields that these headers, English or Spanish, most likely stand for; none twice. */
export const guessColumns = (headers: readonly string[]): Columns => {
  const taken = new Set<Field>()
  return headers.map((header) => {
    const field = FIELD_OF.get(folded(header))
    if (!field || taken.has(field)) return null
    taken.add(field)
    return field
  })
}

/** Without case, accents and punctuation: `Correo electrónico:` and `correo_electronico` are one. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const HEADERS: Partial<Record<Field, readonly string[]>> = {
  kind: ['member type', 'contact type', 'type', 'tipo', 'tipo de miembro', 'clase'],
  name: ['full name', 'display name', 'member', 'member name', 'contact', 'contact name', 'nombre', 'nombre completo'],
  email: [
    'e mail',
    'email address',
    'e mail address',
    'mail',
    'primary email',
    'correo',
    'correo electronico',
    'direccion de correo',
  ],
  language: ['preferred language', 'lang', 'locale', 'idioma', 'lengua', 'idioma preferido'],
  city: ['town', 'network', 'chapter', 'city name', 'ciudad', 'municipio', 'localidad'],
  public_name: [
    'organization',
    'organisation',
    'organization name',
    'company',
    'organizacion',
    'empresa',
    'nombre publico',
  ],
  skills: ['habilidades', 'capacidades'],
  services: ['servicios'],
  expertise: ['experiencia', 'especialidad'],
  people: ['named people', 'members of the organization', 'personas'],
  suppressed: ['email status', 'bounce', 'bounced', 'suppression', 'do not email', 'suprimido'],
  race: ['ethnicity', 'race ethnicity', 'raza', 'etnia', 'origen etnico'],
  gender: ['sex', 'genero', 'sexo'],
  age_band: ['age', 'age group', 'age range', 'edad', 'grupo de edad'],
  neighborhood: ['neighbourhood', 'area', 'district', 'barrio', 'vecindario', 'colonia'],
  source: ['referral', 'referred by', 'how did you hear', 'origen', 'procedencia', 'referencia'],
  joined_at: [
    'joined',
    'join date',
    'joined on',
    'member since',
    'start date',
    'created',
    'fecha de ingreso',
    'miembro desde',
    'alta',
    'fecha de alta',
  ],
  activated_at: ['activated'],
  cancelled_at: ['cancelled', 'canceled', 'cancelled on'],
  lapsed_on: ['lapsed'],
  paid_through: [
    'paid until',
    'end date',
    'expires',
    'expiration date',
    'expiry',
    'renewal date',
    'membership end',
    'pagado hasta',
    'vence',
    'vencimiento',
    'fecha de vencimiento',
  ],
  dues: ['amount', 'dues amount', 'fee', 'annual dues', 'membership fee', 'cuota', 'importe', 'monto', 'cantidad'],
  interval: ['frequency', 'billing interval', 'billing period', 'frecuencia', 'periodo'],
  last_paid_on: ['last payment', 'last paid', 'last payment date', 'payment date', 'ultimo pago', 'fecha de pago'],
  topics: ['lists', 'subscriptions', 'interests', 'opt in', 'consent', 'temas', 'suscripciones', 'consentimiento'],
  agreed_at: ['consent date', 'opt in date', 'consented at', 'subscribed at', 'fecha de consentimiento'],
  wording: ['consent wording', 'consent text', 'consent version', 'texto de consentimiento'],
  unsubscribed: ['opt out', 'opted out', 'unsubscribes', 'baja', 'dado de baja'],
}

const FIELD_OF = new Map<string, Field>(
  Field.options.flatMap((field) =>
    [folded(field), ...(HEADERS[field] ?? [])].map((header) => [header, field] as const),
  ),
)

/** Columns without a header are called as spreadsheets call them: A, B … Z, AA. */
export const columnName = (headers: readonly string[], index: number): string =>
  headers[index]?.trim() || `column ${letters(index)}`

const letters = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : letters(Math.floor(index / 26) - 1) + letters(index % 26)

/** Lists in one cell: `surveys, calls`, `all`, `none`; undefined when there is a word in it that is none of these. */
export const topicsIn = (cell: string): Topic[] | undefined => {
  const words = cell
    .split(/[,;|\n]/)
    .map(folded)
    .filter(Boolean)
  if (words.every((word) => NO.has(word))) return []
  if (words.length === 1 && words[0] && ALL.has(words[0])) return [...Topic.options]
  const topics = words.map((word) => TOPIC.get(word))
  return topics.every((topic) => topic !== undefined) ? [...new Set(topics)] : undefined
}

export const saysYes = (cell: string): boolean => YES.has(folded(cell))

const YES = new Set(['yes', 'y', 'true', '1', 'x', 'si', 's', 'verdadero'])
const NO = new Set(['no', 'n', 'none', 'false', '0', 'ninguno', 'ninguna', 'falso'])
const ALL = new Set([...YES, 'all', 'everything', 'todo', 'todos', 'todas'])
const TOPIC = new Map<string, Topic>([
  ...Topic.options.map((topic) => [topic, topic] as const),
  ['survey', 'surveys'],
  ['encuestas', 'surveys'],
  ['encuesta', 'surveys'],
  ['call', 'calls'],
  ['meetings', 'calls'],
  ['llamadas', 'calls'],
  ['reuniones', 'calls'],
  ['update', 'updates'],
  ['news', 'updates'],
  ['newsletter', 'updates'],
  ['novedades', 'updates'],
  ['noticias', 'updates'],
])
