/** Says that a page comes from the device, and from when, as long as no server answers. */
import { Controller } from "@hotwired/stimulus";
import { connection, type State } from "../hub/connection";
import { t } from "../hub/strings";
import { clockOf } from "../offline/clock";
import { keepsOffline } from "../offline/registration";
import { outbox } from "./session";

export default class extends Controller<HTMLElement> {
  #undo: (() => void)[] = [];

  override connect(): void {
    const show = (): void => this.#show(connection.state);
    this.#undo = [connection.onState(show), outbox.watch(show)];
  }

  override disconnect(): void {
    for (const undo of this.#undo) undo();
  }

  #show(state: State): void {
    const kept = document.querySelector<HTMLMetaElement>('meta[name="kept-at"]')?.content;
    const away = state === "offline" || (state === "connecting" && kept !== undefined);
    const text = away ? this.#text(kept) : "";
    this.element.hidden = !text;
    if (this.element.textContent !== text) this.element.textContent = text;
  }

  #text(kept: string | undefined): string {
    if (!outbox.isKept) return t("offline.plain");
    if (!keepsOffline()) return t("offline.http");
    return kept ? t("offline.kept", { when: clockOf(Number(kept)) }) : "";
  }
}
