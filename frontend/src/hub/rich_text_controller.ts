/** Shows the widths and colours of a written text: the policy refuses style attributes. */
import { Controller } from "@hotwired/stimulus";

export default class RichTextController extends Controller<HTMLElement> {
  override connect(): void {
    for (const element of this.element.querySelectorAll<HTMLElement>("[data-style]")) {
      element.style.cssText = element.dataset.style ?? "";
    }
  }
}
