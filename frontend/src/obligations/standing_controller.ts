/** How many have answered, under what asked for it. */
import { Controller } from "@hotwired/stimulus";
import { getJson } from "../hub/http";
import { type Renewal, renewing } from "./renewing";

export default class extends Controller<HTMLElement> {
  static override values = { obligation: String };
  declare readonly obligationValue: string;
  #renewal: Renewal | undefined;

  override connect(): void {
    if (this.element.closest('[data-controller~="mine"]')) return; // renewed as a whole
    this.#renewal = renewing(
      () => this.#renew(),
      (obligation) => obligation === this.obligationValue,
    );
  }

  override disconnect(): void {
    this.#renewal?.stop();
  }

  async #renew(): Promise<void> {
    const found = await getJson<Record<string, string>>(
      `/obligations/cards/?id=${this.obligationValue}`,
    );
    const holder = document.createElement("template");
    holder.innerHTML = found[this.obligationValue] ?? "";
    const fresh = holder.content.querySelector(".standing");
    if (!fresh) return;
    this.element.innerHTML = fresh.innerHTML;
    this.element.className = fresh.className;
  }
}
