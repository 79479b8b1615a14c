import { beforeEach, expect, test, vi } from "vitest";
import {
  forgetPagesExcept,
  isKeepable,
  keepPage,
  keptOwner,
  keptPage,
  keptPaths,
  picturesOf,
} from "./kept_pages";
import { FakeCaches } from "./fake_caches";

const ROOM = "/rooms/211e2456-5484-5adb-a409-26e441a40701/";
const PAGE = `<!doctype html><html><head><title>r</title>
<script type="module" src="/static/assets/app-1.js"></script></head><body>
<script id="room-data" type="application/json">{"room": "r", "version": 7, "lastSeq": 3}</script>
<img src="/files/70e63876-9e5b-55c6-bd80-76b96d3a845d/preview/"></body></html>`;

beforeEach(() => {
  vi.stubGlobal("caches", new FakeCaches());
});

test("a kept page keeps its policy, knows its version and build, and says since when", async () => {
  const policy = { "Content-Security-Policy": "default-src 'none'", "Content-Encoding": "gzip" };
  await keepPage("a", ROOM, PAGE, new Headers(policy));
  const kept = await keptPage("a", ROOM);
  expect([kept?.version, kept?.build]).toEqual([7, "/static/assets/app-1.js"]);
  expect(kept?.response.headers.get("Content-Security-Policy")).toBe("default-src 'none'");
  expect(kept?.response.headers.get("Content-Encoding")).toBeNull();
  expect(await kept?.response.text()).toMatch(/<head><meta name="kept-at" content="\d+">/);
});

test("nobody gets what another owner kept, and it is gone once somebody else is here", async () => {
  await keepPage("a", ROOM, PAGE, new Headers());
  expect(await keptPage("b", ROOM)).toBeUndefined();
  expect(await keptPage("", ROOM)).toBeUndefined();
  await forgetPagesExcept("b");
  expect(await keptPage("a", ROOM)).toBeUndefined();
  await keepPage("b", ROOM, PAGE, new Headers());
  await forgetPagesExcept("b");
  expect(await keptOwner()).toBe("b");
  await forgetPagesExcept("");
  expect(await keptOwner()).toBe("");
});

test("a page of more than a week ago is not shown any more", async () => {
  await keepPage("a", ROOM, PAGE, new Headers());
  const now = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(now + 8 * 86_400_000);
  expect(await keptPage("a", ROOM)).toBeUndefined();
  vi.restoreAllMocks();
  expect(await keptPaths("a")).toEqual([]);
});

test("rooms and their list are kept, nothing else", () => {
  expect(["/rooms/", ROOM].map(isKeepable)).toEqual([true, true]);
  expect(["/people/", `${ROOM}settings/`, "/rooms/new/"].map(isKeepable)).not.toContain(true);
  expect(picturesOf(PAGE)).toEqual(["/files/70e63876-9e5b-55c6-bd80-76b96d3a845d/preview/"]);
});
