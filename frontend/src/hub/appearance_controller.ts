/** Theme and text size: shown at once, kept in cookies for the server's next page. */
import { Controller } from "@hotwired/stimulus";

const YEAR = 31_536_000;

function remember(name: string, value: string): void {
  const age = value ? YEAR : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

export default class extends Controller<HTMLElement> {
  static override targets = ["choice"];
  declare readonly choiceTargets: HTMLElement[];

  choose({ params }: { params: { name: "theme" | "text_size"; value: string } }): void {
    const attribute = params.name === "theme" ? "data-theme" : "data-text-size";
    if (params.value) document.documentElement.setAttribute(attribute, params.value);
    else document.documentElement.removeAttribute(attribute);
    remember(params.name, params.value);
    this.#press(params.name, params.value);
  }

  #press(name: string, value: string): void {
    for (const choice of this.choiceTargets) {
      if (choice.dataset.appearanceNameParam !== name) continue;
      const pressed = (choice.dataset.appearanceValueParam ?? "") === value;
      choice.setAttribute("aria-pressed", String(pressed));
    }
  }
}
