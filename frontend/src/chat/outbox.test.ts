import { beforeEach, expect, test, vi } from "vitest";
import { type Connection, Refused, Unanswered, type Wish } from "../hub/connection";
import { Outbox } from "./outbox";
import type { PendingMessage } from "./pending";

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

let line: Line;
let outbox: Outbox;

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
  sessionStorage.clear();
  line = new Line();
  outbox = new Outbox(line as unknown as Connection, "outbox:test");
});

test("sends in order, one at a time, and forgets what is acknowledged", async () => {
  for (const number of [1, 2, 3]) outbox.add(message(number));
  expect(bodies()).toEqual(["m1"]);
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
  const reloaded = new Outbox(next as unknown as Connection, "outbox:test");
  expect(reloaded.messages.map((each) => each.body)).toEqual(["m1"]);
  next.watcher();
  await vi.runAllTimersAsync();
  expect(reloaded.unsent).toBe(0);
});
