/** The switches for notifications and sound, per device. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "../hub/flash";
import { t } from "../hub/strings";
import { ring } from "./notify";

export default class extends Controller<HTMLElement> {
  static override targets = ["sound", "allow"];
  declare readonly soundTarget: HTMLInputElement;
  declare readonly allowTarget: HTMLElement;

  override connect(): void {
    this.soundTarget.checked = localStorage.getItem("sound") !== "off";
    this.#showPermission();
  }

  toggleSound(): void {
    localStorage.setItem("sound", this.soundTarget.checked ? "on" : "off");
    if (this.soundTarget.checked) ring();
  }

  async allow(): Promise<void> {
    const answer = await Notification.requestPermission();
    if (answer !== "granted") flash(t("notify.denied"), "warning");
    this.#showPermission();
  }

  #showPermission(): void {
    const possible = "Notification" in window && Notification.permission === "default";
    this.allowTarget.hidden = !possible;
  }
}
