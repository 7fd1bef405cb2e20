/** As many calls as are run before answers are sent. */
const TURN = 8;

const queue: (() => void)[] = [];
let room = TURN;
let armed = false;

/**
 * Runs `call` now, or when those before it have been answered. Calls that arrive together would otherwise all be run
 * and then all be answered, and the caller and we would wait for each other in turn instead of working side by side.
 */
export function takeTurn(call: () => void): void {
  if (room === 0) {
    queue.push(call);
    return;
  }
  room -= 1;
  call();
  // After the call, so that what it has to flush is flushed before the next turn.
  arm();
}

function arm(): void {
  if (armed) return;
  armed = true;
  setImmediate(nextTurn);
}

function nextTurn(): void {
  armed = false;
  room = TURN;
  for (const call of queue.splice(0, TURN)) {
    room -= 1;
    call();
  }
  if (room < TURN) arm();
}
