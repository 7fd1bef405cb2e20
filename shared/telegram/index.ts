export { commandTexts } from './command-texts.ts';
export { escapeMarkdown } from './format-reply.ts';
export { mayHaveArrived } from './read-refusal.ts';
export * from './schema.ts';
export { createTelegram, type Sent, type Target, type TelegramSender } from './send-telegram.ts';
export { mostMessage, splitText } from './split-text.ts';
export { createTelegramStore, type Held, leaseMs, type Lease, type TelegramStore } from './store.ts';
export { whileHolding } from './while-holding.ts';
