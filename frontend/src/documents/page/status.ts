/** The word beside the title: whether what stands here is stored, and whether the line holds. */
import { t } from "../../hub/strings";

const SLOW_MS = 10_000;

export type Ending = "stale" | "forbidden" | "outdated" | "refused" | "demoted" | "signed_out";

/** Who sees these may not read the document any more. */
export const isClosed = (ending: Ending) => ending === "forbidden" || ending === "signed_out";

export class Status {
  #saved = true;
  #connected = false;
  #began = false;
  #ending: Ending | null = null;
  #reading: string | null = null;
  #timer = 0;

  constructor(
    private readonly place: HTMLElement,
    /** Read out: only what somebody who does not look must know. */
    private readonly spoken: HTMLElement,
  ) {}

  set saved(saved: boolean) {
    this.#saved = saved;
    clearTimeout(this.#timer);
    this.#show();
    if (!saved) this.#timer = window.setTimeout(() => this.#show(true), SLOW_MS);
  }

  set connected(connected: boolean) {
    const changed = this.#connected !== connected && this.#began;
    this.#connected = connected;
    this.#began = true;
    this.#show();
    if (changed) this.spoken.textContent = t(connected ? "document.back" : "document.offline");
  }

  /** The word for who may not write; null for who may. */
  set reading(word: string | null) {
    this.#reading = word;
    this.#show();
  }

  end(ending: Ending): void {
    this.#ending = ending;
    this.#show();
    this.spoken.textContent = t(`document.${ending}`);
  }

  #show(slow = false): void {
    const [kind, word] = this.#state(slow);
    this.place.dataset.state = kind;
    this.place.querySelector("[data-part=word]")!.textContent = word;
  }

  #state(slow: boolean): [string, string] {
    if (this.#ending) return ["ended", t(`document.${this.#ending}`)];
    if (!this.#began) return ["connecting", t("document.connecting")];
    if (!this.#connected) {
      return ["offline", t(this.#saved ? "document.offline" : "document.offline_unsaved")];
    }
    if (this.#reading) return ["reading", this.#reading];
    if (this.#saved) return ["saved", t("document.saved")];
    return slow ? ["slow", t("document.slow")] : ["saving", t("document.saving")];
  }
}
