/** Own obligations on the home page: a new one appears, an answered one moves down. */
import { Controller } from "@hotwired/stimulus";
import { getPart } from "../hub/http";
import { renewing, swap } from "./renewing";

export default class extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;
  #leave: (() => void) | undefined;
  #shown = "";

  override connect(): void {
    this.#leave = renewing(() => this.#renew());
  }

  override disconnect(): void {
    this.#leave?.();
  }

  async #renew(): Promise<void> {
    const html = (await getPart(this.urlValue)).trim();
    const bare = html.replace(/name="(client_id|csrfmiddlewaretoken)" value="[^"]*"/g, "");
    if (bare === this.#shown) return;
    this.#shown = bare;
    const focused = this.element.contains(document.activeElement);
    swap(this.element, html);
    if (!focused || this.element.contains(document.activeElement)) return;
    const heading = this.element.querySelector<HTMLElement>("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  }
}
