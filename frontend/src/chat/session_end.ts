/** The server has ended this sign-in. */
import { flash } from "../hub/flash";
import { t } from "../hub/strings";
import { ENDED, leaveDevice } from "../offline/device";
import { outbox } from "./session";

const LOST = "lost";

/**
 * Nothing of an ended sign-in stays here. The server's next page says what to do; once, so
 * that a refusal cannot loop.
 */
export async function signInAgain(): Promise<void> {
  if (sessionStorage.getItem(ENDED)) return;
  const lost = outbox.unsent;
  await leaveDevice();
  sessionStorage.setItem(ENDED, "once");
  if (lost > 0) sessionStorage.setItem(LOST, String(lost));
  location.reload();
}

/** On the next page: say what could not be sent any more. */
export function tellLost(): void {
  const lost = Number(sessionStorage.getItem(LOST));
  sessionStorage.removeItem(LOST);
  if (lost > 0) flash(t("unsent.lost", { n: lost }), "warning");
}
