/** The unsent count in the header of every page; a page without the chat sends them as well. */
import { Controller } from "@hotwired/stimulus";
import { connection } from "../hub/connection";
import { t } from "../hub/strings";
import { outbox } from "./session";
import { signInAgain } from "./session_end";
import { tabSign } from "./tab_sign";

export default class extends Controller<HTMLElement> {
  static override targets = ["word"];
  declare readonly wordTarget: HTMLElement;
  #undo: (() => void) | undefined;
  #started = false;

  override connect(): void {
    this.#undo = outbox.watch(() => this.#show());
    this.#show();
  }

  override disconnect(): void {
    this.#undo?.();
  }

  #show(): void {
    const n = outbox.unsent;
    this.element.hidden = n === 0;
    this.wordTarget.textContent = n > 0 ? t("status.unsent", { n }) : "";
    tabSign.unsent(n);
    const isChat = document.querySelector('[data-controller~="live"]') !== null;
    if (n === 0 || isChat || this.#started) return;
    this.#started = true;
    connection.onState((state) => {
      if (state === "ended") void signInAgain();
    });
    connection.start();
  }
}
