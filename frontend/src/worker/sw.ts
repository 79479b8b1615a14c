/**
 * The service worker: pages from the network first, kept ones without a network, and only for
 * their owner. Writes, live connections and downloads never pass through here.
 */
import {
  forgetPage,
  forgetPagesExcept,
  isDocumentPath,
  isKeepable,
  KEEP_HEADER,
  keepPage,
  keptOwner,
  keptPage,
  keptPicture,
  OWNER_HEADER,
} from "../offline/kept_pages";

declare const self: ServiceWorkerGlobalScope & { SHELL: string[]; EDITOR: string[] };

const ASSETS = "assets";
const OFFLINE = "/offline/";
/** How long a page may take when a kept one stands ready. */
const PATIENCE_MS = 4000;
const GATEWAY_FAILURES = [502, 503, 504];

/** Navigations by turn: an answer overtaken by a later one says nothing about the owner. */
let turns = 0;
let latest = 0;
let owner = "";

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const preload = self.registration.navigationPreload as NavigationPreloadManager | undefined;
  event.waitUntil(Promise.all([self.clients.claim(), preload?.enable()]));
});

self.addEventListener("message", (event) => {
  if (event.data === "tidy") event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") return event.respondWith(navigate(event, url));
  const answer = answerOf(request, url);
  if (answer) event.respondWith(answer);
});

/** Undefined for what the browser should simply fetch. */
function answerOf(request: Request, url: URL): Promise<Response> | undefined {
  const { pathname } = url;
  if (pathname.startsWith("/static/assets/")) return hashedAsset(request);
  if (pathname.startsWith("/static/")) return plainAsset(request);
  if (/^\/files\/[^/]+\/preview\/$/.test(pathname)) return picture(request, pathname);
  if (url.searchParams.get("part") === "conversation") return impatient(request, pathname);
  return undefined;
}

async function keepShell(): Promise<void> {
  const cache = await caches.open(ASSETS);
  const missing: string[] = [];
  for (const path of self.SHELL) {
    if (!isHashed(path) || !(await cache.match(path))) missing.push(path);
  }
  await cache.addAll(missing);
  await cache.add(new Request(OFFLINE, { cache: "reload" }));
}

function isHashed(path: string): boolean {
  return path.startsWith("/static/assets/");
}

/** Once every page is kept anew: files of earlier builds go, fonts stay. */
async function tidy(): Promise<void> {
  const cache = await caches.open(ASSETS);
  const wanted = new Set([...self.SHELL, ...self.EDITOR]);
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    const old = isHashed(path) && !path.endsWith(".woff2") && !wanted.has(path);
    if (old) await cache.delete(request);
  }
  await cache.add(new Request(OFFLINE, { cache: "reload" })); // the language may have changed
}

async function hashedAsset(request: Request): Promise<Response> {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(request.url, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200) void cache.put(request.url, response.clone());
  return response;
}

async function plainAsset(request: Request): Promise<Response> {
  const cache = await caches.open(ASSETS);
  try {
    const response = await fetch(request);
    if (response.status === 200) void cache.put(request.url, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request.url, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function picture(request: Request, path: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await keptPicture(await keptOwner(), path);
    if (kept) return kept;
    throw error;
  }
}

function later(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS));
}

/** Going from room to room: without an answer in time the page turns to the kept room. */
async function impatient(request: Request, path: string): Promise<Response> {
  const answer = fetch(request);
  if (!(await keptPage(await keptOwner(), path))) return answer;
  return (await Promise.race([answer, later()])) ?? Response.error();
}

async function network(event: FetchEvent): Promise<Response> {
  const preloaded = (await event.preloadResponse) as Response | undefined;
  const response = preloaded ?? (await fetch(event.request));
  if (isFromGateway(response)) throw new Error("The server is away.");
  return response;
}

/** The proxy in front answers for a server that does not; our own pages name their owner. */
function isFromGateway({ status, headers }: Response): boolean {
  const isPage = headers.get("Content-Type")?.startsWith("text/html") ?? false;
  return GATEWAY_FAILURES.includes(status) && isPage && !headers.has(OWNER_HEADER);
}

async function navigate(event: FetchEvent, url: URL): Promise<Response> {
  turns += 1;
  const turn = turns;
  const fresh = network(event).then((response) => received(event, url, response, turn));
  if (!isKeepable(url.pathname) && !isDocumentPath(url.pathname)) {
    return fresh.catch(() => withoutNetwork(url));
  }
  event.waitUntil(fresh.catch(() => undefined));
  const kept = await keptPage(await keptOwner(), url.pathname);
  const answer = kept ? Promise.race([fresh, later()]) : fresh;
  try {
    return (await answer) ?? kept!.response;
  } catch {
    return kept?.response ?? withoutNetwork(url);
  }
}

/** Every page says whose it is; pages of anybody else are gone before it is shown. */
async function received(
  event: FetchEvent,
  url: URL,
  response: Response,
  turn: number,
): Promise<Response> {
  const tag = response.headers.get(OWNER_HEADER);
  if (tag === null || turn < latest) return response;
  latest = turn;
  owner = tag;
  await forgetPagesExcept(tag);
  const document = isDocumentPath(url.pathname);
  if (document && response.status === 404) await forgetPage(tag, url.pathname);
  const whole = response.status === 200 && !url.search;
  if (!tag || !whole) return response;
  if (isKeepable(url.pathname) || response.headers.get(KEEP_HEADER) === "1") {
    event.waitUntil(keep(url, response.clone(), tag));
  } else if (document) {
    event.waitUntil(forgetPage(tag, url.pathname)); // allowed once, not any more
  }
  return response;
}

async function keep(url: URL, copy: Response, tag: string): Promise<void> {
  try {
    const html = await copy.text();
    if (owner === tag) await keepPage(tag, url.pathname, html, copy.headers);
  } catch {
    // no room left on the device, or the page was left half-way: nothing is kept of it
  }
}

async function withoutNetwork(url: URL): Promise<Response> {
  if (url.pathname === "/" && (await keptPage(await keptOwner(), "/rooms/"))) {
    return Response.redirect("/rooms/");
  }
  const cache = await caches.open(ASSETS);
  return (await cache.match(OFFLINE, { ignoreVary: true })) ?? Response.error();
}
