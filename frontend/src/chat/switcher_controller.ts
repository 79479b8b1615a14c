/** Ctrl+K: to any room or person by a few letters of the name or reading, or on to the search. */
import { Controller } from "@hotwired/stimulus";
import { getJson } from "../hub/http";
import { isComposing } from "../hub/keys";
import { csrfToken } from "../hub/page";
import { t } from "../hub/strings";
import { announceInPage } from "./session";

interface RoomRow {
  id: string;
  title: string;
  detail: string;
  unread: number;
}
interface PersonRow {
  id: string;
  name: string;
  detail: string;
}

export default class extends Controller<HTMLElement> {
  static override targets = ["dialog", "input", "list"];
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  #chosen = 0;
  #stopper: AbortController | undefined;

  shortcut(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (this.dialogTarget.open) this.dialogTarget.close();
    else this.open();
  }

  open(): void {
    this.inputTarget.value = "";
    this.dialogTarget.showModal();
    void this.search();
  }

  async search(): Promise<void> {
    this.#stopper?.abort();
    this.#stopper = new AbortController();
    const query = encodeURIComponent(this.inputTarget.value);
    try {
      const found = await getJson<{ rooms: RoomRow[]; people: PersonRow[] }>(
        `/rooms/switcher/?q=${query}`,
        this.#stopper.signal,
      );
      this.#show(found.rooms, found.people);
    } catch (error) {
      if (!(error instanceof DOMException)) this.#tell(t("error.network"));
    }
  }

  key(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === "ArrowDown") this.#choose(this.#chosen + 1);
    else if (event.key === "ArrowUp") this.#choose(this.#chosen - 1);
    else if (event.key === "Enter") this.#go(this.#options[this.#chosen]);
    else return;
    event.preventDefault();
  }

  pick(event: Event): void {
    this.#go((event.target as HTMLElement).closest<HTMLElement>("[role=option]") ?? undefined);
  }

  get #options(): HTMLElement[] {
    return [...this.listTarget.querySelectorAll<HTMLElement>("[role=option]")];
  }

  #show(rooms: RoomRow[], people: PersonRow[]): void {
    const query = this.inputTarget.value.trim();
    const rows = [
      ...rooms.map((room) => option("room", room.id, room.title, room.detail)),
      ...people.map((person) => option("member", person.id, person.name, person.detail)),
      ...(query ? [option("search", query, t("switcher.search", { query }), "")] : []),
    ];
    for (const [place, row] of rows.entries()) row.id = `switch-${place}`;
    this.listTarget.replaceChildren(...rows);
    if (rows.length === 0) this.#tell(t("switcher.none"));
    this.#choose(0);
  }

  #tell(text: string): void {
    const line = document.createElement("li");
    line.className = "empty";
    line.textContent = text;
    this.listTarget.replaceChildren(line);
  }

  #choose(index: number): void {
    const options = this.#options;
    this.#chosen = Math.min(Math.max(index, 0), Math.max(options.length - 1, 0));
    for (const [place, row] of options.entries()) {
      row.setAttribute("aria-selected", String(place === this.#chosen));
    }
    const row = options[this.#chosen];
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.inputTarget.setAttribute("aria-activedescendant", row.id);
  }

  #go(row: HTMLElement | undefined): void {
    if (!row) return;
    this.dialogTarget.close();
    const id = row.dataset.id ?? "";
    if (row.dataset.kind === "room") announceInPage("visit-room", id);
    else if (row.dataset.kind === "search") location.assign(searchPath(id));
    else this.#write(id);
  }

  /** A direct room is made by a form of its own, so that the server decides. */
  #write(member: string): void {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/rooms/direct/";
    for (const [name, value] of [
      ["csrfmiddlewaretoken", csrfToken()],
      ["member", member],
    ]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name ?? "";
      field.value = value ?? "";
      form.append(field);
    }
    document.body.append(form);
    form.submit();
  }
}

function searchPath(query: string): string {
  return `/rooms/search/?q=${encodeURIComponent(query)}`;
}

function option(kind: string, id: string, title: string, detail: string): HTMLElement {
  const row = document.createElement("li");
  row.setAttribute("role", "option");
  row.className = "switcher__option";
  row.dataset.kind = kind;
  row.dataset.id = id;
  const name = document.createElement("b");
  name.textContent = title;
  const about = document.createElement("span");
  about.className = "small soft";
  about.textContent = detail;
  row.append(name, about);
  return row;
}
