/**
 * The line between a document on this page and the server: it chooses the carrier, gathers
 * typing into few frames, holds back what others write during composition (IME), and knows
 * whether everything here is stored there.
 */
import { type Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { type Carrier, httpCarrier, NETWORK_LOST, type Opener, webSocketCarrier } from "./carriers";
import {
  awarenessFrame,
  dataOf,
  type Greeting,
  Kind,
  kindOf,
  numberOf,
  payloadOf,
  type Refused,
  stepOf,
  Sync,
  updateFrame,
} from "./frames";

const GATHER = 50; // milliseconds of typing in one frame
const CARET_EVERY = 100; // milliseconds between frames of the own caret
const RESYNC_EVERY = 30_000; // a frame that a broken network lost is found by then
const FAILED_HANDSHAKES = 2; // then the WebSocket is taken to be blocked
/** Signed out, not allowed, another generation: connecting again would not help. */
const FINAL = [4401, 4403, 4409];

export interface LinkEvents {
  greeted(greeting: Greeting): void;
  /** All that was changed here is stored, or not any more. */
  saved(saved: boolean): void;
  connected(connected: boolean): void;
  refused(problem: Refused): void;
  /** Somebody wrote or settled a comment. */
  commented(): void;
  /** For good: the close code says why. */
  ended(code: number): void;
}

export class Link {
  readonly provider: WebsocketProvider;
  #carriers: Opener[];
  #failures = 0;
  #socket: LinkSocket | null = null;
  #held: Uint8Array[] | null = null;
  #unsaved = false;

  constructor(
    readonly documentId: string,
    readonly doc: Y.Doc,
    private readonly events: LinkEvents,
  ) {
    const vector = () => Y.encodeStateVector(doc);
    this.#carriers = [webSocketCarrier(documentId), httpCarrier(documentId, vector)];
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const link = this;
    this.provider = new WebsocketProvider("ws://documents", documentId, doc, {
      connect: false,
      disableBc: true,
      resyncInterval: RESYNC_EVERY,
      shouldReconnect: (event: { code: number }) => !FINAL.includes(event.code),
      WebSocketPolyfill: class extends LinkSocket {
        constructor() {
          super(link);
        }
      } as unknown as typeof WebSocket,
    } as ConstructorParameters<typeof WebsocketProvider>[3]);
  }

  get awareness(): Awareness {
    return this.provider.awareness as Awareness;
  }

  get isSaved(): boolean {
    return !this.#unsaved;
  }

  /** From now on changes of the document are somebody's words; `unsaved` says of those before. */
  begin(unsaved: boolean): void {
    this.#setUnsaved(unsaved);
    this.doc.on("update", (_update: Uint8Array, origin: unknown) => {
      if (origin !== this.provider) this.#setUnsaved(true);
    });
  }

  connect(): void {
    this.provider.connect();
  }

  /** A connection whose network went away may look open for minutes; a new one tells. */
  reconnect(): void {
    this.provider.disconnect();
    this.provider.connect();
  }

  disconnect(): void {
    this.provider.disconnect();
  }

  destroy(): void {
    this.provider.destroy();
  }

  /** While `held`, what others write waits outside the document. */
  hold(held: boolean): void {
    if (held) this.#held ??= [];
    else {
      const waiting = this.#held ?? [];
      this.#held = null;
      for (const frame of waiting) this.#socket?.pass(frame);
    }
  }

  /** For the socket: opens the carrier that is to be tried now. */
  open(socket: LinkSocket): Carrier {
    this.#socket = socket;
    this.#held &&= [];
    return this.#carriers[0]!({
      opened: () => {
        this.#failures = 0;
        socket.opened();
        this.events.connected(true);
      },
      frame: (frame) => this.#take(socket, frame),
      closed: (code) => this.#closed(socket, code),
    });
  }

  #take(socket: LinkSocket, frame: Uint8Array): void {
    switch (kindOf(frame)) {
      case Kind.HELLO:
        this.events.greeted(dataOf<Greeting>(frame));
        break;
      case Kind.STORED:
        if (socket.stored(numberOf(frame))) this.#setUnsaved(false);
        break;
      case Kind.REFUSED:
        this.events.refused(dataOf<Refused>(frame));
        break;
      case Kind.POSITION:
        socket.alive();
        break;
      case Kind.SYNC:
        if (this.#held && stepOf(frame) !== Sync.STEP1) this.#held.push(frame);
        else socket.pass(frame);
        break;
      case Kind.COMMENTS:
        this.events.commented();
        break;
      default:
        socket.pass(frame);
    }
  }

  #closed(socket: LinkSocket, code: number): void {
    if (!socket.wasOpen && code === NETWORK_LOST && ++this.#failures >= FAILED_HANDSHAKES) {
      this.#failures = 0;
      this.#carriers.push(this.#carriers.shift()!); // the other one next; in turns from then on
    }
    this.events.connected(false);
    socket.closed(code);
    if (FINAL.includes(code)) this.events.ended(code);
  }

  #setUnsaved(unsaved: boolean): void {
    if (this.#unsaved === unsaved) return;
    this.#unsaved = unsaved;
    this.events.saved(!unsaved);
  }
}

