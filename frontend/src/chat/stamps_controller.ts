/** The picker of stamps: the ones used lately come first, one tap sends. */
import { Controller } from "@hotwired/stimulus";
import { gridStep } from "./grid_step";
import { announceInPage } from "./session";

const KEPT = "stamps";
const LATELY = 8;

export default class extends Controller<HTMLElement> {
  static override targets = ["button", "panel"];
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly panelTarget: HTMLElement;

  toggle(): void {
    if (this.panelTarget.hidden) this.#open();
    else this.#close();
  }

  send(event: Event): void {
    const { stamp } = (event.currentTarget as HTMLElement).dataset;
    if (!stamp) return;
    const lately = [stamp, ...this.#lately.filter((key) => key !== stamp)].slice(0, LATELY);
    localStorage.setItem(KEPT, lately.join(" "));
    this.#close();
    announceInPage("stamp", stamp);
  }

  key(event: KeyboardEvent): void {
    if (this.panelTarget.hidden) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#close();
      return this.buttonTarget.focus();
    }
    const choices = this.#choices;
    const from = choices.indexOf(document.activeElement as HTMLElement);
    const columns = getComputedStyle(this.panelTarget).gridTemplateColumns.split(" ").length;
    const to = gridStep(event.key, from, choices.length, columns);
    if (to === undefined) return;
    event.preventDefault();
    choices[to]?.focus();
  }

  /** The focus went elsewhere: so did the person. */
  left(event: FocusEvent): void {
    const to = event.relatedTarget as Node | null;
    if (to && !this.element.contains(to)) this.#close();
  }

  get #choices(): HTMLElement[] {
    return [...this.panelTarget.querySelectorAll<HTMLElement>("[data-stamp]")];
  }

  get #lately(): string[] {
    return (localStorage.getItem(KEPT) ?? "").split(" ").filter(Boolean);
  }

  #open(): void {
    for (const key of this.#lately.reverse()) {
      const choice = this.#choices.find((each) => each.dataset.stamp === key);
      if (choice) this.panelTarget.prepend(choice);
    }
    this.panelTarget.hidden = false;
    this.buttonTarget.setAttribute("aria-expanded", "true");
    this.#choices[0]?.focus();
  }

  #close(): void {
    this.panelTarget.hidden = true;
    this.buttonTarget.setAttribute("aria-expanded", "false");
  }
}
