import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { claimDevice, ENDED, leaveDevice, rememberedOwner } from "./device";
import { FakeCaches } from "./fake_caches";
import { keepPage, keptPaths } from "./kept_pages";

function pageOf(owner: string | undefined): void {
  const meta = owner === undefined ? "" : `<meta name="device-owner" content="${owner}">`;
  document.head.innerHTML = meta;
}

function database(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.open(name, 1);
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
}

async function traces(): Promise<string[]> {
  const databases = (await indexedDB.databases()).map(({ name }) => name ?? "");
  const storage = Object.keys(localStorage).filter((key) => key !== "owner");
  return [...databases, ...(await caches.keys()), ...storage];
}

beforeEach(async () => {
  indexedDB = new IDBFactory();
  vi.stubGlobal("caches", new FakeCaches());
  localStorage.clear();
  pageOf("a");
  await claimDevice();
  await database("outbox-a");
  await keepPage("a", "/rooms/", "<head></head>", new Headers());
  localStorage.setItem("draft", "内輪の話");
});

test("the same person finds everything again", async () => {
  await claimDevice();
  expect(await traces()).toEqual(["outbox-a", "pages-a", "draft"]);
});

test("the next person finds nothing, and keeps what is already theirs", async () => {
  await keepPage("b", "/rooms/", "<head></head>", new Headers());
  pageOf("b");
  await claimDevice();
  expect(await traces()).toEqual(["pages-b"]);
  expect(await keptPaths("b")).toEqual(["/rooms/"]);
});

test("a page that knows nobody wipes, the offline page does not", async () => {
  pageOf(undefined);
  await claimDevice();
  expect(await traces()).toHaveLength(3);
  pageOf("");
  await claimDevice();
  expect(await traces()).toEqual([]);
});

test("signing out leaves nothing, also where databases cannot be listed", async () => {
  Object.defineProperty(indexedDB, "databases", { value: undefined, configurable: true });
  await leaveDevice();
  Reflect.deleteProperty(indexedDB, "databases");
  expect(await traces()).toEqual([]);
  expect(rememberedOwner()).toBe("");
});

test("a refused tab remembers that it was refused, so that it does not load for ever", async () => {
  sessionStorage.setItem("carrier", "polling");
  sessionStorage.setItem(ENDED, "once");
  await leaveDevice();
  pageOf("a");
  await claimDevice();
  expect(Object.keys(sessionStorage)).toEqual([ENDED]);
});
