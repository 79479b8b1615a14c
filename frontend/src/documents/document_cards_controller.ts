/** Cards under messages that name a document; each reader gets what they may open. */
import { Controller } from "@hotwired/stimulus";
import { getJson } from "../hub/http";

const ADDRESS = /^\/documents\/([0-9a-f-]{36})\/$/;
const MOST = 30; // cards in one request
const STAYS = 60_000; // ms until a card is asked for anew

interface Card {
  html: string;
  at: number;
}

/** Nothing, a line break, or white space with a break behind it: the neighbour of a lone link. */
function endsLine(node: Node | null): boolean {
  return node === null || node instanceof HTMLBRElement || node.textContent?.trim() === "";
}

const cards = new Map<string, Card>();

export default class extends Controller<HTMLElement> {
  #waiting = new Map<string, HTMLElement[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #watch = new MutationObserver(() => this.#scan());

  override connect(): void {
    this.#watch.observe(this.element, { childList: true, subtree: true });
    this.#scan();
  }

  override disconnect(): void {
    this.#watch.disconnect();
    clearTimeout(this.#timer);
  }

  #scan(): void {
    const bodies = this.element.querySelectorAll<HTMLElement>(
      ".message__body:not([data-carded]):has(a[href*='/documents/'])",
    );
    for (const body of bodies) {
      body.dataset.carded = "";
      for (const link of body.querySelectorAll<HTMLAnchorElement>("a")) this.#meet(body, link);
    }
    if (this.#waiting.size && !this.#timer) {
      this.#timer = setTimeout(() => void this.#fetch(), 50);
    }
  }

  #meet(body: HTMLElement, link: HTMLAnchorElement): void {
    const id = link.origin === location.origin ? ADDRESS.exec(link.pathname)?.[1] : undefined;
    if (!id) return;
    const place = document.createElement("div");
    place.className = "document-card-place";
    body.after(place);
    // On a line of its own the address gives way to the card.
    if (endsLine(link.previousSibling) && endsLine(link.nextSibling)) link.dataset.carded = "";
    const known = cards.get(id);
    if (known && Date.now() - known.at < STAYS) place.innerHTML = known.html;
    else this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), place]);
  }

  async #fetch(): Promise<void> {
    this.#timer = undefined;
    const batch = [...this.#waiting].slice(0, MOST);
    for (const [id] of batch) this.#waiting.delete(id);
    const query = new URLSearchParams(batch.map(([id]) => ["id", id]));
    try {
      const found = await getJson<Record<string, string>>(`/documents/cards/?${query.toString()}`);
      for (const [id, places] of batch) {
        const html = found[id] ?? "";
        cards.set(id, { html, at: Date.now() });
        for (const place of places) place.innerHTML = html;
      }
    } catch {
      // The address in the message stays a link.
      for (const [, places] of batch) {
        for (const place of places) {
          const links = place.parentElement?.querySelectorAll<HTMLElement>("a[data-carded]");
          for (const link of links ?? []) delete link.dataset.carded;
          place.remove();
        }
      }
    }
    if (this.#waiting.size) this.#scan();
  }
}
