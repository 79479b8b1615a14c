/** Two ways to the document: a WebSocket, else posted frames and long polls. */
import { csrfToken } from "../../hub/page";
import {
  bundle,
  dataOf,
  type Greeting,
  Kind,
  kindOf,
  numberOf,
  pollBody,
  stepOf,
  Sync,
  unbundle,
} from "./frames";

export interface CarrierListener {
  opened(): void;
  frame(frame: Uint8Array): void;
  /** Once, last; 1006 means the network. */
  closed(code: number): void;
}

export interface Carrier {
  send(frame: Uint8Array): void;
  close(): void;
}

export type Opener = (listener: CarrierListener) => Carrier;

export const NETWORK_LOST = 1006;
const HANDSHAKE_WITHIN = 5000; // milliseconds; a proxy may swallow the upgrade without a word
const POLL_WITHIN = 40_000; // the server answers after 25 s at the latest

export function webSocketCarrier(documentId: string): Opener {
  return (listener) => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/documents/${documentId}/`);
    socket.binaryType = "arraybuffer";
    let over = false;
    const closed = (code: number) => {
      if (over) return;
      over = true;
      clearTimeout(patience);
      socket.close();
      listener.closed(code);
    };
    const patience = setTimeout(() => closed(NETWORK_LOST), HANDSHAKE_WITHIN);
    let opened = false;
    socket.addEventListener("message", ({ data }) => {
      if (over) return;
      clearTimeout(patience);
      // Only now has the server let us in: before its greeting nothing is open.
      if (!opened) {
        opened = true;
        listener.opened();
      }
      listener.frame(new Uint8Array(data as ArrayBuffer));
    });
    socket.addEventListener("close", ({ code }) => closed(code));
    return {
      send: (frame) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(frame as Uint8Array<ArrayBuffer>);
      },
      close: () => closed(NETWORK_LOST),
    };
  };
}

/** `vector` tells what the document here holds, as a state vector. */
export function httpCarrier(documentId: string, vector: () => Uint8Array): Opener {
  return (listener) => new HttpCarrier(documentId, vector, listener);
}

class HttpCarrier implements Carrier {
  readonly #stopper = new AbortController();
  readonly #base: string;
  readonly #connection = crypto.randomUUID().replaceAll("-", "");
  #generation = 0;
  #waiting: Uint8Array[] = [];
  #posting = false;
  #stored = 0;
  #seq = 0;
  #opened = false;

  constructor(
    documentId: string,
    private readonly vector: () => Uint8Array,
    private readonly listener: CarrierListener,
  ) {
    this.#base = `/documents/${documentId}/live/`;
    void this.#poll();
  }

  send(frame: Uint8Array): void {
    // The poll brings what is missing here; asking for it besides would fetch it twice.
    if (kindOf(frame) === Kind.SYNC && stepOf(frame) === Sync.STEP1) return;
    this.#waiting.push(frame);
    void this.#post();
  }

  close(): void {
    this.#closed(NETWORK_LOST);
  }

  #closed(code: number): void {
    if (this.#stopper.signal.aborted) return;
    this.#stopper.abort();
    this.listener.closed(code);
  }

  async #fetch(path: string, body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const signal = AbortSignal.any([this.#stopper.signal, AbortSignal.timeout(POLL_WITHIN)]);
    const headers = {
      "X-CSRFToken": csrfToken(),
      "Content-Type": "application/octet-stream",
      "X-Tsunagu-Connection": this.#connection,
      "X-Tsunagu-Generation": String(this.#generation),
    };
    const options = { method: "POST", headers, body, signal, credentials: "same-origin" } as const;
    const response = await fetch(this.#base + path, options);
    if (!response.ok) throw new Error(String(response.status));
    return new Uint8Array(await response.arrayBuffer());
  }

  async #poll(): Promise<void> {
    while (!this.#stopper.signal.aborted) {
      try {
        const frames = await this.#fetch("poll/", pollBody(this.#seq, this.vector()));
        for (const frame of unbundle(frames)) this.#take(frame);
      } catch {
        this.#closed(NETWORK_LOST);
      }
    }
  }

  /** One request after another, so that frames keep their order. */
  async #post(): Promise<void> {
    if (this.#posting || !this.#opened) return;
    this.#posting = true;
    try {
      while (this.#waiting.length && !this.#stopper.signal.aborted) {
        const before = this.#stored;
        const answers = await this.#fetch("frames/", bundle(this.#waiting.splice(0)));
        for (const frame of unbundle(answers)) this.#take(frame, before);
      }
    } catch {
      this.#closed(NETWORK_LOST);
    } finally {
      this.#posting = false;
    }
  }

  #take(frame: Uint8Array, before = 0): void {
    if (this.#stopper.signal.aborted) return;
    const kind = kindOf(frame);
    if (kind === Kind.CLOSED) this.#closed(dataOf<{ code: number }>(frame).code);
    else if (kind === Kind.STORED) this.#count(before + numberOf(frame));
    else if (kind === Kind.POSITION) this.#seq = numberOf(frame);
    else this.#pass(frame, kind);
  }

  /** The server counts the frames of one request, the page those of the connection. */
  #count(stored: number): void {
    this.#stored = stored;
    this.listener.frame(new Uint8Array([Kind.STORED, ...varUint(stored)]));
  }

  #pass(frame: Uint8Array, kind: number): void {
    if (kind === Kind.HELLO) {
      this.#generation ||= dataOf<Greeting>(frame).generation;
      if (this.#opened) return; // every poll is greeted
      this.#opened = true;
      this.listener.opened();
      void this.#post();
    } else if (kind === Kind.SYNC && stepOf(frame) === Sync.STEP1 && this.#seq) {
      return; // asked once is enough: what we have is posted as it comes
    }
    this.listener.frame(frame);
  }
}

function varUint(value: number): number[] {
  const digits: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) digits.push((rest & 0x7f) | 0x80);
  return [...digits, rest];
}
