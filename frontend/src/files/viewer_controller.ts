/** Files of a message over the whole screen; what cannot be shown is downloaded by its link. */
import { Controller } from "@hotwired/stimulus";
import { t } from "../hub/strings";
import { showImage } from "./show_image";
import { showPdf } from "./show_pdf";
import { showText } from "./show_text";
import { readableSize } from "./sizes";
import { type Show, type Shown, stepped, viewedFile, type Zoom } from "./viewing";

const SHOWS: Record<string, Show> = {
  "image/jpeg": showImage,
  "image/png": showImage,
  "image/webp": showImage,
  "image/gif": showImage,
  "application/pdf": showPdf,
  "text/plain": showText,
};

export default class extends Controller<HTMLDialogElement> {
  static override targets = [
    "name",
    "about",
    "place",
    "level",
    "download",
    "stage",
    "previous",
    "next",
  ];
  static override values = { library: String };
  declare readonly nameTarget: HTMLElement;
  declare readonly aboutTarget: HTMLElement;
  declare readonly placeTarget: HTMLElement;
  declare readonly levelTarget: HTMLElement;
  declare readonly downloadTarget: HTMLAnchorElement;
  declare readonly stageTarget: HTMLElement;
  declare readonly previousTarget: HTMLButtonElement;
  declare readonly nextTarget: HTMLButtonElement;
  declare readonly libraryValue: string;
  #items: HTMLElement[] = [];
  #place = 0;
  #zoom: Zoom = "fit";
  #shown: Shown | undefined;
  #watch = new MutationObserver(() => this.#follow());

  override disconnect(): void {
    this.#clear();
    this.#watch.disconnect();
  }

  clicked(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = (event.target as Element).closest("[data-view]");
    const item = link?.closest<HTMLElement>("[data-file]");
    if (!item || !SHOWS[item.dataset.type ?? ""]) return;
    event.preventDefault();
    const all = item.closest("[data-attachments]")?.querySelectorAll<HTMLElement>("[data-file]");
    this.#items = [...(all ?? [item])].filter((each) => SHOWS[each.dataset.type ?? ""]);
    this.element.showModal();
    this.#watch.observe(document.body, { childList: true, subtree: true });
    this.#show(this.#items.indexOf(item));
  }

  close(): void {
    this.element.close();
  }

  closed(): void {
    this.#watch.disconnect();
    this.#clear();
    // The message may have been drawn anew meanwhile.
    const opener = this.#items[this.#place]?.querySelector<HTMLElement>("[data-view]");
    if (!opener?.closest("[hidden]")) opener?.focus();
  }

  previous(): void {
    this.#turn(-1);
  }

  next(): void {
    this.#turn(1);
  }

  larger(): void {
    this.#setZoom(stepped(this.#zoom, 1));
  }

  smaller(): void {
    this.#setZoom(stepped(this.#zoom, -1));
  }

  toggle(): void {
    this.#setZoom(this.#zoom === "fit" ? 1 : "fit");
  }

  key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const scrolls = this.stageTarget.scrollWidth > this.stageTarget.clientWidth;
    if (event.key === "ArrowLeft" && !scrolls) this.previous();
    else if (event.key === "ArrowRight" && !scrolls) this.next();
    else if (event.key === "+" || event.key === ";") this.larger();
    else if (event.key === "-") this.smaller();
    else if (event.key === "0") this.toggle();
    else return;
    event.preventDefault();
  }

  #turn(step: number): void {
    const to = this.#place + step;
    if (to >= 0 && to < this.#items.length) this.#show(to);
  }

  #show(place: number): void {
    const item = this.#items[place];
    if (!item) return;
    this.#clear();
    this.#place = place;
    const file = viewedFile(item);
    this.nameTarget.textContent = file.name;
    this.downloadTarget.href = file.url;
    this.downloadTarget.download = file.name;
    this.#describe(readableSize(file.size));
    this.#shown = SHOWS[file.type]?.(file, {
      stage: this.stageTarget,
      library: this.libraryValue,
      say: (text) => this.#say(text),
      fail: (text) => this.#fail(text),
    });
    this.#setZoom("fit");
    this.stageTarget.focus({ preventScroll: true });
  }

  /** A message is drawn anew when it changes; what was recalled leaves every screen. */
  #follow(): void {
    const shown = this.#items[this.#place];
    if (!shown || shown.isConnected) return;
    const ids = this.#items.map((item) => item.dataset.file ?? "");
    const again = ids.map((id) => document.querySelector<HTMLElement>(`[data-file="${id}"]`));
    if (again[this.#place]) this.#items = again.filter((item) => item !== null);
    else this.close();
  }

  #describe(size: string): void {
    const [n, total] = [this.#place + 1, this.#items.length];
    this.aboutTarget.textContent = total > 1 ? `${size}　${t("viewer.of", { n, total })}` : size;
    this.previousTarget.hidden = n === 1;
    this.nextTarget.hidden = n === total;
  }

  #setZoom(zoom: Zoom): void {
    this.#zoom = zoom;
    this.levelTarget.textContent = zoom === "fit" ? t("viewer.fit") : `${zoom * 100}%`;
    this.#shown?.zoom(zoom);
  }

  #say(text: string): void {
    if (this.placeTarget.textContent !== text) this.placeTarget.textContent = text;
  }

  #fail(text: string): void {
    const words = document.createElement("p");
    words.className = "viewer__problem";
    words.textContent = text;
    this.stageTarget.replaceChildren(words);
  }

  #clear(): void {
    this.#shown?.stop();
    this.#shown = undefined;
    this.placeTarget.textContent = "";
    this.stageTarget.replaceChildren();
    this.stageTarget.scrollTo(0, 0);
  }
}
