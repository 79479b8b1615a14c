/**
 * Messages the server has not acknowledged, kept on this device with their files. Each room's
 * go one at a time, so they arrive in order; each is sent again with its client id until it is
 * acknowledged or refused for good. One tab sends for all.
 */
import { UploadRefused } from "../files/upload";
import type { Uploads } from "../files/uploads";
import { type Connection, Refused } from "../hub/connection";
import type { OutboxStore } from "./outbox_store";
import type { PendingMessage } from "./pending";
import type { SenderLock } from "./sender_lock";

export interface Acknowledged {
  message: PendingMessage;
  seq: number;
  version: number;
}

export interface OutboxParts {
  connection: Connection;
  store: Pick<OutboxStore, "all" | "put" | "update" | "remove">;
  uploads: Pick<Uploads, "ensure" | "cancel">;
  lock: SenderLock;
  /** Tells the other tabs of the same owner. */
  channel?: BroadcastChannel;
}

const RETRY_MS = 1500;
/** A server that fails on this message again and again will not take it. */
const FAILURES = 3;

export class Outbox {
  /** False when the device did not take what was written: it lives in this tab only. */
  isKept = true;
  acknowledged: (answer: Acknowledged) => void = () => undefined;
  discarded: (clientId: string) => void = () => undefined;
  #messages: PendingMessage[] = [];
  #unstored = new Set<string>();
  #failures = new Map<string, number>();
  #lanes = new Map<string, Promise<void>>();
  #writes: Promise<void> = Promise.resolve();
  /** Counts what was added and removed, so that a reading of the store is known to be old. */
  #changes = 0;
  #state: "idle" | "waiting" | "sending" = "idle";
  /** An answer did not come: wait for the connection's next state. */
  #stalled = false;
  #watchers = new Set<() => void>();

  constructor(private readonly parts: OutboxParts) {
    parts.channel?.addEventListener("message", (event: MessageEvent<{ discarded?: string }>) => {
      if (event.data.discarded) this.discarded(event.data.discarded);
      void this.reload();
    });
    void this.reload();
    parts.connection.onState(() => {
      this.#stalled = false;
      this.#notify();
      this.#flush();
    });
  }

  get messages(): readonly PendingMessage[] {
    return this.#messages;
  }

  get unsent(): number {
    return this.#messages.length;
  }

