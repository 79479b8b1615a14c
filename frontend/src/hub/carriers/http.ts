/** Carriers for networks that strip `Upgrade`: server-sent events, else long polling. */
import { post, RequestError } from "../http";
import type { ChatEvent } from "../protocol";
import {
  type Carrier,
  type CarrierListener,
  type KnownVersions,
  NETWORK_LOST,
  parseFrame,
} from "./carrier";

const BASE = "/rooms/live/";

/** Shared by both: commands are posted one after another, so that they keep their order. */
class Commands {
  #queue: Promise<void> = Promise.resolve();

  constructor(private readonly listener: CarrierListener) {}

  send(text: string): void {
    this.#queue = this.#queue.then(() => this.#post(text));
  }

  async #post(text: string): Promise<void> {
    try {
      const response = await post(`${BASE}commands/`, JSON.parse(text));
      this.listener.frame((await response.json()) as ChatEvent);
    } catch (error) {
      const ended = error instanceof RequestError && error.status === 403;
      this.listener.closed(ended ? 4401 : NETWORK_LOST);
    }
  }
}

/** Reports `closed` only once and nothing after it. */
function once(listener: CarrierListener, stop: () => void): CarrierListener {
  let over = false;
  return {
    frame(event) {
      if (over) return;
      if (event.type === "session.closing") this.closed(event.code);
      else listener.frame(event);
    },
    closed(code) {
      if (over) return;
      over = true;
      stop();
      listener.closed(code);
    },
  };
}

export function openEventSource(listener: CarrierListener): Carrier {
  const source = new EventSource(`${BASE}events/`);
  const guarded = once(listener, () => source.close());
  source.addEventListener("message", (event) => guarded.frame(parseFrame(String(event.data))));
  source.addEventListener("error", () => guarded.closed(NETWORK_LOST));
  const commands = new Commands(guarded);
  return {
    send: (text) => commands.send(text),
    close: () => guarded.closed(NETWORK_LOST),
  };
}

export function openPolling(listener: CarrierListener, known: KnownVersions): Carrier {
  const stopper = new AbortController();
  const guarded = once(listener, () => stopper.abort());
  void poll(guarded, known, stopper.signal);
  const commands = new Commands(guarded);
  return {
    send: (text) => commands.send(text),
    close: () => guarded.closed(NETWORK_LOST),
  };
}

/** The first answer comes at once; the next waits until something happens. */
async function poll(
  listener: CarrierListener,
  known: KnownVersions,
  signal: AbortSignal,
): Promise<void> {
  let versions: Record<string, number> | null = null;
  while (!signal.aborted) {
    try {
      const response = await post(`${BASE}poll/`, { versions }, signal);
      const frames = (await response.json()) as ChatEvent[];
      for (const frame of frames) listener.frame(frame);
      versions = known();
    } catch {
      listener.closed(NETWORK_LOST);
      return;
    }
  }
}