/** What y-websocket takes for a WebSocket. */
class LinkSocket {
  static readonly OPEN = 1;
  readonly OPEN = 1;
  binaryType = "arraybuffer";
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  wasOpen = false;
  readonly #carrier: Carrier;
  #typed: Uint8Array[] = [];
  #typedTimer = 0;
  #caretTimer = 0;
  #sent = 0;

  constructor(private readonly link: Link) {
    this.#carrier = link.open(this);
  }

  opened(): void {
    this.readyState = 1;
    this.wasOpen = true;
    this.onopen?.();
  }

  closed(code: number): void {
    this.readyState = 3;
    clearTimeout(this.#typedTimer);
    clearTimeout(this.#caretTimer);
    this.onclose?.({ code, reason: "" });
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#flush();
    this.#carrier.close();
  }

  send(data: ArrayBuffer | Uint8Array): void {
    const frame = data instanceof Uint8Array ? data : new Uint8Array(data);
    const kind = kindOf(frame);
    if (kind === Kind.AWARENESS) this.#sendCaret();
    else if (kind === Kind.SYNC && stepOf(frame) === Sync.UPDATE) this.#gather(frame);
    else {
      this.#flush();
      if (kind === Kind.SYNC && stepOf(frame) === Sync.STEP2) this.#sent += 1;
      this.#carrier.send(frame);
    }
  }

  /** A frame for y-websocket. */
  pass(frame: Uint8Array): void {
    this.onmessage?.({ data: frame.slice().buffer });
  }

  /** Says to y-websocket that the server is there, with a frame that changes nothing. */
  alive(): void {
    this.pass(awarenessFrame(new Uint8Array([0])));
  }

  /** Whether the server has stored everything, after it has stored `count` frames. */
  stored(count: number): boolean {
    return count >= this.#sent && !this.#typed.length;
  }

  #gather(frame: Uint8Array): void {
    this.#typed.push(payloadOf(frame));
    this.#typedTimer ||= window.setTimeout(() => this.#flush(), GATHER);
  }

  #flush(): void {
    clearTimeout(this.#typedTimer);
    this.#typedTimer = 0;
    if (!this.#typed.length) return;
    const update = Y.mergeUpdates(this.#typed.splice(0));
    this.#sent += 1;
    this.#carrier.send(updateFrame(update));
  }

  /** y-websocket sends on what it hears of others; only the own caret is ours to tell. */
  #sendCaret(): void {
    this.#caretTimer ||= window.setTimeout(() => {
      this.#caretTimer = 0;
      const { awareness, doc } = this.link;
      if (this.readyState !== 1 || !awareness.meta.has(doc.clientID)) return;
      this.#flush(); // the caret stands behind what was typed
      this.#carrier.send(awarenessFrame(encodeAwarenessUpdate(awareness, [doc.clientID])));
    }, CARET_EVERY);
  }
}
