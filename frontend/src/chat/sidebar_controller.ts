/** The list of rooms: unread counts, order, and what calls the person back to the tab. */
import { Controller } from "@hotwired/stimulus";
import { connection } from "../hub/connection";
import { getText } from "../hub/http";
import type { MessagePosted } from "../hub/protocol";
import { tabSign } from "./tab_sign";
import { calls, notify, type Wishes } from "./notify";
import { addressesMe, isMine, roomVersions, whenInPage } from "./session";

const REFRESH_AFTER_MS = 500;

export default class extends Controller<HTMLElement> {
  static override targets = ["list"];
  declare readonly listTarget: HTMLElement;
  #undo: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connect(): void {
    this.#read();
    this.#undo = [
      connection.on("message.posted", (event) => this.#posted(event)),
      connection.on("message.changed", (event) => this.#reach(event.room, event.version)),
      connection.on("room.changed", (event) => {
        this.#reach(event.room, event.version);
        this.#refreshSoon();
      }),
      connection.on("room.read", (event) =>
        this.#setRead(event.room, event.read_seq, event.unread),
      ),
      connection.on("topic.involved", () => this.#refreshSoon()),
      connection.on("membership.granted", () => this.#refreshSoon()),
      connection.on("membership.revoked", () => this.#refreshSoon()),
      connection.on("session.hello", (event) => this.#compare(event.versions)),
      connection.on("session.heartbeat", (event) => this.#compare(event.versions)),
      whenInPage("rooms-stale", () => this.#refreshSoon()),
      whenInPage<string>("opened", (title) => tabSign.room(title)),
    ];
    tabSign.room(document.querySelector<HTMLElement>(".conversation")?.dataset.title ?? "");
  }

  override disconnect(): void {
    for (const undo of this.#undo) undo();
    clearTimeout(this.#timer);
  }

  get #links(): HTMLElement[] {
    return [...this.listTarget.querySelectorAll<HTMLElement>("[data-room]")];
  }

  #link(room: string): HTMLElement | undefined {
    return this.#links.find((link) => link.dataset.room === room);
  }

  /** Take over what the server drew. */
  #read(): void {
    for (const link of this.#links) {
      const room = link.dataset.room ?? "";
      this.#reach(room, Number(link.dataset.version));
      this.#show(link, unreadOf(link), Number(link.dataset.mentions));
    }
    this.#count();
  }

  #reach(room: string, version: number): void {
    roomVersions.set(room, Math.max(version, roomVersions.get(room) ?? 0));
  }

  #posted(event: MessagePosted): void {
    this.#reach(event.room, event.version);
    const link = this.#link(event.room);
    if (!link) return this.#refreshSoon();
    const { message } = event;
    link.dataset.lastSeq = String(message.seq);
    const wishes = wishesOf(link);
    if (message.topic && wishes.muted.includes(message.topic)) {
      link.dataset.mutedUnread = String(Number(link.dataset.mutedUnread) + 1);
    }
    if (isMine(message.author)) {
      link.dataset.readSeq = String(message.seq);
      link.dataset.mutedUnread = "0";
    }
    const mentionsMe = addressesMe(message.mentions) && !isMine(message.author);
    const mentions = Number(link.dataset.mentions) + (mentionsMe ? 1 : 0);
    this.#show(link, unreadOf(link), mentions);
    const row = link.closest("li");
    row?.parentElement?.prepend(row);
    this.#count();
    if (calls(message, mentionsMe, wishes)) {
      notify(message, link.dataset.name ?? event.room_name);
    }
  }

  #setRead(room: string, readSeq: number, unread: number): void {
    const link = this.#link(room);
    if (!link) return;
    link.dataset.readSeq = String(readSeq);
    link.dataset.mutedUnread = String(Math.max(0, Number(link.dataset.lastSeq) - readSeq - unread));
    this.#show(link, unread, unread === 0 ? 0 : Number(link.dataset.mentions));
    this.#count();
  }

  #show(link: HTMLElement, unread: number, mentions: number): void {
    link.dataset.mentions = String(mentions);
    link.dataset.unread = String(unread);
    link.classList.toggle("room-link--unread", unread > 0);
    const badge = link.querySelector<HTMLElement>(".room-link__unread");
    const number = badge?.querySelector("span");
    badge?.toggleAttribute("hidden", unread === 0);
    if (number) number.textContent = unread > 99 ? "99+" : String(unread);
    link
      .querySelector<HTMLElement>(".room-link__mention")
      ?.toggleAttribute("hidden", mentions === 0);
  }

  #count(): void {
    const loud = this.#links.filter((link) => link.dataset.involvement !== "nothing");
    const unread = loud.reduce((sum, link) => sum + Number(link.dataset.unread), 0);
    tabSign.unread(unread);
  }

  /** A version ahead of ours, or a room we do not list: draw the list again. */
  #compare(versions: Record<string, number>): void {
    const rooms = new Set(Object.keys(versions));
    const behind = [...rooms].some(
      (room) => (versions[room] ?? 0) > (roomVersions.get(room) ?? 0) || !this.#link(room),
    );
    const gone = this.#links.some((link) => !rooms.has(link.dataset.room ?? ""));
    if (behind || gone) this.#refreshSoon();
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), REFRESH_AFTER_MS);
  }

  async #refresh(): Promise<void> {
    const current = this.listTarget.querySelector<HTMLElement>("[aria-current]")?.dataset.room;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.room;
    try {
      this.listTarget.innerHTML = await getText("/rooms/list/");
    } catch {
      return; // the next heartbeat asks again
    }
    if (current) this.#link(current)?.setAttribute("aria-current", "page");
    if (focused) this.#link(focused)?.focus();
    this.#read();
  }
}

/** Unread messages, but for those of muted topics. */
function unreadOf(link: HTMLElement): number {
  const { lastSeq, readSeq, mutedUnread } = link.dataset;
  return Math.max(0, Number(lastSeq) - Number(readSeq) - Number(mutedUnread));
}

function wishesOf(link: HTMLElement): Wishes {
  const { involvement = "", followed = "", muted = "" } = link.dataset;
  return { involvement, followed: followed.split(" "), muted: muted.split(" ") };
}
