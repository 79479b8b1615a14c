/** Narrows a long list while one types; what is chosen always stays in sight. */
import { Controller } from "@hotwired/stimulus";
import { folded } from "./folding";

export default class extends Controller<HTMLElement> {
  static override targets = ["list"];
  declare readonly listTarget: HTMLElement;

  apply(event: Event): void {
    const wanted = folded((event.target as HTMLInputElement).value);
    for (const row of this.listTarget.children as HTMLCollectionOf<HTMLElement>) {
      const chosen = row.querySelector("input:checked") !== null;
      const text = folded(`${row.textContent} ${row.dataset.words ?? ""}`);
      row.hidden = !chosen && !text.includes(wanted);
    }
  }
}
