/** What arrives is on disk before anybody hears of it: the hub's promise, for servers without. */
import { open } from "node:fs/promises";

/** A function whose promise resolves once its bytes are synced; those who wait share a sync. */
export async function journal(path) {
  const file = await open(path, "a");
  let waiting = [];
  let busy = false;

  async function write() {
    busy = true;
    while (waiting.length) {
      const batch = waiting;
      waiting = [];
      await file.appendFile(Buffer.concat(batch.map(([bytes]) => bytes)));
      await file.datasync();
      for (const [, resolve] of batch) resolve();
    }
    busy = false;
  }

  return (bytes) =>
    new Promise((resolve) => {
      waiting.push([Buffer.from(bytes), resolve]);
      if (!busy) void write();
    });
}
