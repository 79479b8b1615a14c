/** Signing out, or acting for another organisation, leaves nothing of this member behind. */
import { Controller } from "@hotwired/stimulus";
import { confirmed } from "../hub/confirm";
import { t } from "../hub/strings";
import { leaveDevice } from "../offline/device";
import { outbox } from "./session";

export default class extends Controller<HTMLFormElement> {
  #left = false;

  async leave(event: SubmitEvent): Promise<void> {
    if (this.#left) return;
    event.preventDefault();
    const n = outbox.unsent;
    if (n > 0 && !(await confirmed(t("sign_out.unsent", { n }), t("sign_out.agree")))) return;
    await leaveDevice();
    this.#left = true;
    this.element.requestSubmit();
  }
}
