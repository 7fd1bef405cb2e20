export type Fields = Record<string, unknown>;

export type SentMessage = {
  chatId: number;
  messageId: number;
  /** As a reader sees it, without its markup. */
  text: string;
  /** As it was sent. */
  raw: string;
  parseMode?: string;
  /** The texts and data of the buttons below it. */
  buttons: { text: string; data: string }[];
  replyTo?: number;
  /** How often its text was replaced. */
  edits?: number;
  document?: { filename: string; text: string };
};

export type BotState = {
  bot: { id: number; is_bot: boolean; first_name: string; username: string };
  token: string;
  sent: SentMessage[];
  actions: { chatId: number; action: string }[];
  answered: string[];
  /** What was shown to who pressed a button. */
  notices: string[];
  blocked: Set<number>;
  files: Map<string, { bytes: Buffer; path: string; size: number }>;
  /** The lists of commands, by language; the one for all others is ''. */
  commands: Map<string, { command: string; description: string }[]>;
  webhook: { url: string; secret?: string; allowed: string[] } | undefined;
  updates: { update_id: number }[];
  wake: Set<() => void>;
  nextMessage: number;
};

/** Telegram's refusal of a call. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, description: string) {
    super(description);
    this.status = status;
  }
}
