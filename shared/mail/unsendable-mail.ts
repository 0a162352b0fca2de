/** This mail can never leave as it is; trying again changes nothing. */
export class UnsendableMail extends Error {
  override name = 'UnsendableMail'
  readonly reason: 'no-unsubscribe' | 'bad-address' | 'bad-header' | 'bad-calendar' | 'too-large' | 'line-too-long'
  constructor(reason: UnsendableMail['reason']) {
    super(`a mail cannot be sent: ${reason}`)
    this.reason = reason
  }
}
