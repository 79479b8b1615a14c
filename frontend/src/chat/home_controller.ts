/** What waits for me: renewed when a task changes, checked off in place. */
import { Controller } from "@hotwired/stimulus";
import { connection, Refused } from "../hub/connection";
import { flash } from "../hub/flash";
import { getText } from "../hub/http";
import { t } from "../hub/strings";
import { announceInPage } from "./session";

const REFRESH_AFTER_MS = 300;

export default class extends Controller<HTMLElement> {
  static override targets = ["waiting"];
  static override values = { url: String };
  declare readonly waitingTarget: HTMLElement;
  declare readonly urlValue: string;
  #undo: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connect(): void {
    this.#undo = [
      connection.on("task.changed", () => this.#refreshSoon()),
      connection.on("home.changed", () => this.#refreshSoon()),
      connection.on("message.posted", () => this.#refreshSoon()),
      connection.on("message.changed", () => this.#refreshSoon()), // recalled: its words go
      connection.on("membership.revoked", () => this.#refreshSoon()),
      connection.on("session.hello", () => this.#refreshSoon()), // what happened while away
      connection.on("room.read", () => this.#refreshSoon()),
    ];
  }

  override disconnect(): void {
    for (const undo of this.#undo) undo();
    clearTimeout(this.#timer);
  }

  open(event: Event): void {
    const { task } = (event.currentTarget as HTMLElement).dataset;
    announceInPage("panel", `/rooms/tasks/${task}/`);
  }

  async check(event: Event): Promise<void> {
    const button = event.currentTarget as HTMLElement;
    const on = button.dataset.on === "1";
    try {
      await connection.request({ type: "task.complete", task: button.dataset.task ?? "", on });
      flash(t(on ? "tasks.done" : "tasks.reopened"));
    } catch (error) {
      flash(error instanceof Refused ? error.message : t("error.network"), "error");
    }
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), REFRESH_AFTER_MS);
  }

  async #refresh(): Promise<void> {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.task;
    try {
      this.waitingTarget.innerHTML = await getText(this.urlValue);
    } catch {
      return; // the next change tries again
    }
    if (focused) this.waitingTarget.querySelector<HTMLElement>(`[data-task="${focused}"]`)?.focus();
  }
}
