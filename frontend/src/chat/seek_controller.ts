/** Ctrl+Shift+F or / from anywhere: to the search page, or into its box when that is open. */
import { Controller } from "@hotwired/stimulus";
import { isComposing, isPlainKey } from "../hub/keys";

const TYPING = "input, textarea, select, [contenteditable], [role=textbox]";

export default class extends Controller<HTMLAnchorElement> {
  shortcut(event: KeyboardEvent): void {
    if (!this.#isMeant(event)) return;
    event.preventDefault();
    const box = document.querySelector<HTMLInputElement>("#id_q[type=search]");
    if (box) box.select();
    else this.element.click();
  }

  #isMeant(event: KeyboardEvent): boolean {
    if (isComposing(event)) return false;
    const control = event.ctrlKey || event.metaKey;
    if (control && event.shiftKey && event.key.toLowerCase() === "f") return true;
    const typing = event.target instanceof Element && event.target.closest(TYPING) !== null;
    return isPlainKey(event, "/") && !typing && document.querySelector("dialog[open]") === null;
  }
}
