import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connection } from "./connection";

/** A socket that does what the test says. */
class Socket extends EventTarget {
  static all: Socket[] = [];
  static readonly OPEN = 1;
  readyState = 1;
  sent: string[] = [];

  constructor(readonly url: string) {
    super();
    Socket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }

  says(frame: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  ends(code: number): void {
    this.dispatchEvent(new CloseEvent("close", { code }));
  }
}

class Source extends EventTarget {
  static all: Source[] = [];
  closed = false;

  constructor(readonly url: string) {
    super();
    Source.all.push(this);
  }

  close(): void {
    this.closed = true;
  }

  says(frame: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }
}

const HELLO = { type: "session.hello", member: "m", versions: {} };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Socket);
  vi.stubGlobal("EventSource", Source);
  sessionStorage.clear();
  Socket.all = [];
  Source.all = [];
});

afterEach(() => vi.unstubAllGlobals());

test("is live after the greeting and matches replies to requests", async () => {
  const connection = new Connection();
  connection.start();
  expect(connection.state).toBe("connecting");
  Socket.all[0]?.says(HELLO);
  expect(connection.state).toBe("live");
  const answer = connection.request({ type: "session.ping" });
  const { request } = JSON.parse(Socket.all[0]?.sent[0] ?? "{}") as { request: string };
  Socket.all[0]?.says({ type: "reply", request, data: { seq: 3 } });
  expect(await answer).toEqual({ seq: 3 });
});

test("tries server-sent events when the socket never greets", () => {
  const connection = new Connection();
  connection.start();
  vi.advanceTimersByTime(2100);
  expect(Source.all).toHaveLength(1);
  Source.all[0]?.says(HELLO);
  expect(connection.state).toBe("live");
  expect(connection.carrierName).toBe("events");
  expect(sessionStorage.getItem("carrier")).toBe("events");
});

test("falls down at once when the socket is refused", () => {
  const connection = new Connection();
  connection.start();
  Socket.all[0]?.ends(1006);
  expect(Source.all).toHaveLength(1);
});

test("comes back after a break, and rejects what was not answered", async () => {
  const connection = new Connection();
  connection.start();
  Socket.all[0]?.says(HELLO);
  const answer = connection.request({ type: "session.ping" });
  Socket.all[0]?.ends(1012);
  await expect(answer).rejects.toThrow();
  expect(connection.state).toBe("offline");
  vi.advanceTimersByTime(5000);
  expect(Socket.all).toHaveLength(2);
});

test.each([4401, 4403])("never comes back after %d", (code) => {
  const connection = new Connection();
  connection.start();
  Socket.all[0]?.says(HELLO);
  Socket.all[0]?.ends(code);
  vi.advanceTimersByTime(60_000);
  expect(connection.state).toBe("ended");
  expect(Socket.all).toHaveLength(1);
});

test("says slow when the answer takes long, and live again when it comes", async () => {
  const connection = new Connection();
  connection.start();
  const socket = Socket.all[0];
  socket?.says(HELLO);
  vi.advanceTimersByTime(15_000 + 3100);
  expect(connection.state).toBe("slow");
  const { request } = JSON.parse(socket?.sent[0] ?? "{}") as { request: string };
  socket?.says({ type: "reply", request, data: {} });
  await vi.advanceTimersByTimeAsync(1);
  expect(connection.state).toBe("live");
});
