import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";
import type { PendingMessage } from "./pending";
import { IndexedStore } from "./pending_store";

function message(clientId: string): PendingMessage {
  const rest = { mentions: [], replyTo: null, topic: null, stamp: "", files: [] };
  return { clientId, room: "r", body: clientId, ...rest };
}

/** Locks as the browser keeps them: held until the tab is gone. */
const held: { name: string }[] = [];

beforeEach(() => {
  indexedDB = new IDBFactory();
  held.length = 0;
  Object.defineProperty(navigator, "locks", {
    configurable: true,
    value: {
      request: (name: string) => held.push({ name }),
      query: () => Promise.resolve({ held }),
    },
  });
});

const ids = async (store: IndexedStore): Promise<string[]> =>
  (await store.adopt()).map((each) => each.clientId);

test("what a closed tab left is adopted once, in the order it was written", async () => {
  const closed = new IndexedStore("me");
  for (const id of ["c", "a", "b"]) await closed.put(message(id));
  held.length = 0;
  const next = new IndexedStore("me");
  expect(await ids(next)).toEqual(["c", "a", "b"]);
  expect(await ids(new IndexedStore("me"))).toEqual([]);
});

test("a living tab keeps its own", async () => {
  const living = new IndexedStore("me");
  await living.put(message("a"));
  expect(await ids(new IndexedStore("me"))).toEqual([]);
});

test("what was removed does not come back, and nobody sees another person's", async () => {
  const store = new IndexedStore("me");
  await store.put(message("a"));
  await store.put(message("b"));
  await store.remove("a");
  held.length = 0;
  expect(await ids(new IndexedStore("somebody-else"))).toEqual([]);
  expect(await ids(new IndexedStore("me"))).toEqual(["b"]);
});
