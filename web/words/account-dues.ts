import type { DuesInterval } from '../../shared/membership/dues.ts'
import type { DuesAct } from '../../shared/membership/dues-acts.ts'

const en = {
  dues: {
    title: 'Dues',
    amountTitle: 'Change the amount',
    amount: (interval: 'year' | 'month') => `What your card is charged each ${interval}, in dollars`,
    amountHelp: (day: string, least: string) =>
      `From ${day} on. At least ${least}. A card fee that you added before is in this amount already.`,
    coversFee: 'Add the card fee on top of this amount, so that all of it reaches the network',
    change: 'Change the amount',
    tooSmall: (least: string) => `The dues must be at least ${least}.`,
    tooLarge: (most: string) => `The dues can be at most ${most} here. Thank you! Please write to us to give more.`,
    byHand: 'No card is charged by itself. When you want to pay for more time, choose the amount then.',
    notPossible: 'This is not possible any more. Here is how your membership stands now.',
    acts: {
      stop: {
        title: 'Stop charging my card',
        text: (day: string) =>
          `Your card will not be charged again. Your membership stands until ${day}; we remind you before, and you decide then.`,
        button: 'Stop charging my card',
      },
      resume: {
        title: 'Charge my card again',
        text: (day: string) =>
          `Your card will be charged again as before, next on ${day} or the day after. We tell you before a yearly charge.`,
        button: 'Charge my card again',
      },
      cancel: {
        title: 'Cancel my membership',
        text: (day: string) =>
          `Your card will not be charged again, and your membership ends on ${day}. Until then everything goes on, and you can take this back. What you have paid is not paid back. We do not ask you to come back.`,
        button: 'Cancel my membership',
      },
      stay: {
        title: 'Take my cancellation back',
        text: (day: string) =>
          `Your membership goes on after ${day}. If a card was charged by itself before, it will be charged again; you can stop that.`,
        button: 'Stay a member',
      },
    } satisfies Record<DuesAct, { title: string; text: (day: string) => string; button: string }>,
    cancelAtOnce: (day: string) =>
      `Your membership was paid through ${day}, and that day is over: it ends at once. Nothing more is charged, and we do not ask you to come back. You can begin anew with a payment at any time.`,
    no: 'No, leave it as it is',
  },
  card: {
    title: 'Give another card',
    text: 'The page of our payment provider opens, where you can give another card. We never see its number. A charge that was refused is tried again at once.',
    button: 'Go on to the payment provider',
    none: 'No card is kept for this membership. You can pay by hand at any time.',
    returnedTitle: 'Back from the payment provider',
    returned:
      'If you gave another card, a charge that was refused is tried again with it, and a mail tells you as soon as it is settled. If you did not, the link in our mail still works.',
  },
  renew: {
    title: 'Pay for more time',
    lead: (day: string) => `Your membership is paid through ${day}. What you pay now is added after that day.`,
    leadEnded: (day: string) => `Your membership was paid through ${day}. What you pay now begins it anew.`,
    alive: (day: string) =>
      `Your card is charged by itself on ${day}: you need not do anything. If you choose to pay every year or month here, this replaces that charge.`,
    amount: 'Your dues in dollars',
    amountHelp: (least: string) => `Any amount from ${least} a year.`,
    other: 'Another amount',
    otherField: 'Another amount in dollars, if none of these fits',
    interval: 'How would you like to pay?',
    intervals: {
      once: 'Once, for one year',
      year: 'Every year, until I stop it',
      month: 'Every month, until I stop it',
    } satisfies Record<DuesInterval, string>,
    intervalHints: (fees: { month: string; year: string }) =>
      ({
        once: 'Nothing renews by itself.',
        year: 'Your card is charged the same amount again when the year ends. You can stop it on this site at any time.',
        month: `Your card is charged each month. Of $1 a month ${fees.month} of each dollar go to card fees; of $12 once a year it is ${fees.year} in all.`,
      }) satisfies Record<DuesInterval, string>,
    coversFee: 'Add the card fee, so that all of it reaches the network',
    go: 'Go on to the payment',
    paidTitle: 'Thank you',
    paidText:
      'Your payment is on its way to us, usually within a minute. A mail will say through which day it carries you.',
    unpaid: 'The payment was not made. Nothing has been charged.',
    expiredTitle: 'This link is too old',
    expiredText: 'Sign in by mail instead: it takes a minute, and you can pay right away.',
  },
  receipts: {
    title: 'Payments',
    none: 'Nothing has been paid yet.',
    day: 'Day',
    amount: 'Amount',
    months: 'For',
    monthsText: (months: number) => (months === 12 ? 'one year' : months === 1 ? 'one month' : `${months} months`),
    refunded: (amount: string) => `${amount} paid back`,
    disputed: 'asked back by your bank',
    granted: 'given by the network',
    elsewhere: 'paid elsewhere',
    receipt: 'Receipt',
    noReceipt: 'The payment provider has no receipt page for this payment.',
  },
}

