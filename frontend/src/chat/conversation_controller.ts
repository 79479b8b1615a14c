/** The frame around one room: details, presence, involvement, the way back to the newest. */
import { Controller } from "@hotwired/stimulus";
import { connection } from "../hub/connection";
import { flash } from "../hub/flash";
import { getJson } from "../hub/http";
import { pageData, replacePageData } from "../hub/page";
import { t } from "../hub/strings";
import { MessageTools } from "./message_tools";
import { Presence } from "./presence";
import { announceInPage, whenInPage } from "./session";
import { renameChips } from "./topics_controller";

interface Details {
  details: string;
  topics: string;
  readers: string;
  room: { topics: { id: string; name: string }[] };
  title: string;
}

const REFRESH_AFTER_MS = 400;

export default class extends Controller<HTMLElement> {
  static override targets = ["details", "detailsButton", "presence", "newer", "readers", "topics"];
  declare readonly detailsTarget: HTMLElement;
  declare readonly detailsButtonTarget: HTMLElement;
  declare readonly presenceTarget: HTMLElement;
  declare readonly readersTarget: HTMLElement;
  declare readonly topicsTarget: HTMLElement;
  declare readonly newerTarget: HTMLButtonElement;
  #room = "";
  #presence = new Presence();
  #tools!: MessageTools;
  #undo: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connect(): void {
    this.#room = pageData<{ room: string }>("room-data").room;
    this.#tools = new MessageTools(this.element, this.#room);
    this.#showDetails(localStorage.getItem("details") === "open" && innerWidth >= 1200);
    this.#undo = [
      connection.on("presence.seen", (event) => {
        if (event.room !== this.#room) return;
        this.#presence.hear(event, Date.now());
        this.#showPresence();
      }),
      connection.on("room.changed", (event) => event.room === this.#room && this.#refreshSoon()),
      connection.on("message.changed", (event) => event.room === this.#room && this.#refreshSoon()),
      connection.on("membership.revoked", (event) => event.room === this.#room && this.#lost()),
      connection.on("topic.involved", (event) => event.room === this.#room && this.#refreshSoon()),
      whenInPage("details-stale", () => this.#refreshSoon()),
      whenInPage<string>("room-lost", () => this.#lost()),
      whenInPage<{ away: boolean; unread: number }>("newer", (state) => this.#showNewer(state)),
    ];
  }

  override disconnect(): void {
    for (const undo of this.#undo) undo();
    clearTimeout(this.#timer);
    this.#tools.stop();
  }

  toggleDetails(): void {
    const open = Boolean(this.detailsTarget.hidden);
    localStorage.setItem("details", open ? "open" : "closed");
    this.#showDetails(open);
    if (open) this.detailsTarget.querySelector<HTMLElement>("button")?.focus();
    else this.detailsButtonTarget.focus();
  }

  jump(event: Event): void {
    event.preventDefault();
    const link = event.currentTarget as HTMLElement;
    if (innerWidth < 900) this.#showDetails(false);
    announceInPage("jump", Number(link.dataset.seq));
  }

  toEnd(): void {
    announceInPage("to-end", null);
  }

  /** Clears the unread count; the receipts do not count it as displayed. */
  markRead(): void {
    connection
      .request({ type: "room.mark_read", room: this.#room })
      .catch(() => flash(t("error.network"), "error"));
  }

  involve(event: Event): void {
    const involvement = (event.target as HTMLSelectElement).value as "everything";
    connection
      .request({ type: "room.set_involvement", room: this.#room, involvement })
      .then(() => announceInPage("rooms-stale", null))
      .catch(() => flash(t("error.network"), "error"));
  }

  #showDetails(open: boolean): void {
    this.detailsTarget.hidden = !open;
    this.element.classList.toggle("conversation--details", open);
    this.detailsButtonTarget.setAttribute("aria-expanded", String(open));
  }

  #showNewer({ away, unread }: { away: boolean; unread: number }): void {
    this.newerTarget.hidden = !away;
    const text = unread > 0 ? t("unread.new", { n: unread }) : t("timeline.newest");
    const label = this.newerTarget.querySelector("span");
    if (label) label.textContent = text;
  }

  #showPresence(): void {
    const now = Date.now();
    const online = this.#presence.members(now);
    const count = this.#presence.count(now);
    this.presenceTarget.textContent = count > 1 ? t("presence.count", { n: count }) : "";
    for (const row of this.detailsTarget.querySelectorAll<HTMLElement>("[data-member]")) {
      const here = online.has(row.dataset.member ?? "");
      row.querySelector<HTMLElement>(".people__presence")?.toggleAttribute("hidden", !here);
    }
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), REFRESH_AFTER_MS);
  }

  /** Members, pins, who reads from outside: drawn by the server. A new name is a new page. */
  async #refresh(): Promise<void> {
    const topic = this.element.dataset.topic;
    const query = topic ? `?topic=${topic}` : "";
    const answer = await getJson<Details>(`/rooms/${this.#room}/details/${query}`);
    if (!this.element.isConnected) return; // another room is open by now
    if (answer.title !== this.element.dataset.title) return announceInPage("open-room", this.#room);
    replacePageData("room-data", answer.room);
    this.readersTarget.innerHTML = answer.readers;
    this.detailsTarget.innerHTML = answer.details;
    this.topicsTarget.innerHTML = answer.topics;
    renameChips(this.topicsTarget, this.element);
    announceInPage("topics", answer.room.topics);
    this.#showPresence();
  }

  #lost(): void {
    flash(t("revoked"), "warning");
    announceInPage("leave-room", this.#room);
  }
}
