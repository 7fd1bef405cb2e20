/** The model answered twice in another form than was asked for; to ask again right away would not help. */
export class WrongAnswerError extends Error {
  constructor(problem: string) {
    super(`the model's object is not as asked: ${problem}`);
    this.name = 'WrongAnswerError';
  }
}
