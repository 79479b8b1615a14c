/** The page for want of a network: which rooms can be read, what waits, and back when it can. */
import { Controller } from "@hotwired/stimulus";
import { t } from "../hub/strings";
import { clockOf } from "./clock";
import { keptDocumentPages, type KeptRoom, keptRooms } from "./kept_list";
import { OutboxStore } from "../chat/outbox_store";
import { rememberedOwner } from "./device";

const LOOK_EVERY_MS = 10_000;

export default class extends Controller<HTMLElement> {
  static override targets = ["unsent", "section", "rooms", "none", "papers", "documents"];
  declare readonly unsentTarget: HTMLElement;
  declare readonly sectionTarget: HTMLElement;
  declare readonly roomsTarget: HTMLElement;
  declare readonly noneTarget: HTMLElement;
  declare readonly papersTarget: HTMLElement;
  declare readonly documentsTarget: HTMLElement;
  #timer: ReturnType<typeof setInterval> | undefined;

  override connect(): void {
    window.addEventListener("online", this.#look);
    this.#timer = setInterval(this.#look, LOOK_EVERY_MS);
    void this.#showKept();
    void this.#showUnsent();
  }

  override disconnect(): void {
    window.removeEventListener("online", this.#look);
    clearInterval(this.#timer);
  }

  again(): void {
    location.reload();
  }

  #look = (): void => {
    fetch("/healthz", { cache: "no-store" })
      .then((response) => response.ok && location.reload())
      .catch(() => undefined);
  };

  async #showKept(): Promise<void> {
    const has = "caches" in globalThis;
    const rooms = has ? await keptRooms() : [];
    const documents = has ? await keptDocumentPages() : [];
    this.sectionTarget.hidden = rooms.length === 0;
    this.papersTarget.hidden = documents.length === 0;
    this.noneTarget.hidden = rooms.length + documents.length > 0;
    this.roomsTarget.append(...rooms.map(rowOf));
    this.documentsTarget.append(...documents.map(rowOf));
  }

  async #showUnsent(): Promise<void> {
    const waiting = await new OutboxStore(rememberedOwner()).all().catch(() => []);
    this.unsentTarget.hidden = waiting.length === 0;
    this.unsentTarget.textContent = t("status.unsent", { n: waiting.length });
  }
}

function rowOf({ path, title, at }: KeptRoom): HTMLElement {
  const link = document.createElement("a");
  link.href = path;
  link.textContent = title;
  const since = document.createElement("span");
  since.className = "small soft";
  since.textContent = t("offline.since", { when: clockOf(at) });
  const item = document.createElement("li");
  item.append(link, since);
  return item;
}
