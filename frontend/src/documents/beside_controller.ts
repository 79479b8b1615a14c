/** A document beside its room: in a frame of our own, so that the editor leaves with it. */
import { Controller } from "@hotwired/stimulus";

const NARROW = 900; // px: below it a document needs the whole page

export default class extends Controller<HTMLElement> {
  static override targets = ["pane", "frame", "whole"];
  declare readonly paneTarget: HTMLElement;
  declare readonly frameTarget: HTMLElement;
  declare readonly wholeTarget: HTMLAnchorElement;
  #from: HTMLElement | undefined;

  open(event: Event): void {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-beside]");
    if (!button) return;
    const address = `/documents/${button.dataset.beside}/`;
    if (innerWidth < NARROW) return location.assign(address);
    this.#from = button;
    const frame = document.createElement("iframe");
    frame.src = `${address}?beside=1`;
    frame.title = button.closest(".document-card")?.querySelector("a")?.textContent ?? "";
    this.frameTarget.replaceChildren(frame);
    this.wholeTarget.href = address;
    this.paneTarget.hidden = false;
    this.element.classList.add("conversation--beside");
    frame.focus();
  }

  close(): void {
    this.frameTarget.replaceChildren();
    this.paneTarget.hidden = true;
    this.element.classList.remove("conversation--beside");
    this.#from?.focus();
  }
}
