/** The rooms and documents on this device, as the offline page lists them. */
import { keptDocuments } from "./kept_documents";
import { isKeepable, isRoomPath, keptOwner, keptPage, keptPaths } from "./kept_pages";

/** A page that can be read without a network. */
export interface KeptRoom {
  path: string;
  title: string;
  /** Milliseconds since 1970: how old the page is. */
  at: number;
}

/** The room spoken in last comes first. */
export async function keptRooms(): Promise<KeptRoom[]> {
  const owner = await keptOwner();
  const spoken = new Map<string, number>();
  const rooms: KeptRoom[] = [];
  for (const path of (await keptPaths(owner)).filter(isKeepable)) {
    const html = await (await keptPage(owner, path))?.response.text();
    if (!html) continue;
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const link of page.querySelectorAll<HTMLAnchorElement>("a[data-posted-at]")) {
      const before = spoken.get(link.pathname) ?? 0;
      spoken.set(link.pathname, Math.max(before, Number(link.dataset.postedAt)));
    }
    if (isRoomPath(path)) rooms.push(roomOf(path, page));
  }
  const postedAt = ({ path }: KeptRoom): number => spoken.get(path) ?? 0;
  return rooms.sort((a, b) => postedAt(b) - postedAt(a) || a.title.localeCompare(b.title, "ja"));
}

/** The documents that open here without a network, the newest first. */
export async function keptDocumentPages(): Promise<KeptRoom[]> {
  const paths = new Set(await keptPaths(await keptOwner()));
  const found: KeptRoom[] = [];
  for (const [documentId, { title, at }] of keptDocuments()) {
    const path = `/documents/${documentId}/`;
    if (paths.has(path)) found.push({ path, title, at });
  }
  return found.sort((a, b) => b.at - a.at);
}

function roomOf(path: string, page: Document): KeptRoom {
  const title = page.querySelector<HTMLElement>(".conversation")?.dataset.title ?? "";
  const at = page.querySelector<HTMLMetaElement>('meta[name="kept-at"]')?.content;
  return { path, title, at: Number(at) };
}
