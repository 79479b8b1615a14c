/**
 * Pages kept for reading offline, one cache per owner. Shared by pages and the service worker;
 * nothing here knows the DOM.
 */
const PREFIX = "pages-";
export const OWNER_HEADER = "Device-Owner";
export const KEEP_HEADER = "Device-Keep";
const KEPT_AT = "Kept-At";
const VERSION = "Kept-Version";
const BUILD = "Kept-Build";
/** Longer than a long weekend; then what was kept is no help and only a risk. */
const KEPT_MS = 7 * 86_400_000;

export interface KeptPage {
  response: Response;
  /** The room's version on the page; 0 when the page shows none. */
  version: number;
  /** The script the page asks for: another build's page is kept anew. */
  build: string;
}

export function isRoomPath(path: string): boolean {
  return /^\/rooms\/[0-9a-f-]{36}\/$/.test(path);
}

/** A document's page; kept only when the server says that it may be. */
export function isDocumentPath(path: string): boolean {
  return /^\/documents\/[0-9a-f-]{36}\/$/.test(path);
}

export function isKeepable(path: string): boolean {
  return path === "/rooms/" || isRoomPath(path);
}

function nameOf(owner: string): string {
  return PREFIX + owner;
}

/** The one whose pages are here: there is never more than one. Empty for nobody. */
export async function keptOwner(): Promise<string> {
  const name = (await caches.keys()).find((each) => each.startsWith(PREFIX));
  return name?.slice(PREFIX.length) ?? "";
}

/** Deletes the pages of everybody but `owner`; of everybody when that is empty. */
export async function forgetPagesExcept(owner: string): Promise<void> {
  const others = (await caches.keys()).filter(
    (name) => name.startsWith(PREFIX) && (!owner || name !== nameOf(owner)),
  );
  await Promise.all(others.map((name) => caches.delete(name)));
}

function scriptOf(html: string): string {
  return /<script type="module" src="([^"]+)"/.exec(html)?.[1] ?? "";
}

function versionOf(html: string): number {
  const data = /<script id="room-data" type="application\/json">(.*?)<\/script>/s.exec(html)?.[1];
  return data ? Number((JSON.parse(data) as { version: number }).version) : 0;
}

/** The page says itself that it is a kept one, and since when. */
function marked(html: string, at: number): string {
  const clean = html.replace(/<meta name="kept-at"[^>]*>/, "");
  return clean.replace("<head>", `<head><meta name="kept-at" content="${at}">`);
}

/** Keeps `html` with the headers it came with; the policy among them must not get lost. */
export async function keepPage(
  owner: string,
  path: string,
  html: string,
  origin: Headers,
): Promise<void> {
  const headers = new Headers(origin);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  const now = Date.now();
  headers.set(KEPT_AT, String(now));
  headers.set(VERSION, String(versionOf(html)));
  headers.set(BUILD, scriptOf(html));
  const cache = await caches.open(nameOf(owner));
  await cache.put(path, new Response(marked(html, now), { headers }));
}

export async function keptPage(owner: string, path: string): Promise<KeptPage | undefined> {
  if (!owner) return undefined;
  const cache = await caches.open(nameOf(owner));
  const response = await cache.match(path, { ignoreVary: true });
  if (!response) return undefined;
  if (Date.now() - Number(response.headers.get(KEPT_AT)) > KEPT_MS) {
    await cache.delete(path, { ignoreVary: true });
    return undefined;
  }
  const { headers } = response;
  return {
    response,
    version: Number(headers.get(VERSION)),
    build: headers.get(BUILD) ?? "",
  };
}

export async function forgetPage(owner: string, path: string): Promise<void> {
  await (await caches.open(nameOf(owner))).delete(path, { ignoreVary: true });
}

/** Paths of everything kept for `owner`: pages and pictures. */
export async function keptPaths(owner: string): Promise<string[]> {
  if (!owner) return [];
  const cache = await caches.open(nameOf(owner));
  return (await cache.keys()).map((request) => new URL(request.url).pathname);
}

export async function keepPicture(owner: string, path: string, response: Response): Promise<void> {
  await (await caches.open(nameOf(owner))).put(path, response);
}

export async function keptPicture(owner: string, path: string): Promise<Response | undefined> {
  return owner ? (await caches.open(nameOf(owner))).match(path, { ignoreVary: true }) : undefined;
}

/** Small pictures of files that a page shows. */
export function picturesOf(html: string): string[] {
  return [...html.matchAll(/src="(\/files\/[0-9a-f-]{36}\/preview\/)"/g)].map((each) => each[1]!);
}
