import { expect, test, vi } from "vitest";
import type { PendingFile } from "../chat/pending";
import { Uploads } from "./uploads";

type Send = ConstructorParameters<typeof Uploads>[0];

function file(key: string): PendingFile {
  return { key, name: `${key}.txt`, size: 10, type: "", blob: new Blob(["0123456789"]) };
}

/** Stands where the network stands: every upload waits until the test ends it. */
function network(): { send: NonNullable<Send>; begun: string[]; end: Map<string, () => void> } {
  const begun: string[] = [];
  const end = new Map<string, () => void>();
  const send: NonNullable<Send> = (sent, progress, signal, remember) =>
    new Promise((resolve, reject) => {
      begun.push(sent.key);
      sent.uploadUrl = `/files/${sent.key}/upload/`;
      remember();
      progress(4);
      signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      end.set(sent.key, () => {
        sent.fileId = sent.key;
        remember();
        resolve(sent.key);
      });
    });
  return { send, begun, end };
}

test("tray and outbox share one upload, and both learn where it stands", async () => {
  const { send, begun, end } = network();
  const uploads = new Uploads(send);
  const [inTray, inOutbox] = [file("a"), file("a")];
  const [trayKnows, outboxKnows] = [vi.fn(), vi.fn()];
  const first = uploads.ensure(inTray, trayKnows);
  await Promise.resolve();
  const second = uploads.ensure(inOutbox, outboxKnows);
  expect(outboxKnows).toHaveBeenCalledOnce();
  expect(inOutbox.uploadUrl).toBe("/files/a/upload/");
  expect(uploads.sent(inOutbox)).toBe(4);
  end.get("a")?.();
  expect([await first, await second]).toEqual(["a", "a"]);
  expect([begun, inOutbox.fileId, uploads.sent(inOutbox)]).toEqual([["a"], "a", 10]);
});

test("two at once, the others wait their turn", async () => {
  const { send, begun, end } = network();
  const uploads = new Uploads(send);
  const all = ["a", "b", "c"].map((key) => uploads.ensure(file(key), () => undefined));
  await Promise.resolve();
  expect(begun).toEqual(["a", "b"]);
  end.get("a")?.();
  await all[0];
  await vi.waitFor(() => expect(begun).toEqual(["a", "b", "c"]));
});

test("a cancelled one frees its place, one that waited never begins", async () => {
  const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response());
  const { send, begun } = network();
  const uploads = new Uploads(send);
  const files = ["a", "b", "c", "d"].map(file);
  const all = files.map((each) => uploads.ensure(each, () => undefined).catch(() => "stopped"));
  await Promise.resolve();
  uploads.cancel(files[2] as PendingFile);
  uploads.cancel(files[0] as PendingFile);
  expect(await all[0]).toBe("stopped");
  expect(await all[2]).toBe("stopped");
  await vi.waitFor(() => expect(begun).toEqual(["a", "b", "d"]));
  expect(fetched.mock.calls.map(([address]) => address)).toEqual(["/files/a/upload/"]);
});
