/**
 * Pending messages in IndexedDB, so that they survive a reload and a restart of the browser.
 *
 * A message belongs to the tab that wrote it. A tab holds a lock as long as it lives; what a
 * closed tab left behind is adopted by the next one that looks.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { PendingMessage } from "./pending";

export interface PendingStore {
  /** Messages nobody else is sending, oldest first. */
  adopt(): Promise<PendingMessage[]>;
  put(message: PendingMessage): Promise<void>;
  remove(clientId: string): Promise<void>;
}

interface Stored {
  clientId: string;
  tab: string;
  order: number;
  message: PendingMessage;
}

interface Schema extends DBSchema {
  pending: { key: string; value: Stored };
}

export const DATABASE_PREFIX = "tsunagu-";

export class IndexedStore implements PendingStore {
  #opened: Promise<IDBPDatabase<Schema>> | undefined;
  #orders = new Map<string, number>();
  #tab = crypto.randomUUID();
  #order = Date.now();

  constructor(private readonly owner: string) {
    // Held until the tab is gone; nothing waits for it.
    void navigator.locks?.request(this.#lock(this.#tab), () => new Promise(() => undefined));
  }

  async adopt(): Promise<PendingMessage[]> {
    const database = await this.#database();
    const living = await this.#livingTabs();
    const left = (await database.getAll("pending")).filter((each) => !living.has(each.tab));
    left.sort((one, other) => one.order - other.order);
    for (const each of left) {
      this.#orders.set(each.clientId, each.order);
      await database.put("pending", { ...each, tab: this.#tab });
    }
    return left.map((each) => each.message);
  }

  async put(message: PendingMessage): Promise<void> {
    const { clientId } = message;
    const order = this.#orders.get(clientId) ?? (this.#order += 1);
    this.#orders.set(clientId, order);
    await (await this.#database()).put("pending", { clientId, tab: this.#tab, order, message });
  }

  async remove(clientId: string): Promise<void> {
    this.#orders.delete(clientId);
    await (await this.#database()).delete("pending", clientId);
  }

  #database(): Promise<IDBPDatabase<Schema>> {
    this.#opened ??= openDB<Schema>(`${DATABASE_PREFIX}${this.owner}`, 1, {
      upgrade: (database) => {
        database.createObjectStore("pending", { keyPath: "clientId" });
      },
    });
    return this.#opened;
  }

  #lock(tab: string): string {
    return `tab:${tab}`;
  }

  async #livingTabs(): Promise<Set<string>> {
    const held = (await navigator.locks?.query())?.held ?? [];
    const tabs = held.map((lock) => lock.name ?? "").filter((name) => name.startsWith("tab:"));
    return new Set([...tabs.map((name) => name.slice("tab:".length)), this.#tab]);
  }
}
