/** Beside the list of rooms: keeps the newest of them on the device, once the page is idle. */
import { Controller } from "@hotwired/stimulus";
import { connection } from "../hub/connection";
import { pageOwner } from "../offline/device";
import { keepsOffline, keepUsedAssets } from "../offline/registration";
import { KeptRooms, type Place } from "./kept_rooms";
import { roomVersions } from "./session";

const AFTER_START_MS = 4000;

export default class extends Controller<HTMLElement> {
  #undo: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connect(): void {
    const owner = pageOwner();
    if (!owner || !keepsOffline()) return;
    const build = document.querySelector('script[type="module"]')?.getAttribute("src") ?? "";
    const rooms = new KeptRooms(owner, () => this.#places(), build);
    const begin = (): Promise<void> =>
      keepUsedAssets()
        .catch(() => undefined)
        .then(() => rooms.refresh());
    let fresh = false;
    this.#undo = [
      connection.onState((state) => {
        if (state !== "live" || fresh) return;
        fresh = true;
        this.#timer = setTimeout(() => void begin(), AFTER_START_MS);
      }),
      connection.on("message.posted", (event) => rooms.heard(event)),
      connection.on("message.changed", (event) => rooms.heard(event)),
      connection.on("membership.revoked", (event) => rooms.lost(event.room)),
      () => rooms.stop(),
    ];
  }

  override disconnect(): void {
    for (const undo of this.#undo) undo();
    clearTimeout(this.#timer);
  }

  #places(): Place[] {
    const links = [...this.element.querySelectorAll<HTMLAnchorElement>("[data-room]")];
    return links.map((link) => ({
      path: link.pathname,
      version: roomVersions.get(link.dataset.room ?? "") ?? Number(link.dataset.version),
      postedAt: Number(link.dataset.postedAt),
    }));
  }
}
