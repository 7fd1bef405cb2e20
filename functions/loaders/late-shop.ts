import type { Shop } from '../../shared/shop/index.ts';

/** The shop of this process, loaded when it is first asked for: a function that seldom needs it starts without. */
export function lateShop(): Shop {
  let opened: Promise<Shop> | undefined;
  const open = () => (opened ??= import('./make-shop.ts').then(({ makeShop }) => makeShop().shop));
  return {
    search: async (...asked) => (await open()).search(...asked),
    usual: async (...asked) => (await open()).usual(...asked),
    known: async (...asked) => (await open()).known(...asked),
    // Whoever asks next waits for the same promise, and so comes after the drop.
    drop: (userId) => void opened?.then((shop) => shop.drop(userId)).catch(() => undefined),
  };
}
