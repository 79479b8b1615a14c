/** Unsent messages with their files in IndexedDB: one database per owner, in order of writing. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { databaseOf } from "../offline/device";
import type { PendingMessage } from "./pending";

interface Row {
  clientId: string;
  message: PendingMessage;
}

interface Schema extends DBSchema {
  messages: { key: number; value: Row; indexes: { client: string } };
  /** Who sends, where the browser has no locks of its own. */
  lease: { key: string; value: { tab: string; until: number } };
}

export class OutboxStore {
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  constructor(private readonly owner: string) {}

  async all(): Promise<PendingMessage[]> {
    const rows = await (await this.#open()).getAll("messages");
    return rows.map((row) => row.message);
  }

  /** Adds the message at the end, or replaces it where it stands. */
  async put(message: PendingMessage): Promise<void> {
    const change = (await this.#open()).transaction("messages", "readwrite");
    const key = await change.store.index("client").getKey(message.clientId);
    await change.store.put({ clientId: message.clientId, message }, key);
    await change.done;
  }

  /** Replaces the message if it is still there: a discarded one does not come back. */
  async update(message: PendingMessage): Promise<void> {
    const change = (await this.#open()).transaction("messages", "readwrite");
    const key = await change.store.index("client").getKey(message.clientId);
    if (key !== undefined) await change.store.put({ clientId: message.clientId, message }, key);
    await change.done;
  }

  async remove(clientId: string): Promise<void> {
    const change = (await this.#open()).transaction("messages", "readwrite");
    const key = await change.store.index("client").getKey(clientId);
    if (key !== undefined) await change.store.delete(key);
    await change.done;
  }

  /** Whether `tab` may send for the next `ms`; another one's lease has to run out first. */
  async lease(tab: string, ms: number): Promise<boolean> {
    const change = (await this.#open()).transaction("lease", "readwrite");
    const current = await change.store.get("sender");
    const free = !current || current.tab === tab || current.until < Date.now();
    if (free) await change.store.put({ tab, until: Date.now() + ms }, "sender");
    await change.done;
    return free;
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    if (!this.owner) return Promise.reject(new Error("Nobody is signed in."));
    this.#database ??= openDB<Schema>(databaseOf(this.owner), 1, {
      upgrade(database) {
        const messages = database.createObjectStore("messages", { autoIncrement: true });
        messages.createIndex("client", "clientId", { unique: true });
        database.createObjectStore("lease");
      },
      // A sign-out in another tab deletes the database: let go of it.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return this.#database;
  }
}
