const width = 30;

type Terminal = Pick<NodeJS.WriteStream, 'write'> & { isTTY?: boolean };

/** Draws how far something is on one line of a terminal; draws nothing where there is none. */
export function drawProgress(terminal: Terminal): {
  show: (done: number, total: number) => void;
  end: () => void;
} {
  const began = performance.now();
  let drawn = false;
  let first: number | undefined;
  return {
    show(done, total) {
      if (!terminal.isTTY) return;
      // What an earlier run had done says nothing of the speed of this one.
      first ??= done;
      drawn = true;
      const share = total === 0 ? 1 : done / total;
      const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░');
      const speed = Math.round((done - first) / Math.max(0.001, (performance.now() - began) / 1000));
      const counts = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
      terminal.write(
        `\r${bar} ${Math.floor(share * 100)}%  ${counts}  ${speed.toLocaleString('en')}/s\u001b[K`,
      );
    },
    end() {
      if (drawn) terminal.write('\n');
    },
  };
}
