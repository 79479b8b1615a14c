/** The progress of a job of the server: asks every second, shows the page anew at the end. */
import { Controller } from "@hotwired/stimulus";
import { getJson } from "./http";

interface JobState {
  running: boolean;
  done: number;
  total: number;
}

const ASK_EVERY = 1000;

export default class extends Controller<HTMLElement> {
  static override targets = ["bar", "count"];
  static override values = { url: String };
  declare barTarget: HTMLProgressElement;
  declare countTarget: HTMLElement;
  declare urlValue: string;
  #timer = 0;

  override connect(): void {
    this.#timer = window.setInterval(() => void this.#ask(), ASK_EVERY);
  }

  override disconnect(): void {
    window.clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    let state: JobState;
    try {
      state = await getJson<JobState>(this.urlValue);
    } catch {
      return; // the next second asks again
    }
    this.countTarget.textContent = `${state.done} / ${state.total}`;
    this.barTarget.max = Math.max(state.total, 1);
    this.barTarget.value = state.done;
    if (!state.running) window.location.reload();
  }
}
