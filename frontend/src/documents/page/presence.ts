/** Who has the document open now: faces in the head, names in the panel behind them. */
import { t } from "../../hub/strings";
import type { DocumentUser } from "../live/frames";

const FACES = 4;

export class Presence {
  constructor(
    private readonly faces: HTMLElement,
    private readonly count: HTMLElement,
    private readonly list: HTMLElement,
    private readonly seek: (person: DocumentUser) => void,
  ) {}

  /** `people` begins with the person who sits here. */
  show(people: DocumentUser[], own: string): void {
    const shown = people.length > FACES ? people.slice(0, FACES - 1) : people;
    const faces = shown.map((person) => face(person));
    if (shown.length < people.length) {
      const rest = document.createElement("span");
      rest.className = "avatar avatar--small document__rest";
      rest.textContent = `+${people.length - shown.length}`;
      faces.push(rest);
    }
    this.faces.replaceChildren(...faces);
    this.count.textContent = t(people.length === 1 ? "document.alone" : "document.people", {
      n: people.length,
    });
    this.list.replaceChildren(...people.map((person) => this.#row(person, person.id === own)));
  }

  #row(person: DocumentUser, isOwn: boolean): HTMLElement {
    const row = document.createElement("li");
    const content = document.createElement(isOwn ? "div" : "button");
    content.className = "menu__item";
    if (content instanceof HTMLButtonElement) {
      content.type = "button";
      content.addEventListener("click", () => this.seek(person));
    }
    const text = element("span", "person__text");
    const name = isOwn ? t("document.self", { name: person.name }) : person.name;
    const reading = person.writes ? "" : ` · ${t("document.reading")}`;
    text.append(
      element("span", "person__name", name),
      element("span", "person__about", person.organisation + reading),
    );
    content.append(face(person), text);
    row.append(content);
    return row;
  }
}

function face({ name, colour }: DocumentUser): HTMLElement {
  const avatar = element("span", `avatar avatar--small c${colour}`, [...name][0] ?? "");
  avatar.setAttribute("aria-hidden", "true");
  return avatar;
}

function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
