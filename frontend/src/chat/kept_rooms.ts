/**
 * Keeps the newest rooms readable without a network: fetches what changed after the start, one
 * page at a time, and writes new messages into the kept pages itself.
 */
import type { MessageChanged, MessagePosted } from "../hub/protocol";
import {
  forgetPage,
  keepPage,
  keepPicture,
  keptPage,
  keptPaths,
  isDocumentPath,
  isKeepable,
  OWNER_HEADER,
  picturesOf,
} from "../offline/kept_pages";
import { rememberedOwner } from "../offline/device";
import { patched } from "./kept_patch";

export interface Place {
  path: string;
  version: number;
  /** Seconds since 1970 of the newest message. */
  postedAt: number;
}

const ROOMS = 20;
const DAYS = 7;
const BETWEEN_MS = 250;
const REFETCH_MIN_MS = 60_000;
const REFETCH_SPREAD_MS = 180_000;

/** The rooms worth keeping: spoken in lately, newest first. */
export function newest(places: Place[], now: number): Place[] {
  const since = now / 1000 - DAYS * 86_400;
  return places
    .filter((place) => place.postedAt >= since)
    .sort((a, b) => b.postedAt - a.postedAt)
    .slice(0, ROOMS);
}

export class KeptRooms {
  #work: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly owner: string,
    private readonly places: () => Place[],
    private readonly build: string,
  ) {}

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Brings every kept page up to date, forgets the others. */
  refresh(): Promise<void> {
    return this.#queue(async () => {
      const wanted = newest(this.places(), Date.now());
      let complete = await this.#renew({ path: "/rooms/", version: -1, postedAt: 0 });
      for (const place of wanted) {
        complete = (await this.#renew(place)) && complete;
      }
      await this.#prune(new Set(["/rooms/", ...wanted.map((place) => place.path)]));
      if (complete) navigator.serviceWorker.controller?.postMessage("tidy");
    });
  }

  /** A message came, or changed: into the kept page, or the page is fetched again later. */
  heard(event: MessagePosted | MessageChanged): void {
    void this.#queue(async () => {
      const path = `/rooms/${event.room}/`;
      const kept = await keptPage(this.owner, path);
      if (!kept || event.version <= kept.version) return;
      const before = await kept.response.text();
      const html = patched(before, event);
      if (!html) return this.#missed(path, event);
      await this.#keep(path, html, kept.response.headers);
      const shown = new Set(picturesOf(html));
      const gone = picturesOf(before).filter((picture) => !shown.has(picture));
      for (const picture of gone) await forgetPage(this.owner, picture);
    });
  }

  /** The member is out of the room: its page goes at once. */
  lost(room: string): void {
    void this.#queue(() => forgetPage(this.owner, `/rooms/${room}/`));
  }

  /** A page that missed something may still show what was recalled: then rather none. */
  async #missed(path: string, { message }: MessagePosted | MessageChanged): Promise<void> {
    if (message.deleted) await forgetPage(this.owner, path);
    this.#refetchLater();
  }

  /** Not everybody in the same second: a message reaches many at once. */
  #refetchLater(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        void this.refresh();
      },
      REFETCH_MIN_MS + Math.random() * REFETCH_SPREAD_MS,
    );
  }

  #queue(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch(() => undefined); // no network, or no room left
    return this.#work;
  }

  /** Whether the kept page is as new as the room. */
  async #renew({ path, version }: Place): Promise<boolean> {
    const kept = await keptPage(this.owner, path);
    if (kept && kept.version === version && kept.build === this.build) return true;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    const response = await fetch(path, { headers: { Accept: "text/html" }, priority: "low" });
    if (response.headers.get(OWNER_HEADER) !== this.owner) return false;
    if (response.status === 404 || response.redirected) await forgetPage(this.owner, path);
    if (!response.ok || response.redirected) return false;
    await this.#keep(path, await response.text(), response.headers);
    return true;
  }

  async #keep(path: string, html: string, headers: Headers): Promise<void> {
    if (rememberedOwner() !== this.owner) return; // signed out meanwhile
    await keepPage(this.owner, path, html, headers);
    const kept = new Set(await keptPaths(this.owner));
    for (const picture of picturesOf(html)) {
      if (kept.has(picture)) continue;
      const response = await fetch(picture, { priority: "low" });
      if (response.ok) await keepPicture(this.owner, picture, response);
    }
  }

  async #prune(wanted: Set<string>): Promise<void> {
    const pictures = new Set<string>();
    for (const path of wanted) {
      const html = await (await keptPage(this.owner, path))?.response.text();
      for (const picture of picturesOf(html ?? "")) pictures.add(picture);
    }
    for (const path of await keptPaths(this.owner)) {
      if (isDocumentPath(path)) continue; // the worker keeps and forgets those
      const used = isKeepable(path) ? wanted.has(path) : pictures.has(path);
      if (!used) await forgetPage(this.owner, path);
    }
  }
}
