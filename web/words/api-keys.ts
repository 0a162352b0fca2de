import type { ApiScope } from '../../shared/identity/api-key.ts'

const en = {
  title: 'Access keys',
  lead: 'With an access key a program, such as Excel or R, fetches your reports by itself. It reads what you may read, changes nothing, and ends on a day that you choose.',
  none: 'No key has been made yet.',
  columns: { name: 'Name', opens: 'Opens', until: 'Until', used: 'Last used', state: 'State' },
  reach: {
    city: (name: string) => `Reports of ${name}`,
    all: 'Reports of all cities',
  },
  scope: { 'reports.read': 'read only' } satisfies Record<ApiScope, string>,
  state: { valid: 'works', revoked: 'revoked', expired: 'ended', closed: 'closed: you may no longer read this' },
  never: 'never',
  revoke: 'Revoke',
  revokeNamed: (name: string) => `Revoke ${name}`,
  revoked: 'The key is revoked. Programs that use it are refused from now on.',
  make: 'Make a key',
  name: 'What is it for?',
  nameHelp:
    'For example “Excel on my office computer”. Give each program a key of its own, so that you can revoke one alone.',
  opens: 'What may it read?',
  ends: 'When does it end?',
  days: { 30: 'In 30 days', 90: 'In 90 days', 180: 'In 180 days', 365: 'In a year (365 days)' },
  button: 'Make the key',
  wrong: {
    name: 'Say in at most 60 characters what the key is for.',
    reach: 'Choose what the key may read, and when it ends.',
  },
  refused: {
    'not-yours': 'You may not read this yourself.',
    'too-many-keys': 'You have ten keys that work. Revoke one that you no longer use.',
    'made-before':
      'This form has made a key already, which is not shown again. If you did not keep it, revoke it and make another.',
  },
  made: {
    title: 'Your new key',
    once: 'Copy it now: it is not shown again.',
    secret:
      'Whoever has it reads what you may read. Keep it like a password; never put it in a mail or a file that you share.',
    ends: (day: string) => `It works until ${day}, or until you revoke it.`,
    back: 'Back to my keys',
  },
  use: {
    title: 'How to use it',
    curl: 'On a command line',
    excel:
      'In Excel: Data, Get Data, From Other Sources, Blank Query, Advanced Editor; when Excel asks, choose “Anonymous”',
    r: 'In R',
    put: 'Put your key in place of YOUR_KEY.',
    more: 'All addresses and answers:',
  },
}

const es: typeof en = {
  title: 'Claves de acceso',
  lead: 'Con una clave de acceso, un programa como Excel o R obtiene sus informes por sí solo. Lee lo que usted puede leer, no cambia nada y termina el día que usted elija.',
  none: 'Todavía no se ha creado ninguna clave.',
  columns: { name: 'Nombre', opens: 'Abre', until: 'Hasta', used: 'Último uso', state: 'Estado' },
  reach: {
    city: (name: string) => `Informes de ${name}`,
    all: 'Informes de todas las ciudades',
  },
  scope: { 'reports.read': 'solo lectura' },
  state: {
    valid: 'funciona',
    revoked: 'anulada',
    expired: 'terminada',
    closed: 'cerrada: usted ya no puede leer esto',
  },
  never: 'nunca',
  revoke: 'Anular',
  revokeNamed: (name: string) => `Anular ${name}`,
  revoked: 'La clave está anulada. Los programas que la usan se rechazan desde ahora.',
  make: 'Crear una clave',
  name: '¿Para qué es?',
  nameHelp:
    'Por ejemplo, «Excel en la computadora de mi oficina». Dé a cada programa su propia clave para poder anular una sola.',
  opens: '¿Qué puede leer?',
  ends: '¿Cuándo termina?',
  days: { 30: 'En 30 días', 90: 'En 90 días', 180: 'En 180 días', 365: 'En un año (365 días)' },
  button: 'Crear la clave',
  wrong: {
    name: 'Diga en 60 caracteres como máximo para qué es la clave.',
    reach: 'Elija qué puede leer la clave y cuándo termina.',
  },
  refused: {
    'not-yours': 'Usted no puede leer esto.',
    'too-many-keys': 'Usted tiene diez claves que funcionan. Anule una que ya no use.',
    'made-before':
      'Este formulario ya creó una clave, que no se vuelve a mostrar. Si no la guardó, anúlela y cree otra.',
  },
  made: {
    title: 'Su nueva clave',
    once: 'Cópiela ahora: no se vuelve a mostrar.',
    secret:
      'Quien la tenga lee lo que usted puede leer. Guárdela como una contraseña; no la ponga nunca en un correo ni en un archivo que comparta.',
    ends: (day: string) => `Funciona hasta el ${day}, o hasta que usted la anule.`,
    back: 'Volver a mis claves',
  },
  use: {
    title: 'Cómo se usa',
    curl: 'En una línea de comandos',
    excel:
      'En Excel: Datos, Obtener datos, De otras fuentes, Consulta en blanco, Editor avanzado; cuando Excel pregunte, elija «Anónimo»',
    r: 'En R',
    put: 'Ponga su clave en lugar de YOUR_KEY.',
    more: 'Todas las direcciones y respuestas:',
  },
}

export const apiKeyWords = { en, es }
