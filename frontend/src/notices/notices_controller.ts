/** The open list follows the board: by hints, and every 45 s, so that what ended leaves it. */
import { Controller } from "@hotwired/stimulus";
import { connection } from "../hub/connection";

const POLL_MS = 45_000;
const TOGETHER_MS = 300;
const SPREAD_MS = 700; // a thousand open lists do not ask in the same moment

export default class NoticesController extends Controller<HTMLElement> {
  #off: (() => void) | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;

  override connect(): void {
    this.#off = connection.on("notice.moved", () => this.#later());
    this.#poll = setInterval(() => this.#later(), POLL_MS);
  }

  override disconnect(): void {
    this.#off?.();
    clearInterval(this.#poll);
    clearTimeout(this.#soon);
  }

  #later(): void {
    clearTimeout(this.#soon);
    const wait = TOGETHER_MS + Math.random() * SPREAD_MS;
    this.#soon = setTimeout(() => void this.#renew(), wait);
  }

  async #renew(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Part": "1" } });
      if (!answer.ok || answer.headers.get("X-Part") !== "1") return;
      const html = await answer.text();
      const focused = (document.activeElement as HTMLAnchorElement | null)?.href;
      if (this.element.innerHTML === html) return;
      this.element.innerHTML = html;
      const links = [...this.element.querySelectorAll<HTMLAnchorElement>("a[href]")];
      links.find((link) => link.href === focused)?.focus();
    } catch {
      // Without a network the list stays as it is; the header says so.
    }
  }
}
