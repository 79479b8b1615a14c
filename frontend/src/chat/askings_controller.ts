/** What a message asks for: each reader gets the own card, fetched for all on the page at once. */
import { Controller } from "@hotwired/stimulus";
import { getJson } from "../hub/http";

const TOGETHER_MS = 50;
const MOST = 30; // cards of one request

export default class AskingsController extends Controller<HTMLElement> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #watch = new MutationObserver(() => this.#soon());

  override connect(): void {
    this.#watch.observe(this.element, { childList: true, subtree: true });
    this.#soon();
  }

  override disconnect(): void {
    this.#watch.disconnect();
    clearTimeout(this.#timer);
  }

  #soon(): void {
    if (!this.#empty().length) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fetch(), TOGETHER_MS);
  }

  #empty(): HTMLElement[] {
    const places = this.element.querySelectorAll<HTMLElement>(
      ".message__asking:not([data-filled])",
    );
    return [...places].slice(0, MOST);
  }

  async #fetch(): Promise<void> {
    const places = this.#empty();
    const query = new URLSearchParams(
      places.map((place) => ["id", place.dataset.obligation ?? ""]),
    );
    query.set("route", "chat");
    for (const place of places) place.dataset.filled = "";
    try {
      const found = await getJson<Record<string, string>>(
        `/obligations/cards/?${query.toString()}`,
      );
      for (const place of places) place.innerHTML = found[place.dataset.obligation ?? ""] ?? "";
    } catch {
      for (const place of places) delete place.dataset.filled; // with the next change of the page
    }
    this.#soon();
  }
}
