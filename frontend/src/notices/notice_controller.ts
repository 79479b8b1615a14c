/** An open notice: reported as displayed after two visible seconds, and says when it changed. */
import { Controller } from "@hotwired/stimulus";
import { connection } from "../hub/connection";
import { post } from "../hub/http";

const DISPLAYED_AFTER_MS = 2000;
const LOOK_EVERY_MS = 250;

export default class NoticeController extends Controller<HTMLElement> {
  static override targets = ["changed"];
  static override values = { id: String, unread: Boolean, seenUrl: String };
  declare readonly changedTarget: HTMLElement;
  declare readonly idValue: string;
  declare readonly unreadValue: boolean;
  declare readonly seenUrlValue: string;
  #timer: ReturnType<typeof setInterval> | undefined;
  #since: number | undefined;
  #off: (() => void) | undefined;

  override connect(): void {
    this.#off = connection.on("notice.moved", ({ notice }) => {
      if (notice === this.idValue) this.changedTarget.hidden = false;
    });
    if (!this.unreadValue) return;
    void this.#report(false);
    this.#timer = setInterval(() => this.#look(performance.now()), LOOK_EVERY_MS);
  }

  override disconnect(): void {
    this.#off?.();
    clearInterval(this.#timer);
  }

  #look(now: number): void {
    if (document.visibilityState !== "visible") this.#since = undefined;
    else this.#since ??= now;
    if (this.#since === undefined || now - this.#since < DISPLAYED_AFTER_MS) return;
    clearInterval(this.#timer);
    void this.#report(true);
  }

  async #report(displayed: boolean): Promise<void> {
    const given = new FormData();
    given.set("id", this.idValue);
    given.set("displayed", displayed ? "1" : "0");
    await post(this.seenUrlValue, given).catch(() => undefined);
  }
}
