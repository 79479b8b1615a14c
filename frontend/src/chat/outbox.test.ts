import { beforeEach, expect, test, vi } from "vitest";
import { type Connection, Refused, Unanswered, type Wish } from "../hub/connection";
import { UploadRefused } from "../files/upload";
import { Outbox } from "./outbox";
import type { PendingFile, PendingMessage } from "./pending";
import type { PendingStore } from "./pending_store";

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

/** What is left when the page is closed; adopted at once. */
class Store implements PendingStore {
  kept = new Map<string, PendingMessage>();

  adopt(): Promise<PendingMessage[]> {
    return Promise.resolve([...this.kept.values()]);
  }

  put(message: PendingMessage): Promise<void> {
    this.kept.set(message.clientId, structuredClone(message));
    return Promise.resolve();
  }

  remove(clientId: string): Promise<void> {
    this.kept.delete(clientId);
    return Promise.resolve();
  }
}

let line: Line;
let store: Store;
let outbox: Outbox;
const uploads = { ensure: vi.fn(), cancel: vi.fn() };

function opened(connection: Line): Outbox {
  return new Outbox(connection as unknown as Connection, store, uploads);
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
  const next = new Line();
  next.isOpen = false;
  const reloaded = opened(next);
  next.watcher();
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
