import { z } from 'zod';
import { connect } from './connect.ts';
import { hosts } from './start-service.ts';

const WRITERS = 8;
const order = z.object({ life: z.number(), hosts });

// Commits and publishes from several callers at once, and reports what was acknowledged. It is a process of its own
// because the clients go on trying for minutes to reach what was killed.
process.on('message', (message) => {
  const { life, hosts: where } = order.parse(message);
  const clients = connect(where);
  for (let n = 0; n < WRITERS; n++) {
    const writer = `w${life}x${n}`;
    void repeat(async (number) => {
      await clients.commit({ writer, number });
      process.send?.({ commit: { writer, number } });
    });
    void repeat(async (number) => {
      const text = `${writer}-${number}`;
      await clients.publish(text);
      process.send?.({ message: text });
    });
  }
});

/** Until it fails, as it does when the other end is killed. */
async function repeat(act: (number: number) => Promise<void>): Promise<void> {
  for (let number = 0; ; number++) {
    try {
      await act(number);
    } catch {
      return;
    }
  }
}
