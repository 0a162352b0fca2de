/** Something the person at the terminal can put right: said in one line, without a stack. */
export class Trouble extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Trouble'
  }
}
