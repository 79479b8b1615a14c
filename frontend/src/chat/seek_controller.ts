/**
 * Ctrl+Shift+F from anywhere: to the search page, or into its box when that is open.
 * No single letter does this, because speech input would press it (WCAG 2.1.4).
 */
import { Controller } from "@hotwired/stimulus";
import { isComposing } from "../hub/keys";

export default class extends Controller<HTMLAnchorElement> {
  shortcut(event: KeyboardEvent): void {
    const control = event.ctrlKey || event.metaKey;
    if (!control || !event.shiftKey || event.key.toLowerCase() !== "f" || isComposing(event))
      return;
    event.preventDefault();
    const box = document.querySelector<HTMLInputElement>("#id_q[type=search]");
    if (box) box.select();
    else this.element.click();
  }
}
