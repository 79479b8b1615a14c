/**
 * Messages the server has not acknowledged. In each room one is on its way at a time, so they
 * arrive in order: first its files, then the message, again and again with the same client id
 * until it is acknowledged or refused for good.
 */
import { type Connection, Refused } from "../hub/connection";
import { UploadRefused } from "../files/upload";
import type { Uploads } from "../files/uploads";
import type { PendingMessage } from "./pending";
import type { PendingStore } from "./pending_store";

export interface Acknowledged {
  message: PendingMessage;
  seq: number;
  version: number;
}

const RETRY_MS = 1500;
/** A server that fails on this message again and again will not take it. */
const FAILURES = 3;

export class Outbox {
  #messages: PendingMessage[] = [];
  #busy = new Set<string>();
  #failures = new Map<string, number>();
  #watchers = new Set<() => void>();
  /** False when this browser cannot keep what is unsent over a reload. */
  isKept = true;
  acknowledged: (answer: Acknowledged) => void = () => undefined;

  constructor(
    private readonly connection: Connection,
    private readonly store: PendingStore,
    private readonly uploads: Pick<Uploads, "ensure" | "cancel">,
  ) {
    connection.onState(() => void this.#adopt());
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
    this.#keep(message);
    this.#changed();
    void this.#flush(message.room);
  }

  retry(clientId: string): void {
    const message = this.#messages.find((each) => each.clientId === clientId);
    if (!message) return;
    delete message.problem;
    this.#failures.delete(message.room);
    this.#keep(message);
    this.#changed();
    void this.#flush(message.room);
  }

  discard(clientId: string): void {
    const message = this.#messages.find((each) => each.clientId === clientId);
    for (const file of message?.files ?? []) this.uploads.cancel(file);
    this.#forget(clientId);
  }

  /** Take over what closed tabs left unsent, then send what waits. */
  async #adopt(): Promise<void> {
    try {
      const adopted = await this.store.adopt();
      const known = new Set(this.#messages.map((each) => each.clientId));
      const left = adopted.filter((each) => !known.has(each.clientId));
      this.#messages = [...left, ...this.#messages];
      if (left.length > 0) this.#changed();
    } catch {
      this.isKept = false;
    }
    for (const room of new Set(this.#messages.map((each) => each.room))) void this.#flush(room);
  }

  async #flush(room: string): Promise<void> {
    if (this.#busy.has(room) || !this.connection.isOpen) return;
    const message = this.#messages.find((each) => each.room === room && !each.problem);
    if (!message) return;
    this.#busy.add(room);
    const wait = await this.#send(message);
    this.#busy.delete(room);
    if (wait >= 0) setTimeout(() => void this.#flush(room), wait);
  }

  /** Milliseconds until the next try; -1 when the connection has to come back first. */
  async #send(message: PendingMessage): Promise<number> {
    try {
      const files = await this.#uploaded(message);
      const data = await this.connection.request({
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
      this.#failures.delete(message.room);
      this.#forget(message.clientId);
      this.acknowledged({ message, seq: Number(data.seq), version: Number(data.version) });
      return 0;
    } catch (error) {
      if (error instanceof Refused) return this.#refused(message, error);
      if (error instanceof UploadRefused) return this.#fail(message, error.message);
      return this.connection.isOpen && message.files.length > 0 ? RETRY_MS : -1;
    }
  }

  async #uploaded(message: PendingMessage): Promise<string[]> {
    const keep = (): void => this.#keep(message);
    const ids: string[] = [];
    for (const file of message.files) ids.push(await this.uploads.ensure(file, keep));
    return ids;
  }

  #refused(message: PendingMessage, { refusal }: Refused): number {
    if (refusal.code === "rate_limited") return Math.ceil(refusal.retry_after * 1000) + 50;
    const failures = (this.#failures.get(message.room) ?? 0) + 1;
    this.#failures.set(message.room, failures);
    if (refusal.code === "failed" && failures < FAILURES) return RETRY_MS * failures;
    return this.#fail(message, refusal.message);
  }

  #fail(message: PendingMessage, problem: string): number {
    message.problem = problem;
    this.#failures.delete(message.room);
    this.#keep(message);
    this.#changed();
    return 0;
  }

  #keep(message: PendingMessage): void {
    this.store.put(message).catch(() => {
      this.isKept = false;
    });
  }

  #forget(clientId: string): void {
    this.#messages = this.#messages.filter((each) => each.clientId !== clientId);
    this.store.remove(clientId).catch(() => undefined);
    this.#changed();
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
