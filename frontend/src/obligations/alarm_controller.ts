/**
 * The alarm on every page: an urgent call shows and sounds until somebody of the organisation
 * answered. A page without the chat keeps a connection for it.
 */
import { Controller } from "@hotwired/stimulus";
import { signInAgain } from "../chat/session_end";
import { tabSign } from "../chat/tab_sign";
import { connection } from "../hub/connection";
import { flash } from "../hub/flash";
import { getPart } from "../hub/http";
import type { ObligationCalled } from "../hub/protocol";
import { t } from "../hub/strings";
import { type Renewal, renewing } from "./renewing";
import { seen } from "./seen";
import { maySound, startSiren, stopSiren } from "./siren";

const MUTED = "alarm-muted";

export default class extends Controller<HTMLElement> {
  static override targets = ["lines", "mute", "blocked", "line"];
  static override values = { url: String };
  declare readonly linesTarget: HTMLElement;
  declare readonly muteTarget: HTMLButtonElement;
  declare readonly blockedTarget: HTMLElement;
  declare readonly lineTarget: HTMLTemplateElement;
  declare readonly urlValue: string;
  #undo: (() => void)[] = [];
  #renewal: Renewal | undefined;
  #shown = "";

  override connect(): void {
    this.#renewal = renewing(() => this.#renew());
    this.#undo = [connection.on("obligation.called", (event) => this.#called(event))];
    document.addEventListener("pointerdown", this.#touched);
    document.addEventListener("keydown", this.#touched);
    this.#keepConnected();
    void this.#renewal.now().catch(() => undefined);
  }

  override disconnect(): void {
    this.#renewal?.stop();
    for (const undo of this.#undo) undo();
    document.removeEventListener("pointerdown", this.#touched);
    document.removeEventListener("keydown", this.#touched);
    stopSiren();
  }

  mute(): void {
    // Rung again it has another key, and is heard again.
    localStorage.setItem(MUTED, JSON.stringify(this.#keys().filter((key) => key !== "@")));
    this.#sound();
  }

  #keepConnected(): void {
    if (document.querySelector('[data-controller~="live"]')) return;
    connection.onState((state) => {
      if (state === "ended") void signInAgain();
    });
    connection.start();
  }

  /** At once, from the hint alone; the words of the server follow. */
  #called(event: ObligationCalled): void {
    if (!event.urgent) return flash(t("obligation.called", { title: event.title }), "info");
    const known = [...this.linesTarget.children] as HTMLElement[];
    if (!known.some((line) => line.dataset.obligation === event.obligation)) {
      const line = this.lineTarget.content.cloneNode(true) as DocumentFragment;
      const row = line.firstElementChild as HTMLElement;
      row.dataset.obligation = event.obligation;
      row.querySelector("b")!.textContent = event.title;
      row.querySelector("a")!.href = `/obligations/${event.obligation}/asked/`;
      this.linesTarget.append(line);
      this.#shown = "?"; // whatever the server says takes its place
    }
    this.#show();
    this.#notify(event.title);
  }

  #notify(title: string): void {
    if (!document.hidden || !("Notification" in window)) return;
    if (Notification.permission !== "granted") return;
    const shown = new Notification(t("alarm.notification"), { body: title, tag: "alarm" });
    shown.addEventListener("click", () => window.focus());
  }

  async #renew(): Promise<void> {
    const html = (await getPart(this.urlValue)).trim();
    const said = html.replaceAll(" data-delivered", ""); // not read out once more for that
    if (said !== this.#shown) this.linesTarget.innerHTML = html;
    this.#shown = said;
    for (const line of this.linesTarget.querySelectorAll<HTMLElement>(
      "[data-branch]:not([data-delivered])",
    )) {
      seen.has(Number(line.dataset.branch));
    }
    this.#show();
  }

  #show(): void {
    this.element.hidden = this.linesTarget.childElementCount === 0;
    tabSign.alarm(!this.element.hidden);
    this.#sound();
  }

  #sound(): void {
    const muted = new Set(JSON.parse(localStorage.getItem(MUTED) ?? "[]") as string[]);
    const loud = this.#keys().some((key) => !muted.has(key));
    this.muteTarget.hidden = !loud;
    this.blockedTarget.hidden = true;
    if (!loud) return stopSiren();
    startSiren();
    void maySound().then((may) => {
      this.blockedTarget.hidden = may;
    });
  }

  /** What rings, and when it rang last. */
  #keys(): string[] {
    const lines = [...this.linesTarget.children] as HTMLElement[];
    return lines.map(({ dataset }) => `${dataset.branch ?? ""}@${dataset.rung ?? ""}`);
  }

  #touched = (): void => {
    if (!this.blockedTarget.hidden)
      void maySound().then((may) => (this.blockedTarget.hidden = may));
  };
}
