/** allauth's script asks the device for a passkey; this says it when none came back. */
import { flash } from "./flash";
import { t } from "./strings";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  flash(t("passkey.failed"), "error");
});