  get isOpen(): boolean {
    return this.parts.connection.isOpen;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  add(message: PendingMessage): void {
    this.#messages.push(message);
    this.#changes += 1;
    this.#unstored.add(message.clientId);
    this.#notify();
    this.#write(async () => {
      await this.parts.store.put(message);
      this.#unstored.delete(message.clientId);
    });
    this.#flush();
  }

  retry(clientId: string): void {
    const message = this.#find(clientId);
    if (!message) return;
    delete message.problem;
    this.#failures.delete(clientId);
    this.#changed(message);
    this.#flush();
  }

  /** Also stops an upload on its way. */
  discard(clientId: string): void {
    for (const file of this.#find(clientId)?.files ?? []) this.parts.uploads.cancel(file);
    this.#forget(clientId);
    this.discarded(clientId);
    this.#write(() => this.parts.store.remove(clientId), { discarded: clientId });
  }

  /** Takes over what the device holds; other tabs write there too. */
  async reload(): Promise<void> {
    try {
      const stored = await this.#stored();
      const known = new Map(this.#messages.map((each) => [each.clientId, each]));
      const waiting = this.#messages.filter((each) => this.#unstored.has(each.clientId));
      this.#messages = stored.map((each) => refreshed(known.get(each.clientId), each));
      this.#messages.push(...waiting.filter((each) => !this.#find(each.clientId)));
    } catch {
      this.isKept = false;
    }
    this.#notify();
    this.#flush();
  }

  async #stored(): Promise<PendingMessage[]> {
    for (;;) {
      const before = this.#changes;
      await this.#writes;
      const stored = await this.parts.store.all();
      if (before === this.#changes) return stored;
    }
  }

  #flush(): void {
    if (!this.isOpen || !this.#next()) return;
    if (this.#state === "sending") return this.#startLanes();
    if (this.#state === "waiting") return;
    this.#state = "waiting";
    void this.parts
      .lock(() => this.#sendAll())
      .finally(() => {
        this.#state = "idle";
        if (!this.#stalled) this.#flush();
      });
  }

  async #sendAll(): Promise<void> {
    await this.reload();
    this.#state = "sending";
    this.#startLanes();
    while (this.#lanes.size > 0) await Promise.race(this.#lanes.values());
  }

  /** A large file on its way to one room does not hold up the others. */
  #startLanes(): void {
    for (const { room } of this.#messages) {
      if (this.#lanes.has(room) || !this.#next(room)) continue;
      const lane = this.#drain(room).finally(() => this.#lanes.delete(room));
      this.#lanes.set(room, lane);
    }
  }

  #next(room?: string): PendingMessage | undefined {
    return this.#messages.find(
      (each) => each.problem === undefined && (room === undefined || each.room === room),
    );
  }

  async #drain(room: string): Promise<void> {
    for (let message = this.#next(room); message; message = this.#next(room)) {
      if (!this.isOpen) return;
      const wait = await this.#send(message);
      if (wait < 0) return void (this.#stalled = true);
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** Milliseconds until the next try; -1 when the connection has to come back first. */
  async #send(message: PendingMessage): Promise<number> {
    try {
      const files = await this.#uploaded(message);
      const data = await this.parts.connection.request({
        type: "message.post",
        room: message.room,
        client_id: message.clientId,
        body: message.body,
        mentions: message.mentions,
        reply_to: message.replyTo,
        files,
        stamp: message.stamp,
        topic: message.topic,
      });
      this.#forget(message.clientId);
      this.#write(() => this.parts.store.remove(message.clientId));
      this.acknowledged({ message, seq: Number(data.seq), version: Number(data.version) });
      return 0;
    } catch (error) {
      if (!this.#find(message.clientId)) return 0; // discarded meanwhile
      if (error instanceof Refused) return this.#refused(message, error);
      if (error instanceof UploadRefused) return this.#give(message, error.message);
      return this.isOpen && message.files.length > 0 ? RETRY_MS : -1;
    }
  }

  async #uploaded(message: PendingMessage): Promise<string[]> {
    const remember = (): void => this.#write(() => this.parts.store.update(message));
    const ids: string[] = [];
    for (const file of message.files) ids.push(await this.parts.uploads.ensure(file, remember));
    return ids;
  }

  #refused(message: PendingMessage, { refusal }: Refused): number {
    if (refusal.code === "rate_limited") return Math.ceil(refusal.retry_after * 1000) + 50;
    if (refusal.code === "failed") return this.#again(message, refusal.message);
    return this.#give(message, refusal.message);
  }

  #again(message: PendingMessage, text: string): number {
    const failures = (this.#failures.get(message.clientId) ?? 0) + 1;
    this.#failures.set(message.clientId, failures);
    return failures < FAILURES ? RETRY_MS * failures : this.#give(message, text);
  }

  #give(message: PendingMessage, problem: string): number {
    message.problem = problem;
    this.#failures.delete(message.clientId);
    this.#changed(message);
    return 0;
  }

  #find(clientId: string): PendingMessage | undefined {
    return this.#messages.find((each) => each.clientId === clientId);
  }

  #forget(clientId: string): void {
    this.#messages = this.#messages.filter((each) => each.clientId !== clientId);
    this.#unstored.delete(clientId);
    this.#changes += 1;
    this.#notify();
  }

  #changed(message: PendingMessage): void {
    this.#notify();
    this.#write(() => this.parts.store.update(message));
  }

  /** One after the other, in the order of the person's doing. */
  #write(change: () => Promise<void>, news: object = {}): void {
    this.#writes = this.#writes
      .then(change)
      .then(() => this.parts.channel?.postMessage(news))
      .catch(() => {
        this.isKept = false;
        this.#notify();
      });
  }

  #notify(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** The same object for the same message: a send that is under way goes on with it. */
function refreshed(known: PendingMessage | undefined, stored: PendingMessage): PendingMessage {
  if (!known) return stored;
  if (stored.problem === undefined) delete known.problem;
  else known.problem = stored.problem;
  return known;
}
