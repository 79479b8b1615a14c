/** A button that lets one hear the alarm, and says when the browser does not. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "../hub/flash";
import { t } from "../hub/strings";
import { maySound, sound } from "./siren";

export default class extends Controller<HTMLElement> {
  async play(): Promise<void> {
    if (!(await maySound())) return flash(t("alarm.no_sound"), "error");
    sound();
    flash(t("alarm.sounded"), "info");
  }
}
