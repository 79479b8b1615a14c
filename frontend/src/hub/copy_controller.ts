/** Copies the text of a field and says so. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "./flash";
import { t } from "./strings";

export default class extends Controller<HTMLElement> {
  static override targets = ["source"];
  declare readonly sourceTarget: HTMLInputElement;

  async copy(): Promise<void> {
    this.sourceTarget.select();
    try {
      await navigator.clipboard.writeText(this.sourceTarget.value);
    } catch {
      // Plain http in a closed network has no clipboard API; the older command still works.
      document.execCommand("copy");
    }
    flash(t("copied"));
  }
}
