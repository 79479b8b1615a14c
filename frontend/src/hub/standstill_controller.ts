/** Says on every page of the city staff that promised work is not being done; the server knows. */
import { Controller } from "@hotwired/stimulus";
import { connection } from "./connection";

export default class extends Controller<HTMLElement> {
  #undo: (() => void) | undefined;

  override connect(): void {
    this.#undo = connection.on("session.heartbeat", (event) => {
      this.element.hidden = !event.standstill;
    });
  }

  override disconnect(): void {
    this.#undo?.();
  }
}
