/** The rooms on this device, as the offline page lists them. */
import { isRoomPath, keptOwner, keptPage, keptPaths } from "./kept_pages";

export interface KeptRoom {
  path: string;
  title: string;
  /** Milliseconds since 1970: how old the page is. */
  at: number;
}

/** In the order of the person's own list of rooms, as far as that is known. */
export async function keptRooms(): Promise<KeptRoom[]> {
  const owner = await keptOwner();
  const rooms: KeptRoom[] = [];
  for (const path of (await keptPaths(owner)).filter(isRoomPath)) {
    const html = await (await keptPage(owner, path))?.response.text();
    if (html) rooms.push(roomOf(path, html));
  }
  return rooms.sort((a, b) => a.title.localeCompare(b.title, "ja"));
}

function roomOf(path: string, html: string): KeptRoom {
  const page = new DOMParser().parseFromString(html, "text/html");
  const title = page.querySelector<HTMLElement>(".conversation")?.dataset.title ?? "";
  const at = page.querySelector<HTMLMetaElement>('meta[name="kept-at"]')?.content;
  return { path, title, at: Number(at) };
}
