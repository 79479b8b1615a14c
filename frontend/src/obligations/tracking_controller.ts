/** The live board: who has answered, whom to ring; one works in it while it changes. */
import { Controller } from "@hotwired/stimulus";
import { flash } from "../hub/flash";
import { getPart, post, RequestError } from "../hub/http";
import { csrfToken } from "../hub/page";
import { t } from "../hub/strings";
import { type Renewal, renewing, swap } from "./renewing";

/** Nobody is told that a device showed a card; who watches the board asks more often. */
const POLL_MS = 15_000;

export default class extends Controller<HTMLElement> {
  static override targets = ["board", "spoken", "dialog", "phone"];
  static override values = { url: String, obligation: String };
  declare readonly boardTarget: HTMLElement;
  declare readonly spokenTarget: HTMLElement;
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly phoneTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly obligationValue: string;
  #renewal: Renewal | undefined;

  override connect(): void {
    this.#renewal = renewing(
      () => this.#renew(),
      (obligation) => obligation === this.obligationValue,
      POLL_MS,
    );
    this.boardTarget.addEventListener("click", this.#narrowed);
    this.phoneTarget.addEventListener("submit", this.#logged);
  }

  override disconnect(): void {
    this.#renewal?.stop();
    this.boardTarget.removeEventListener("click", this.#narrowed);
    this.phoneTarget.removeEventListener("submit", this.#logged);
  }

  /** The search box and the kinds. */
  filter(event: Event): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) given.set(name, String(value));
    this.#go(`?${given.toString()}`);
  }

  tickAll(event: Event): void {
    const all = event.target as HTMLInputElement;
    const group = all.closest("section");
    for (const tick of group?.querySelectorAll<HTMLInputElement>("input.line__tick") ?? []) {
      tick.checked = all.checked;
    }
  }

  /** Any small form of the board: ring again, a call nobody took, take an answer back. */
  async send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    try {
      const answer = await post(form.action, new FormData(form, event.submitter));
      flash(((await answer.json()) as { message: string }).message);
      for (const tick of this.boardTarget.querySelectorAll<HTMLInputElement>("input:checked")) {
        tick.checked = false;
      }
      await this.#renewal?.now();
    } catch (error) {
      flash(error instanceof RequestError ? error.message : t("error.failed"), "error");
    }
  }

  /** The box for the result of a call; without script the link is a page. */
  async ring(event: Event): Promise<void> {
    event.preventDefault();
    const { href } = event.currentTarget as HTMLAnchorElement;
    await this.#part(href);
    if (!this.dialogTarget.open) this.dialogTarget.showModal();
  }

  hang(): void {
    this.dialogTarget.close();
  }

  readonly #logged = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    void this.#part(form.action, new FormData(form, event.submitter));
  };

  /** Words end the dialog; a form with its faults stays in it. */
  async #part(url: string, body?: FormData): Promise<void> {
    const headers = { "X-Part": "1", "X-CSRFToken": csrfToken(), Accept: "application/json" };
    try {
      const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body });
      if (answer.redirected)
        location.reload(); // signed out: the page says so
      else if (answer.headers.get("Content-Type")?.includes("json")) {
        const { message } = (await answer.json()) as { message: string };
        flash(message, answer.ok ? "success" : "error");
        this.dialogTarget.close();
        await this.#renewal?.now();
      } else if (answer.ok || answer.status === 422) {
        this.phoneTarget.innerHTML = await answer.text();
      } else flash(t("error.failed"), "error");
    } catch {
      flash(t("error.network"), "error");
    }
  }

  readonly #narrowed = (event: MouseEvent): void => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>('a[href^="?"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#go(link.getAttribute("href") ?? "?");
  };

  #go(search: string): void {
    history.replaceState(null, "", search === "?" ? location.pathname : search);
    const given = new URLSearchParams(location.search);
    for (const name of ["state", "reached"]) {
      const field = this.element.querySelector<HTMLInputElement>(`input[name="${name}"]`);
      if (field) field.value = given.get(name) ?? "";
    }
    void this.#renewal?.now().catch(() => flash(t("error.network"), "error"));
  }

  async #renew(): Promise<void> {
    const asked = location.search;
    const html = await getPart(`${this.urlValue}${asked}`);
    if (asked !== location.search) return; // narrowed meanwhile
    await swap(this.boardTarget, html);
    const counts = this.boardTarget.querySelector<HTMLElement>("[data-spoken]");
    const words = counts?.dataset.spoken ?? "";
    if (this.spokenTarget.textContent !== words) this.spokenTarget.textContent = words;
  }
}
