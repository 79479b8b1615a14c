/**
 * The one live connection of a tab: finds a carrier that works, keeps it alive, and matches
 * replies to requests. What is lost on the way is found again by versions, not here.
 */
import type { Carrier, CarrierListener, KnownVersions } from "./carriers/carrier";
import { openEventSource, openPolling } from "./carriers/http";
import { openWebSocket } from "./carriers/websocket";
import type { ChatCommand, ChatEvent, Refusal } from "./protocol";

export type State = "connecting" | "live" | "slow" | "offline" | "ended";
type CarrierName = "websocket" | "events" | "polling";
type Handler<T extends ChatEvent["type"]> = (event: Extract<ChatEvent, { type: T }>) => void;
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
export type Wish = Without<ChatCommand, "request">;

/** How long each carrier may take to greet; together they stay under five seconds. */
const GREETING_MS: Record<CarrierName, number> = { websocket: 2000, events: 1500, polling: 8000 };
const LADDER: CarrierName[] = ["websocket", "events", "polling"];
const PING_EVERY_MS = 15_000;
const SLOW_AFTER_MS = 3000;
const SILENT_AFTER_MS = 40_000;
const RETRY_MIN_MS = 400;
const RETRY_MAX_MS = 15_000;
const ENDED_CODES = [4401, 4403];

export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** The connection broke before the answer came: the command may or may not have been done. */
export class Unanswered extends Error {}

interface Waiting {
  resolve(data: Record<string, unknown>): void;
  reject(error: Error): void;
}

export class Connection {
  state: State = "connecting";
  carrierName: CarrierName | undefined;
  knownVersions: KnownVersions = () => ({});
  #carrier: Carrier | undefined;
  #handlers = new Map<string, Set<(event: ChatEvent) => void>>();
  #watchers = new Set<(state: State) => void>();
  #waiting = new Map<string, Waiting>();
  #attempts = 0;
  #rung = 0;
  #started = false;
  #heardAt = 0;
  #requests = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];

  on<T extends ChatEvent["type"]>(type: T, handler: Handler<T>): () => void {
    const handlers = this.#handlers.get(type) ?? new Set();
    this.#handlers.set(type, handlers);
    handlers.add(handler as (event: ChatEvent) => void);
    return () => handlers.delete(handler as (event: ChatEvent) => void);
  }

  onState(watcher: (state: State) => void): () => void {
    this.#watchers.add(watcher);
    watcher(this.state);
    return () => this.#watchers.delete(watcher);
  }

  get isOpen(): boolean {
    return this.state === "live" || this.state === "slow";
  }

  /** Once, whoever needs it first. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#rung = LADDER.indexOf((sessionStorage.getItem("carrier") ?? "websocket") as CarrierName);
    if (this.#rung < 0) this.#rung = 0;
    window.addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#hurry();
    });
    setInterval(() => this.#check(), PING_EVERY_MS);
    this.#open();
  }

  stop(): void {
    this.#clearTimers();
    this.#carrier?.close();
    this.#set("ended");
  }

  /** Sends a command and waits for its reply. Throws Refused or Unanswered. */
  request(wish: Wish): Promise<Record<string, unknown>> {
    if (!this.#carrier || !this.isOpen) return Promise.reject(new Unanswered());
    this.#requests += 1;
    const request = String(this.#requests);
    const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
    });
    this.#carrier.send(JSON.stringify({ ...wish, request }));
    return answer;
  }

  /** Sends a command whose failure does not matter. */
  tell(wish: Wish): void {
    this.request(wish).catch(() => undefined);
  }

  #open(): void {
    this.#clearTimers();
    const name = LADDER[this.#rung] ?? "websocket";
    this.carrierName = name;
    let current: Carrier | undefined;
    const listener: CarrierListener = {
      frame: (event) => this.#receive(event),
      closed: (code) => {
        if (current === this.#carrier) this.#closed(code);
      },
    };
    current = this.#openCarrier(name, listener);
    this.#carrier = current;
    this.#timers.push(setTimeout(() => this.#climb(), GREETING_MS[name]));
  }

  #openCarrier(name: CarrierName, listener: CarrierListener): Carrier {
    if (name === "websocket") return openWebSocket(listener);
    if (name === "events") return openEventSource(listener);
    return openPolling(listener, () => this.knownVersions());
  }

  /** No greeting in time: drop this carrier and try the next one down. */
  #climb(): void {
    const silent = this.#carrier;
    this.#carrier = undefined;
    silent?.close();
    this.#next();
  }

  #next(): void {
    this.#rung = (this.#rung + 1) % LADDER.length;
    if (this.#rung === 0) this.#retryLater();
    else this.#open();
  }

  #receive(event: ChatEvent): void {
    this.#heardAt = Date.now();
    if (event.type === "session.hello") this.#greeted();
    else if (event.type === "session.ended") this.#set("ended");
    else if (event.type === "reply") this.#waiting.get(event.request)?.resolve(event.data);
    else if (event.type === "refusal") {
      this.#waiting.get(event.request)?.reject(new Refused(event));
    }
    if (event.type === "reply" || event.type === "refusal") this.#waiting.delete(event.request);
    for (const handler of this.#handlers.get(event.type) ?? []) handler(event);
  }

  #greeted(): void {
    this.#clearTimers();
    this.#attempts = 0;
    if (this.carrierName) sessionStorage.setItem("carrier", this.carrierName);
    this.#set("live");
  }

  #closed(code: number): void {
    const wasOpen = this.isOpen;
    this.#carrier = undefined;
    this.#clearTimers();
    for (const waiting of this.#waiting.values()) waiting.reject(new Unanswered());
    this.#waiting.clear();
    if (ENDED_CODES.includes(code)) this.#set("ended");
    else if (wasOpen) this.#retryLater();
    else this.#next();
  }

  #retryLater(): void {
    this.#set("offline");
    this.#attempts += 1;
    // A carrier that stopped working gets three chances before the ladder starts again.
    if (this.#attempts > 3) this.#rung = 0;
    const ceiling = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#attempts);
    const wait = RETRY_MIN_MS + Math.random() * ceiling;
    this.#timers.push(setTimeout(() => this.#open(), wait));
  }

  /** The network or the tab is back: do not wait for the timer. */
  #hurry(): void {
    if (this.state === "offline") this.#open();
    else this.#check();
  }

  /** Measure the way there and back; a silent connection is a dead one. */
  #check(): void {
    if (!this.isOpen) return;
    if (Date.now() - this.#heardAt > SILENT_AFTER_MS) {
      this.#carrier?.close();
      this.#closed(1006);
      return;
    }
    const slow = setTimeout(() => this.isOpen && this.#set("slow"), SLOW_AFTER_MS);
    this.request({ type: "session.ping" })
      .then(() => this.isOpen && this.#set("live"))
      .catch(() => undefined)
      .finally(() => clearTimeout(slow));
  }

  #set(state: State): void {
    if (this.state === "ended" || this.state === state) return;
    this.state = state;
    for (const watcher of this.#watchers) watcher(state);
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}

/** The tab's connection; `live_controller` starts it. */
export const connection = new Connection();
