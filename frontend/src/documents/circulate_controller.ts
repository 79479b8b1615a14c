/** Whom a revision goes to: who is ticked moves up to the chosen, who stand in their order. */
import { Controller } from "@hotwired/stimulus";
import { isPlainKey } from "../hub/keys";
import { t } from "../hub/strings";

export default class extends Controller<HTMLElement> {
  static override targets = ["chosen", "candidates", "query", "plain", "said", "move"];
  declare readonly chosenTarget: HTMLElement;
  declare readonly candidatesTarget: HTMLElement;
  declare readonly queryTarget: HTMLInputElement;
  declare readonly plainTarget: HTMLElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly hasQueryTarget: boolean;

  override connect(): void {
    if (!this.hasQueryTarget) return; // nobody to choose from
    this.queryTarget.hidden = false;
    this.plainTarget.hidden = true;
  }

  /** Here the page moves people itself; without scripts the server does. */
  moveTargetConnected(button: HTMLButtonElement): void {
    button.type = "button";
  }

  choose({ target }: Event): void {
    const box = target as HTMLInputElement;
    const row = box.closest("li")!;
    const next = neighbour(row);
    if (box.checked) this.chosenTarget.append(row);
    else this.candidatesTarget.prepend(row);
    (next ?? this.queryTarget).focus({ preventScroll: true });
    if (box.checked) this.#say(row);
  }

  move(event: Event & { params: { step: number } }): void {
    const button = event.currentTarget as HTMLButtonElement;
    const row = button.closest("li")!;
    if (event.params.step < 0) row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    button.focus();
    this.#say(row);
  }

  /** Enter in the search chooses whom it found first; it does not send the form. */
  key(event: KeyboardEvent): void {
    if (!isPlainKey(event, "Enter")) return;
    event.preventDefault();
    if (!this.queryTarget.value) return;
    this.candidatesTarget.querySelector<HTMLInputElement>("li:not([hidden]) input")?.click();
    this.queryTarget.focus();
    this.queryTarget.select();
  }

  #say(row: HTMLElement): void {
    const n = [...this.chosenTarget.children].indexOf(row) + 1;
    this.saidTarget.textContent = t("circulate.place", { name: row.dataset.name!, n });
  }
}

/** The box beside, so that the keyboard goes on where it was. */
function neighbour(row: HTMLElement): HTMLInputElement | null {
  const rows = [...row.parentElement!.querySelectorAll(":scope > li:not([hidden])")];
  const at = rows.indexOf(row);
  return (rows[at + 1] ?? rows[at - 1])?.querySelector("input") ?? null;
}
