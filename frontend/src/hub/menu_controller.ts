/** A button that discloses a panel: Escape and a press outside close it, arrows walk its items. */
import { Controller } from "@hotwired/stimulus";
import { isComposing } from "./keys";

export default class extends Controller<HTMLElement> {
  static override targets = ["button", "panel"];
  declare readonly buttonTarget: HTMLElement;
  declare readonly panelTarget: HTMLElement;

  override connect(): void {
    document.addEventListener("pointerdown", this.#outside);
    this.element.addEventListener("keydown", this.#key);
    this.element.addEventListener("focusout", this.#left);
    this.panelTarget.addEventListener("click", this.#fetched);
  }

  override disconnect(): void {
    document.removeEventListener("pointerdown", this.#outside);
    this.element.removeEventListener("keydown", this.#key);
    this.element.removeEventListener("focusout", this.#left);
    this.panelTarget.removeEventListener("click", this.#fetched);
  }

  toggle(): void {
    this.#show(this.panelTarget.hidden !== false);
  }

  #show(open: boolean): void {
    this.panelTarget.hidden = !open;
    this.buttonTarget.setAttribute("aria-expanded", String(open));
  }

  #items(): HTMLElement[] {
    return [...this.panelTarget.querySelectorAll<HTMLElement>("a[href], button:not([disabled])")];
  }

  readonly #outside = (event: Event): void => {
    if (!this.element.contains(event.target as Node)) this.#show(false);
  };

  readonly #left = (event: FocusEvent): void => {
    const next = event.relatedTarget;
    if (next instanceof Node && !this.element.contains(next)) this.#show(false);
  };

  /** A download leaves the page where it is. */
  readonly #fetched = (event: Event): void => {
    if (!(event.target as Element).closest("a[download]")) return;
    this.buttonTarget.focus();
    this.#show(false);
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === "Escape" && !this.panelTarget.hidden) {
      event.stopPropagation();
      this.#show(false);
      this.buttonTarget.focus();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#walk(event);
  };

  #walk(event: KeyboardEvent): void {
    const inField = event.target instanceof HTMLElement && event.target.matches("input, textarea");
    if (inField) return;
    event.preventDefault();
    if (this.panelTarget.hidden) this.#show(true);
    const items = this.#items();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const from = items.indexOf(document.activeElement as HTMLElement);
    const start = from < 0 && step < 0 ? 0 : from;
    items[(start + step + items.length) % items.length]?.focus();
  }
}
