/**
 * Messages the server has not acknowledged. One is on its way at a time, so they arrive in
 * order; each is sent again with its client id until it is acknowledged or refused for good.
 */
import { type Connection, Refused } from "../hub/connection";
import type { PendingMessage } from "./pending";

export interface Acknowledged {
  message: PendingMessage;
  seq: number;
  version: number;
}

const RETRY_MS = 1500;
/** A server that fails on this message again and again will not take it. */
const FAILURES = 3;

export class Outbox {
  #messages: PendingMessage[];
  #busy = false;
  #failures = 0;
  #watchers = new Set<() => void>();
  acknowledged: (answer: Acknowledged) => void = () => undefined;

  constructor(
    private readonly connection: Connection,
    private readonly key: string,
    private readonly store: Storage = sessionStorage,
  ) {
    this.#messages = JSON.parse(store.getItem(key) ?? "[]") as PendingMessage[];
    connection.onState(() => this.#flush());
  }

  get messages(): readonly PendingMessage[] {
    return this.#messages;
  }

  get unsent(): number {
    return this.#messages.length;
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  add(message: PendingMessage): void {
    this.#messages.push(message);
    this.#changed();
    void this.#flush();
  }

  retry(clientId: string): void {
    const message = this.#messages.find((each) => each.clientId === clientId);
    if (!message) return;
    delete message.problem;
    this.#failures = 0;
    this.#changed();
    void this.#flush();
  }

  discard(clientId: string): void {
    this.#messages = this.#messages.filter((each) => each.clientId !== clientId);
    this.#changed();
  }

  async #flush(): Promise<void> {
    if (this.#busy || !this.connection.isOpen) return;
    const message = this.#messages.find((each) => each.problem === undefined);
    if (!message) return;
    this.#busy = true;
    const wait = await this.#send(message);
    this.#busy = false;
    if (wait >= 0) setTimeout(() => void this.#flush(), wait);
  }

  /** Milliseconds until the next try; -1 when the connection has to come back first. */
  async #send(message: PendingMessage): Promise<number> {
    try {
      const data = await this.connection.request({
        type: "message.post",
        room: message.room,
        client_id: message.clientId,
        body: message.body,
        mentions: message.mentions,
        reply_to: message.replyTo,
        files: message.files.flatMap((file) => file.fileId ?? []),
        stamp: message.stamp,
        topic: message.topic,
      });
      this.#failures = 0;
      this.discard(message.clientId);
      this.acknowledged({ message, seq: Number(data.seq), version: Number(data.version) });
      return 0;
    } catch (error) {
      if (!(error instanceof Refused)) return -1;
      return this.#refused(message, error);
    }
  }

  #refused(message: PendingMessage, { refusal }: Refused): number {
    if (refusal.code === "rate_limited") return Math.ceil(refusal.retry_after * 1000) + 50;
    this.#failures += 1;
    if (refusal.code === "failed" && this.#failures < FAILURES) return RETRY_MS * this.#failures;
    message.problem = refusal.message;
    this.#failures = 0;
    this.#changed();
    return 0;
  }

  #changed(): void {
    this.store.setItem(this.key, JSON.stringify(this.#messages));
    for (const watcher of this.#watchers) watcher();
  }
}
