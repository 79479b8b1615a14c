import { beforeEach, expect, test, vi } from "vitest";
import { type Connection, Refused, Unanswered, type Wish } from "../hub/connection";
import { UploadRefused } from "../files/upload";
import { Outbox } from "./outbox";
import type { PendingFile, PendingMessage } from "./pending";

type Answer = Record<string, unknown> | Error;

/** Stands where the connection stands: answers what the test says. */
class Line {
  isOpen = true;
  sent: Wish[] = [];
  answers: Answer[] = [];
  watcher: () => void = () => undefined;

  onState(watcher: () => void): () => void {
    this.watcher = watcher;
    return () => undefined;
  }

  request(wish: Wish): Promise<Record<string, unknown>> {
    this.sent.push(wish);
    const answer = this.answers.shift() ?? { seq: this.sent.length, version: this.sent.length };
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

/** Stands where IndexedDB stands; outbox_store.test.ts tests the real one. */
class Store {
  kept = new Map<string, PendingMessage>();

  all(): Promise<PendingMessage[]> {
    return Promise.resolve([...this.kept.values()].map((each) => structuredClone(each)));
  }

  put(message: PendingMessage): Promise<void> {
    this.kept.set(message.clientId, structuredClone(message));
    return Promise.resolve();
  }

  update(message: PendingMessage): Promise<void> {
    return this.kept.has(message.clientId) ? this.put(message) : Promise.resolve();
  }

  remove(clientId: string): Promise<void> {
    this.kept.delete(clientId);
    return Promise.resolve();
  }
}

/** Two tabs of one person: only one of them sends at a time. */
class Lock {
  #last: Promise<void> = Promise.resolve();

  take = (work: () => Promise<void>): Promise<void> => (this.#last = this.#last.then(work));
}

let line: Line;
let store: Store;
let outbox: Outbox;
let lock: Lock;
let channels: EventTarget[];
const uploads = { ensure: vi.fn(), cancel: vi.fn() };

/** A channel between the tabs of this test; `BroadcastChannel` is the browser's. */
function channel(): BroadcastChannel {
  const own = new EventTarget();
  channels.push(own);
  const postMessage = (data: unknown): void => {
    for (const each of channels) {
      if (each !== own) each.dispatchEvent(new MessageEvent("message", { data }));
    }
  };
  return Object.assign(own, { postMessage }) as unknown as BroadcastChannel;
}

function opened(connection: Line): Outbox {
  return new Outbox({
    connection: connection as unknown as Connection,
    store,
    uploads,
    lock: lock.take,
    channel: channel(),
  });
}

function file(name: string): PendingFile {
  return { key: name, name, size: 1, type: "", blob: new Blob([name]) };
}

function message(number: number): PendingMessage {
  const rest = { mentions: [], replyTo: null, topic: null, stamp: "", files: [] };
  return { clientId: `c${number}`, room: "r", body: `m${number}`, ...rest };
}

function refusal(code: string, retry_after = 0): Refused {
  return new Refused({
    type: "refusal",
    request: "1",
    code,
    message: code,
    field: "",
    retry_after,
  });
}

function bodies(): string[] {
  return line.sent.map((wish) => (wish as { body: string }).body);
}

beforeEach(() => {
  vi.useFakeTimers();
  line = new Line();
  store = new Store();
  lock = new Lock();
  channels = [];
  uploads.ensure.mockReset().mockImplementation((each: PendingFile) => Promise.resolve(each.key));
  uploads.cancel.mockReset();
  outbox = opened(line);
});

test("sends in order, one at a time, and forgets what is acknowledged", async () => {
  for (const number of [1, 2, 3]) outbox.add(message(number));
  await vi.advanceTimersByTimeAsync(0);
  expect(bodies()[0]).toBe("m1");
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(["m1", "m2", "m3"]);
  expect(outbox.unsent).toBe(0);
});

test("sends again with the same client id after the connection came back", async () => {
  line.answers = [new Unanswered()];
  outbox.add(message(1));
  await vi.runAllTimersAsync();
  expect(outbox.unsent).toBe(1);
  line.watcher();
  await vi.runAllTimersAsync();
  expect(line.sent.map((wish) => (wish as { client_id: string }).client_id)).toEqual(["c1", "c1"]);
  expect(outbox.unsent).toBe(0);
});

test("waits when the server says so, and keeps the order", async () => {
  line.answers = [refusal("rate_limited", 2)];
  outbox.add(message(1));
  outbox.add(message(2));
  await vi.advanceTimersByTimeAsync(1500);
  expect(bodies()).toEqual(["m1"]);
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(["m1", "m1", "m2"]);
});

test("a refused message stays visible and does not hold up the next", async () => {
  line.answers = [refusal("invalid")];
  outbox.add(message(1));
  outbox.add(message(2));
  await vi.runAllTimersAsync();
  expect(outbox.messages.map((each) => [each.body, each.problem])).toEqual([["m1", "invalid"]]);
  outbox.retry("c1");
  await vi.runAllTimersAsync();
  expect(outbox.unsent).toBe(0);
});

test("unsent messages are there after a reload", async () => {
  line.isOpen = false;
  outbox.add(message(1));
  await vi.runAllTimersAsync();
  const next = new Line();
  next.isOpen = false;
  const reloaded = opened(next);
  await vi.runAllTimersAsync();
  expect(reloaded.messages.map((each) => each.body)).toEqual(["m1"]);
  next.isOpen = true;
  next.watcher();
  await vi.runAllTimersAsync();
  expect(reloaded.unsent).toBe(0);
  expect(store.kept.size).toBe(0);
});

test("files are stored before the message that carries them", async () => {
  outbox.add({ ...message(1), files: [file("a.pdf"), file("b.png")] });
  await vi.runAllTimersAsync();
  expect(uploads.ensure).toHaveBeenCalledTimes(2);
  expect((line.sent[0] as { files: string[] }).files).toEqual(["a.pdf", "b.png"]);
});

test("a long upload holds up its own room only", async () => {
  uploads.ensure.mockReturnValue(new Promise(() => undefined));
  outbox.add({ ...message(1), files: [file("a.pdf")] });
  outbox.add(message(2));
  outbox.add({ ...message(3), room: "other" });
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(["m3"]);
});

test("a file the server refuses is a problem the person sees", async () => {
  uploads.ensure.mockRejectedValue(new UploadRefused("大きすぎます"));
  outbox.add({ ...message(1), files: [file("a.pdf")] });
  await vi.runAllTimersAsync();
  expect(outbox.messages[0]?.problem).toBe("大きすぎます");
  outbox.discard("c1");
  expect(uploads.cancel).toHaveBeenCalledOnce();
  expect(outbox.unsent).toBe(0);
});

test("an upload cut off by the network goes on", async () => {
  uploads.ensure.mockRejectedValueOnce(new Error("network")).mockResolvedValueOnce("id");
  outbox.add({ ...message(1), files: [file("a.pdf")] });
  await vi.runAllTimersAsync();
  expect(outbox.unsent).toBe(0);
});

test("a browser that keeps nothing says so, and sends all the same", async () => {
  store.put = () => Promise.reject(new Error("quota"));
  outbox.add(message(1));
  await vi.runAllTimersAsync();
  expect(outbox.isKept).toBe(false);
  expect(bodies()).toEqual(["m1"]);
});

test("two tabs show the same and send each message once, in order", async () => {
  line.isOpen = false;
  const other = new Line();
  other.isOpen = false;
  const second = opened(other);
  for (const number of [1, 2, 3]) (number === 2 ? second : outbox).add(message(number));
  await vi.runAllTimersAsync();
  expect([outbox.unsent, second.unsent]).toEqual([3, 3]);
  line.isOpen = other.isOpen = true;
  line.watcher();
  other.watcher();
  await vi.runAllTimersAsync();
  const sent = [...line.sent, ...other.sent].map((wish) => (wish as { body: string }).body);
  expect([...sent].sort()).toEqual(["m1", "m2", "m3"]);
  expect([outbox.unsent, second.unsent, store.kept.size]).toEqual([0, 0, 0]);
});

test("what one tab discards is gone in the other", async () => {
  line.isOpen = false;
  const other = new Line();
  other.isOpen = false;
  const second = opened(other);
  const gone = vi.fn();
  second.discarded = gone;
  outbox.add({ ...message(1), files: [file("a.pdf")] });
  await vi.runAllTimersAsync();
  outbox.discard("c1");
  await vi.runAllTimersAsync();
  expect(gone).toHaveBeenCalledWith("c1");
  expect([outbox.unsent, second.unsent, store.kept.size]).toEqual([0, 0, 0]);
});

test("a message discarded during its upload is not sent", async () => {
  let fail: (error: Error) => void = () => undefined;
  uploads.ensure.mockReturnValue(new Promise((_, reject) => (fail = reject)));
  outbox.add({ ...message(1), files: [file("a.pdf")] });
  outbox.add(message(2));
  await vi.runAllTimersAsync();
  outbox.discard("c1");
  fail(new DOMException("aborted", "AbortError"));
  await vi.runAllTimersAsync();
  expect(bodies()).toEqual(["m2"]);
});
