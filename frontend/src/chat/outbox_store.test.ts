// @vitest-environment node
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { OutboxStore } from "./outbox_store";
import type { PendingMessage } from "./pending";
import { leases } from "./sender_lock";

function message(clientId: string, body = clientId): PendingMessage {
  const blob = new Blob([`photo of ${clientId}`]);
  const file = { key: "k", name: "写真.jpg", size: blob.size, type: "image/jpeg", blob };
  const rest = { mentions: [], replyTo: null, topic: null, stamp: "", files: [file] };
  return { clientId, room: "r", body, ...rest };
}

async function bodies(store: OutboxStore): Promise<string[]> {
  return (await store.all()).map((each) => each.body);
}

beforeEach(() => {
  indexedDB = new IDBFactory();
});

test("keeps messages and their files over a restart, in the order of writing", async () => {
  const store = new OutboxStore("a");
  for (const id of ["c", "a", "b"]) await store.put(message(id));
  const next = new OutboxStore("a");
  expect(await bodies(next)).toEqual(["c", "a", "b"]);
  const kept = (await next.all())[0]?.files[0];
  expect(kept?.name).toBe("写真.jpg");
  expect(await kept?.blob.text()).toBe("photo of c");
});

test("a change keeps the place, and what was removed does not come back", async () => {
  const store = new OutboxStore("a");
  for (const id of ["1", "2", "3"]) await store.put(message(id));
  await store.update(message("2", "zwei"));
  await store.remove("1");
  await store.update(message("1", "wieder"));
  expect(await bodies(store)).toEqual(["zwei", "3"]);
});

test("nobody sees what another owner wrote, and nobody's device keeps nothing", async () => {
  await new OutboxStore("a").put(message("1"));
  expect(await bodies(new OutboxStore("b"))).toEqual([]);
  await expect(new OutboxStore("").put(message("2"))).rejects.toThrow();
  expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(["outbox-a", "outbox-b"]);
});

test("a database that is deleted elsewhere is let go of", async () => {
  const store = new OutboxStore("a");
  await store.put(message("1"));
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase("outbox-a");
    request.onsuccess = resolve;
    request.onblocked = reject;
  });
  expect(await indexedDB.databases()).toEqual([]);
});

test("without locks, leases let one tab work at a time", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearInterval", "Date"] });
  const [one, two] = [leases(new OutboxStore("a")), leases(new OutboxStore("a"))];
  const story: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    story.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    story.push(`${name} ends`);
  };
  const both = Promise.all([one(work("one")), two(work("two"))]);
  for (let second = 0; second < 120; second += 1) {
    await vi.advanceTimersByTimeAsync(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await both;
  vi.useRealTimers();
  expect(story).toEqual(["one begins", "one ends", "two begins", "two ends"]);
});