const es: typeof en = {
  dues: {
    title: 'Cuota',
    amountTitle: 'Cambiar la cantidad',
    amount: (interval) => `Lo que se cobra a su tarjeta cada ${interval === 'year' ? 'año' : 'mes'}, en dólares`,
    amountHelp: (day, least) =>
      `Desde el ${day}. Como mínimo ${least}. Una comisión que haya añadido antes ya está en esta cantidad.`,
    coversFee: 'Añadir la comisión de la tarjeta a esta cantidad, para que toda llegue a la red',
    change: 'Cambiar la cantidad',
    tooSmall: (least) => `La cuota debe ser de al menos ${least}.`,
    tooLarge: (most) => `Aquí la cuota puede ser de ${most} como máximo. ¡Gracias! Escríbanos para dar más.`,
    byHand: 'No se cobra a ninguna tarjeta por sí solo. Cuando quiera pagar más tiempo, elija entonces la cantidad.',
    notPossible: 'Esto ya no es posible. Así está su membresía ahora.',
    acts: {
      stop: {
        title: 'Dejar de cobrar a mi tarjeta',
        text: (day) =>
          `No se volverá a cobrar a su tarjeta. Su membresía vale hasta el ${day}; se lo recordamos antes, y usted decide entonces.`,
        button: 'Dejar de cobrar a mi tarjeta',
      },
      resume: {
        title: 'Volver a cobrar a mi tarjeta',
        text: (day) =>
          `Se volverá a cobrar a su tarjeta como antes, la próxima vez el ${day} o el día siguiente. Antes de un cobro anual le avisamos.`,
        button: 'Volver a cobrar a mi tarjeta',
      },
      cancel: {
        title: 'Cancelar mi membresía',
        text: (day) =>
          `No se volverá a cobrar a su tarjeta y su membresía termina el ${day}. Hasta entonces todo sigue, y puede retractarse. Lo pagado no se devuelve. No le pediremos que vuelva.`,
        button: 'Cancelar mi membresía',
      },
      stay: {
        title: 'Retirar mi cancelación',
        text: (day) =>
          `Su membresía sigue después del ${day}. Si antes se cobraba a una tarjeta, se volverá a cobrar; usted puede detenerlo.`,
        button: 'Seguir como miembro',
      },
    },
    cancelAtOnce: (day) =>
      `Su membresía estaba pagada hasta el ${day}, y ese día ya pasó: termina enseguida. No se cobra nada más, y no le pediremos que vuelva. Puede empezar de nuevo con un pago cuando quiera.`,
    no: 'No, dejarlo como está',
  },
  card: {
    title: 'Dar otra tarjeta',
    text: 'Se abre la página de nuestro proveedor de pagos, donde puede dar otra tarjeta. Nosotros nunca vemos su número. Un cobro rechazado se intenta de nuevo enseguida.',
    button: 'Continuar al proveedor de pagos',
    none: 'No se guarda ninguna tarjeta para esta membresía. Puede pagar usted mismo cuando quiera.',
    returnedTitle: 'De vuelta del proveedor de pagos',
    returned:
      'Si dio otra tarjeta, un cobro rechazado se intenta de nuevo con ella, y un correo le avisa en cuanto esté en orden. Si no la dio, el enlace de nuestro correo sigue funcionando.',
  },
  renew: {
    title: 'Pagar más tiempo',
    lead: (day) => `Su membresía está pagada hasta el ${day}. Lo que pague ahora se añade después de ese día.`,
    leadEnded: (day) => `Su membresía estaba pagada hasta el ${day}. Lo que pague ahora la empieza de nuevo.`,
    alive: (day) =>
      `Su tarjeta se cobra por sí sola el ${day}: no tiene que hacer nada. Si aquí elige pagar cada año o cada mes, esto reemplaza ese cobro.`,
    amount: 'Su cuota en dólares',
    amountHelp: (least) => `Cualquier cantidad desde ${least} al año.`,
    other: 'Otra cantidad',
    otherField: 'Otra cantidad en dólares, si ninguna le conviene',
    interval: '¿Cómo desea pagar?',
    intervals: {
      once: 'Una vez, por un año',
      year: 'Cada año, hasta que yo lo detenga',
      month: 'Cada mes, hasta que yo lo detenga',
    },
    intervalHints: (fees) => ({
      once: 'Nada se renueva solo.',
      year: 'Se cobra la misma cantidad a su tarjeta cuando termina el año. Puede detenerlo en este sitio cuando quiera.',
      month: `Se cobra a su tarjeta cada mes. De $1 al mes, ${fees.month} de cada dólar se van en comisiones de la tarjeta; de $12 una vez al año son ${fees.year} en total.`,
    }),
    coversFee: 'Añadir la comisión de la tarjeta, para que todo llegue a la red',
    go: 'Continuar al pago',
    paidTitle: 'Gracias',
    paidText: 'Su pago está en camino, normalmente en un minuto. Un correo le dirá hasta qué día vale.',
    unpaid: 'El pago no se hizo. No se ha cobrado nada.',
    expiredTitle: 'Este enlace es demasiado antiguo',
    expiredText: 'Entre por correo: toma un minuto y puede pagar enseguida.',
  },
  receipts: {
    title: 'Pagos',
    none: 'Todavía no se ha pagado nada.',
    day: 'Día',
    amount: 'Cantidad',
    months: 'Por',
    monthsText: (months) => (months === 12 ? 'un año' : months === 1 ? 'un mes' : `${months} meses`),
    refunded: (amount) => `${amount} devueltos`,
    disputed: 'reclamado por su banco',
    granted: 'regalado por la red',
    elsewhere: 'pagado en otro lugar',
    receipt: 'Recibo',
    noReceipt: 'El proveedor de pagos no tiene página de recibo para este pago.',
  },
}

/** What members read where they see to their money. */
export const accountDuesWords = { en, es }
