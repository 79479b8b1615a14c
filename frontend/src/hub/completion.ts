/** Whom an @ in a text field can address: candidates from the server, chosen by keyboard. */
import { t } from "./strings";

export interface Candidate {
  label: string;
  reading: string;
  detail: string;
}

/** The half-typed name before the caret: its start, and the text after the @. */
export function queryAt(text: string, caret: number): { start: number; query: string } | null {
  const found = /(?:^|[\s、。（(])[@＠]([^\s@＠]{0,30})$/u.exec(text.slice(0, caret));
  if (!found) return null;
  const query = found[1] ?? "";
  return { start: caret - query.length - 1, query };
}

export class Completion<Found extends Candidate> {
  #candidates: Found[] = [];
  #chosen = 0;
  #stopper: AbortController | undefined;

  constructor(
    private readonly list: HTMLElement,
    private readonly field: HTMLTextAreaElement,
    private readonly search: (query: string, signal: AbortSignal) => Promise<Found[]>,
    private readonly picked: (candidate: Found) => void = () => {},
  ) {
    list.addEventListener("pointerdown", (event) => this.#pressed(event));
  }

  /** Offers whom the half-typed name before the caret may mean; none takes the list away. */
  async follow(): Promise<void> {
    const found = queryAt(this.field.value, this.field.selectionStart);
    if (!found) return this.close();
    this.#stopper?.abort();
    this.#stopper = new AbortController();
    try {
      this.#show(await this.search(found.query, this.#stopper.signal));
    } catch {
      // A newer search took over, or the server is away: the text is sent as it stands.
    }
  }

  close(): void {
    this.#stopper?.abort();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  /** Whether the key was for the list. */
  takes(event: KeyboardEvent): boolean {
    if (this.list.hidden) return false;
    if (event.key === "ArrowDown") this.#move(1);
    else if (event.key === "ArrowUp") this.#move(-1);
    else if (event.key === "Enter" || event.key === "Tab") this.#pick();
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #move(step: number): void {
    const count = this.#candidates.length;
    if (count > 0) this.#choose((this.#chosen + step + count) % count);
  }

  #pick(): void {
    const { value, selectionStart } = this.field;
    const candidate = this.#candidates[this.#chosen];
    const found = queryAt(value, selectionStart);
    if (candidate && found) {
      this.field.setRangeText(`@${candidate.label} `, found.start, selectionStart, "end");
      this.picked(candidate);
    }
    this.close();
  }

  #show(candidates: Found[]): void {
    this.#candidates = candidates;
    this.list.replaceChildren(...candidates.map(optionOf));
    if (candidates.length === 0) this.list.append(nothingFound());
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.#choose(0);
  }

  #choose(index: number): void {
    this.#chosen = index;
    for (const [place, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(place === index));
      if (place === index) option.scrollIntoView({ block: "nearest" });
    }
    if (this.#candidates[index]) {
      this.field.setAttribute("aria-activedescendant", `candidate-${index}`);
    }
  }

  #pressed(event: Event): void {
    event.preventDefault(); // the caret stays in the field
    const option = (event.target as HTMLElement).closest("[role=option]");
    if (!option) return;
    this.#chosen = [...this.list.children].indexOf(option);
    this.#pick();
  }
}

function optionOf(candidate: Candidate, index: number): HTMLElement {
  const option = document.createElement("li");
  option.id = `candidate-${index}`;
  option.setAttribute("role", "option");
  option.className = "completion__option";
  const name = document.createElement("b");
  name.textContent = candidate.label;
  const detail = document.createElement("span");
  detail.className = "small soft";
  detail.textContent = [candidate.reading, candidate.detail].filter(Boolean).join(" · ");
  option.append(name, detail);
  return option;
}

function nothingFound(): HTMLElement {
  const line = document.createElement("li");
  line.className = "completion__none small soft";
  line.textContent = t("completion.none");
  return line;
}
