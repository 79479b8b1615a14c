import { beforeEach, expect, test, vi } from "vitest";
import type { MessagePosted } from "../hub/protocol";
import { FakeCaches } from "../offline/fake_caches";
import { keptPage, keptPaths } from "../offline/kept_pages";
import { KeptRooms, newest, type Place } from "./kept_rooms";

const ID = "211e2456-5484-5adb-a409-26e441a40701";
const ROOM = `/rooms/${ID}/`;
const BUILD = "/static/assets/app-1.js";

function item(seq: number): string {
  return `<li class="message" data-seq="${seq}">m${seq}</li>`;
}

function page(version: number, last: number): string {
  const items = Array.from({ length: last }, (_, index) => item(index + 1)).join("");
  return `<html><head><script type="module" src="${BUILD}"></script></head><body>
    <script id="room-data" type="application/json">{"version": ${version}, "lastSeq": ${last}}</script>
    <ol data-timeline-target="list">${items}</ol></body></html>`;
}

function posted(seq: number, version: number): MessagePosted {
  const message = { seq, version, html: item(seq) };
  return { type: "message.posted", room: ID, version, message } as unknown as MessagePosted;
}

let served: Map<string, [number, string, string]>;
let asked: string[];
let places: Place[];
let rooms: KeptRooms;

beforeEach(() => {
  vi.stubGlobal("caches", new FakeCaches());
  Object.defineProperty(navigator, "serviceWorker", { value: {}, configurable: true });
  localStorage.setItem("owner", "a");
  asked = [];
  served = new Map([
    ["/rooms/", [200, "a", "<html><head></head></html>"]],
    [ROOM, [200, "a", page(3, 3)]],
  ]);
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    const [status, owner, html] = served.get(path) ?? [404, "a", ""];
    return Promise.resolve(new Response(html, { status, headers: { "Device-Owner": owner } }));
  });
  places = [{ path: ROOM, version: 3, postedAt: Date.now() / 1000 }];
  rooms = new KeptRooms("a", () => places, BUILD);
});

async function kept(): Promise<string> {
  await rooms.refresh();
  return (await (await keptPage("a", ROOM))?.response.text()) ?? "";
}

test("fetches what changed only, and forgets rooms that left the list", async () => {
  await rooms.refresh();
  await rooms.refresh();
  expect(asked.filter((path) => path === ROOM)).toEqual([ROOM]);
  places = [];
  await rooms.refresh();
  expect(await keptPaths("a")).toEqual(["/rooms/"]);
});

test("a message that comes is in the kept page without asking the server", async () => {
  await rooms.refresh();
  asked = [];
  rooms.heard(posted(4, 4));
  rooms.heard(posted(5, 5));
  rooms.heard(posted(5, 5));
  places = [{ ...places[0]!, version: 5 }];
  const html = await kept();
  expect(html).toContain("m5");
  expect(html.match(/data-seq="5"/g)).toHaveLength(1);
  expect((await keptPage("a", ROOM))?.version).toBe(5);
  expect(asked).not.toContain(ROOM);
});

test("a recalled text leaves the kept page, the answers to it, and its picture", async () => {
  const picture = "/files/70e63876-9e5b-55c6-bd80-76b96d3a845d/preview/";
  const strings = JSON.stringify({ "message.gone": "取り消されたメッセージ" });
  document.body.innerHTML = `<script type="application/json" id="client-strings">${strings}</script>`;
  const quote = '<a class="message__quote" data-seq="2"><b>有栖</b> 内輪の話</a>';
  const html = page(3, 3).replace("m3", quote).replace("m2", `内輪の話<img src="${picture}">`);
  served.set(ROOM, [200, "a", html]);
  served.set(picture, [200, "a", "webp"]);
  await rooms.refresh();
  expect(await keptPaths("a")).toContain(picture);
  const message = { seq: 2, version: 4, deleted: true, html: item(2) };
  rooms.heard({ type: "message.changed", room: ID, version: 4, message } as never);
  places = [{ ...places[0]!, version: 4 }];
  const left = await kept();
  expect(left).not.toContain("内輪の話");
  expect(left).toContain("取り消されたメッセージ");
  expect(await keptPaths("a")).not.toContain(picture);
});

test("after a gap the page is not patched but fetched", async () => {
  await rooms.refresh();
  rooms.heard(posted(6, 6));
  served.set(ROOM, [200, "a", page(6, 6)]);
  places = [{ ...places[0]!, version: 6 }];
  expect(await kept()).toContain("m4");
  rooms.stop();
});

test("an answer meant for somebody else, or come after the sign-out, is not kept", async () => {
  served.set(ROOM, [200, "b", page(3, 3)]);
  await rooms.refresh();
  expect(await keptPaths("a")).toEqual(["/rooms/"]);
  localStorage.setItem("owner", "");
  served.set(ROOM, [200, "a", page(3, 3)]);
  await rooms.refresh();
  expect(await keptPaths("a")).toEqual(["/rooms/"]);
});

test("a room the member is out of goes at once", async () => {
  await rooms.refresh();
  rooms.lost(ID);
  served.delete(ROOM);
  expect(await kept()).toBe("");
});

test("the newest twenty of the last week", () => {
  const now = Date.now();
  const place = (days: number): Place => ({
    path: `${days}`,
    version: 1,
    postedAt: now / 1000 - days * 86_400,
  });
  const many = Array.from({ length: 30 }, (_, index) => place(index / 4));
  expect(newest([...many].reverse(), now).map((each) => each.path)).toEqual(
    many.slice(0, 20).map((each) => each.path),
  );
  expect(newest([place(8)], now)).toEqual([]);
});
