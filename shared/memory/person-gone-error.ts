/** The person was erased or moved to another account meanwhile; nothing of theirs may be written here. */
export class PersonGoneError extends Error {
  constructor() {
    super('the person is gone');
    this.name = 'PersonGoneError';
  }
}
