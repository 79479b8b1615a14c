/** Goes from room to room without a new page, so that the connection stays. */
import { Controller } from "@hotwired/stimulus";
import { getText } from "../hub/http";
import { whenInPage } from "./session";

export default class extends Controller<HTMLElement> {
  static override targets = ["main", "panes"];
  declare readonly mainTarget: HTMLElement;
  declare readonly panesTarget: HTMLElement;
  #undo: (() => void)[] = [];
  #stopper: AbortController | undefined;

  override connect(): void {
    this.element.addEventListener("click", this.#clicked);
    window.addEventListener("popstate", this.#wentBack);
    this.#undo = [
      whenInPage<string>("open-room", (room) => void this.#open(`/rooms/${room}/`, "replace")),
      whenInPage<string>("visit-room", (room) => void this.#open(`/rooms/${room}/`, "push")),
      whenInPage("leave-room", () => location.assign("/rooms/")),
    ];
  }

  override disconnect(): void {
    this.element.removeEventListener("click", this.#clicked);
    window.removeEventListener("popstate", this.#wentBack);
    for (const undo of this.#undo) undo();
  }

  #clicked = (event: MouseEvent): void => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>(
      "a.room-link, a.topic-link",
    );
    const other = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (!link || other) return;
    event.preventDefault();
    void this.#open(link.pathname + link.search, "push");
  };

  #wentBack = (): void => {
    if (/^\/rooms\/[0-9a-f-]{36}\/$/.test(location.pathname)) {
      void this.#open(location.pathname + location.search, "none");
    } else {
      location.reload();
    }
  };

  async #open(path: string, history: "push" | "replace" | "none"): Promise<void> {
    this.#stopper?.abort();
    this.#stopper = new AbortController();
    this.mainTarget.setAttribute("aria-busy", "true");
    let html: string;
    try {
      const part = `${path}${path.includes("?") ? "&" : "?"}part=conversation`;
      html = await getText(part, this.#stopper.signal);
    } catch (error) {
      if (error instanceof DOMException) return; // another room was chosen meanwhile
      return location.assign(path);
    }
    if (history === "push") window.history.pushState(null, "", path);
    this.mainTarget.removeAttribute("aria-busy");
    this.mainTarget.innerHTML = html;
    this.panesTarget.classList.add("app__panes--room");
    this.#markCurrent(path);
  }

  #markCurrent(path: string): void {
    for (const link of this.element.querySelectorAll<HTMLAnchorElement>("a.room-link")) {
      if (link.pathname === path.split("?")[0]) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const conversation = this.mainTarget.querySelector<HTMLElement>("[data-title]");
    document.dispatchEvent(
      new CustomEvent("chat:opened", { detail: conversation?.dataset.title ?? "" }),
    );
    if (!matchMedia("(hover: hover)").matches) {
      this.mainTarget.querySelector<HTMLElement>("h1")?.focus();
    }
  }
}
