/** An answer card: sends without leaving the page, and follows what colleagues answer. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "../hub/flash";
import { getPart, post, RequestError } from "../hub/http";
import { t } from "../hub/strings";
import { type Renewal, renewing, swap, tellMoved } from "./renewing";
import { seen } from "./seen";

const UNDO_MS = 5 * 60_000;

export default class extends Controller<HTMLElement> {
  static override targets = ["undo", "problem"];
  static override values = { url: String, obligation: String, branch: Number, seen: String };
  declare readonly undoTargets: HTMLElement[];
  declare readonly problemTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly obligationValue: string;
  declare readonly branchValue: number;
  declare readonly seenValue: string;
  #renewal: Renewal | undefined;
  #sending = false;
  #timers: ReturnType<typeof setTimeout>[] = [];

  override connect(): void {
    seen.watch(this.element, this.branchValue, this.seenValue);
    if (this.element.closest('[data-controller~="mine"]')) return; // renewed as a whole
    this.#renewal = renewing(
      () => this.#renew(),
      (obligation) => obligation === this.obligationValue,
    );
  }

  override disconnect(): void {
    seen.leave(this.element);
    this.#renewal?.stop();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** The offer to take an answer back goes when its time is over. */
  undoTargetConnected(undo: HTMLElement): void {
    const left = new Date(undo.dataset.until ?? 0).getTime() + UNDO_MS - Date.now();
    this.#timers.push(setTimeout(() => undo.remove(), Math.min(Math.max(left, 0), UNDO_MS)));
  }

  async send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = new FormData(form, event.submitter);
    if (this.#sending) return;
    this.#sending = true; // a disabled button would lose the focus
    try {
      const { message } = (await (await post(form.action, given)).json()) as { message: string };
      this.problemTarget.hidden = true;
      for (const details of this.element.querySelectorAll("details")) details.open = false;
      form.reset();
      flash(message);
      await (this.#renewal?.now() ?? this.#renew());
      tellMoved(this.obligationValue);
    } catch (error) {
      this.problemTarget.textContent =
        error instanceof RequestError ? error.message : t("error.failed");
      this.problemTarget.hidden = false;
    } finally {
      this.#sending = false;
    }
  }

  async #renew(): Promise<void> {
    const holder = document.createElement("template");
    holder.innerHTML = (await getPart(this.urlValue)).trim();
    const fresh = holder.content.firstElementChild;
    if (!fresh) return;
    const focused = this.element.contains(document.activeElement);
    await swap(this.element, fresh.innerHTML);
    this.element.className = fresh.className;
    if (focused && !this.element.contains(document.activeElement)) {
      this.element.tabIndex = -1;
      this.element.focus({ preventScroll: true });
    }
  }
}
