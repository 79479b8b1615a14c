/** Own obligations on the home page: a new one appears, an answered one moves down. */
import { Controller } from "@hotwired/stimulus";
import { getPart } from "../hub/http";
import { type Renewal, renewing, swap } from "./renewing";

export default class extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;
  #renewal: Renewal | undefined;

  override connect(): void {
    this.#renewal = renewing(() => this.#renew());
  }

  override disconnect(): void {
    this.#renewal?.stop();
  }

  async #renew(): Promise<void> {
    const html = (await getPart(this.urlValue)).trim();
    const focused = this.element.contains(document.activeElement);
    await swap(this.element, html);
    if (!focused || this.element.contains(document.activeElement)) return;
    const heading = this.element.querySelector<HTMLElement>("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }
}
