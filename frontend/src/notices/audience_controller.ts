/** Addressees are searched and chosen, and what they come to is shown before anything is sent. */
import { Controller } from "@hotwired/stimulus";
import { getText, post } from "../hub/http";

const PAUSE = 250; // ms after the last letter or choice

export default class AudienceController extends Controller<HTMLFormElement> {
  static override targets = ["query", "candidates", "chosen", "preview"];
  static override values = { preview: String, candidates: String };
  declare readonly queryTarget: HTMLInputElement;
  declare readonly candidatesTarget: HTMLElement;
  declare readonly chosenTarget: HTMLElement;
  declare readonly previewTarget: HTMLElement;
  declare readonly hasPreviewTarget: boolean;
  declare readonly previewValue: string;
  declare readonly candidatesValue: string;
  #searching: ReturnType<typeof setTimeout> | undefined;
  #previewing: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  override connect(): void {
    this.changed();
    this.queryTarget.addEventListener("keydown", this.#key);
  }

  override disconnect(): void {
    clearTimeout(this.#searching);
    clearTimeout(this.#previewing);
    this.queryTarget.removeEventListener("keydown", this.#key);
  }

  search(event: InputEvent): void {
    clearTimeout(this.#searching);
    if (!event.isComposing) this.#searching = setTimeout(() => void this.#search(), PAUSE);
  }

  add(event: Event): void {
    const { key = "", label = "", family = "" } = (event.currentTarget as HTMLElement).dataset;
    this.#clear();
    this.queryTarget.focus();
    if (!key || this.#keys().includes(key)) return;
    const template = document.querySelector<HTMLTemplateElement>("#chosen-addressee");
    const row = template?.content.cloneNode(true) as DocumentFragment;
    const input = row.querySelector<HTMLInputElement>("input[name=audience]");
    if (input) input.value = key;
    put(row, "[data-label]", label);
    put(row, "[data-family]", family);
    this.chosenTarget.append(row);
    this.changed();
  }

  drop(event: Event): void {
    (event.currentTarget as HTMLElement).closest("li")?.remove();
    this.queryTarget.focus();
    this.changed();
  }

  changed(): void {
    if (!this.hasPreviewTarget) return;
    clearTimeout(this.#previewing);
    this.#previewing = setTimeout(() => void this.#preview(), PAUSE);
  }

  #key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") this.#clear();
    if (event.key !== "Enter") return;
    event.preventDefault(); // the form is not sent from the search
    this.candidatesTarget.querySelector<HTMLButtonElement>("button")?.click();
  };

  #keys(): string[] {
    const fields = this.element.querySelectorAll<HTMLInputElement>("[name=audience]");
    return [...fields].map((field) => field.value);
  }

  #clear(): void {
    this.queryTarget.value = "";
    this.candidatesTarget.replaceChildren();
  }

  async #search(): Promise<void> {
    const query = this.queryTarget.value.trim();
    if (!query) return this.candidatesTarget.replaceChildren();
    const html = await getText(`${this.candidatesValue}?q=${encodeURIComponent(query)}`);
    if (this.queryTarget.value.trim() === query) this.candidatesTarget.innerHTML = html;
  }

  async #preview(): Promise<void> {
    const asked = ++this.#asked;
    const given = new FormData(this.element);
    for (const heavy of ["body", "says", "attached"]) given.delete(heavy);
    this.previewTarget.setAttribute("aria-busy", "true");
    try {
      const answer = await post(this.previewValue, given);
      if (asked !== this.#asked) return;
      const open = Boolean(this.previewTarget.querySelector(".audience__names[open]"));
      this.previewTarget.innerHTML = await answer.text();
      this.previewTarget.querySelector(".audience__names")?.toggleAttribute("open", open);
    } catch {
      if (asked === this.#asked) this.previewTarget.replaceChildren();
    } finally {
      if (asked === this.#asked) this.previewTarget.removeAttribute("aria-busy");
    }
  }
}

function put(row: DocumentFragment, selector: string, text: string): void {
  const place = row.querySelector(selector);
  if (place) place.textContent = text;
}
