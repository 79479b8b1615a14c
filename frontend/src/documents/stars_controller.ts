/** Stars of documents: set without a new page; without script the form does it. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "../hub/flash";
import { post } from "../hub/http";
import { t } from "../hub/strings";

export default class extends Controller<HTMLElement> {
  async toggle(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const on = form.elements.namedItem("on") as HTMLInputElement;
    const button = form.querySelector("button")!;
    try {
      await post(form.action, new FormData(form));
    } catch {
      return flash(t("error.network"), "error");
    }
    button.setAttribute("aria-pressed", String(on.value === "1"));
    on.value = on.value === "1" ? "0" : "1";
  }
}
