/**
 * A part of a page that comes from an address of its own. Its forms stay inside it: what the
 * server answers takes its place, and its `data-badge` stands outside of it too. Without script
 * the address is a page.
 */
import { Controller } from "@hotwired/stimulus";
import { flash } from "./flash";
import { csrfToken } from "./page";
import { t } from "./strings";

const PAUSE = 250; // ms after the last letter

export default class extends Controller<HTMLElement> {
  static override targets = ["content", "badge"];
  static override values = { url: String };
  declare readonly contentTarget: HTMLElement;
  declare readonly badgeTargets: HTMLElement[];
  declare readonly urlValue: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopper: AbortController | undefined;

  override connect(): void {
    this.element.addEventListener("submit", this.#submitted);
  }

  override disconnect(): void {
    this.element.removeEventListener("submit", this.#submitted);
    this.closed();
  }

  show(event?: Event): void {
    event?.preventDefault();
    void this.#load(this.urlValue);
  }

  closed(): void {
    clearTimeout(this.#timer);
    this.#stopper?.abort();
  }

  /** Ask while somebody types; what is being composed waits. */
  typed(event: InputEvent): void {
    clearTimeout(this.#timer);
    if (event.isComposing) return;
    const { form } = event.target as HTMLInputElement;
    this.#timer = setTimeout(() => form?.requestSubmit(), PAUSE);
  }

  #submitted = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !this.contentTarget.contains(form)) return;
    event.preventDefault();
    const given = new FormData(form, event.submitter);
    if (form.method !== "get") return void this.#load(form.action, given);
    const query = new URLSearchParams([...given].map(([name, value]) => [name, String(value)]));
    void this.#load(`${form.action}?${query.toString()}`);
  };

  async #load(url: string, body?: FormData): Promise<void> {
    this.#stopper?.abort();
    this.#stopper = new AbortController();
    const { signal } = this.#stopper;
    const headers = { "X-Part": "1", "X-CSRFToken": csrfToken() };
    this.contentTarget.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body, signal });
      // A document that is not ours any more leads to a whole page.
      if (!answer.ok || answer.headers.get("X-Part") !== "1") return location.reload();
      this.#put(await answer.text());
    } catch (error) {
      if (!signal.aborted) flash(t("error.network"), "error");
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
    } finally {
      if (!signal.aborted) this.contentTarget.removeAttribute("aria-busy");
    }
  }

  #put(html: string): void {
    const before = document.activeElement as HTMLInputElement | null;
    const typing = before?.matches("[data-keep-focus]") ? before.id : "";
    this.contentTarget.innerHTML = html;
    const { badge } = (this.contentTarget.firstElementChild as HTMLElement | null)?.dataset ?? {};
    if (badge) for (const each of this.badgeTargets) each.textContent = badge;
    const field = typing ? document.getElementById(typing) : null;
    if (!(field instanceof HTMLInputElement)) return;
    const { length } = field.value;
    field.focus();
    field.setSelectionRange(length, length);
  }
}
