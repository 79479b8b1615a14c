/** Cards under messages that name a document or a notice; each reader gets what they may open. */
import { Controller } from "@hotwired/stimulus";
import { getJson } from "../hub/http";

const ADDRESS = /^\/(documents|notices)\/([0-9a-f-]{36})\/$/;
const LINKS = "a[href*='/documents/'], a[href*='/notices/']";
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

// By the address of the link: "/documents/<id>/".
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
      `.message__body:not([data-carded]):has(${LINKS})`,
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
    const address = link.pathname;
    if (link.origin !== location.origin || !ADDRESS.test(address)) return;
    const place = document.createElement("div");
    body.after(place);
    // On a line of its own the address gives way to the card.
    if (endsLine(link.previousSibling) && endsLine(link.nextSibling)) link.dataset.carded = "";
    const known = cards.get(address);
    if (known && Date.now() - known.at < STAYS) place.innerHTML = known.html;
    else this.#waiting.set(address, [...(this.#waiting.get(address) ?? []), place]);
  }

  /** One request for those of the family that waits longest; the others follow. */
  async #fetch(): Promise<void> {
    this.#timer = undefined;
    const family = ADDRESS.exec([...this.#waiting.keys()][0] ?? "")?.[1] ?? "";
    const batch = [...this.#waiting].filter(([address]) => ADDRESS.exec(address)?.[1] === family);
    batch.splice(MOST);
    for (const [address] of batch) this.#waiting.delete(address);
    const ids = batch.map(([address]) => ADDRESS.exec(address)?.[2] ?? "");
    const query = new URLSearchParams(ids.map((id) => ["id", id]));
    try {
      const found = await getJson<Record<string, string>>(`/${family}/cards/?${query.toString()}`);
      for (const [number, [address, places]] of batch.entries()) {
        const html = found[ids[number] ?? ""] ?? "";
        cards.set(address, { html, at: Date.now() });
        for (const place of places) place.innerHTML = html;
      }
    } catch {
      for (const [, places] of batch) places.forEach(giveUp);
    }
    if (this.#waiting.size) this.#scan();
  }
}

/** The address in the message stays a link. */
function giveUp(place: HTMLElement): void {
  const links = place.parentElement?.querySelectorAll<HTMLElement>("a[data-carded]");
  for (const link of links ?? []) delete link.dataset.carded;
  place.remove();
}
