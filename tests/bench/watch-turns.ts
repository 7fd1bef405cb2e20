/** Watches the event loop until told to stop, which answers the longest turn in milliseconds of a core. */
export function watchTurns(): () => number {
  let watching = true;
  let longest = 0;
  let before = spent();
  const turn = () => {
    const now = spent();
    longest = Math.max(longest, now - before);
    before = now;
    if (watching) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    watching = false;
    return longest;
  };
}

/** What this thread has used; what others do on a busy machine is not in it. */
function spent(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
