import { Application } from "@hotwired/stimulus";
import { afterEach, expect, test } from "vitest";
import Appearance from "./appearance_controller";
import Dialog from "./dialog_controller";
import Filter from "./filter_controller";
import Menu from "./menu_controller";
import Password from "./password_controller";

let application: Application | undefined;
afterEach(() => application?.stop());

async function page(html: string): Promise<void> {
  document.body.innerHTML = html;
  application = Application.start();
  application.load([
    { identifier: "appearance", controllerConstructor: Appearance },
    { identifier: "dialog", controllerConstructor: Dialog },
    { identifier: "filter", controllerConstructor: Filter },
    { identifier: "menu", controllerConstructor: Menu },
    { identifier: "password", controllerConstructor: Password },
  ]);
  await new Promise((resolve) => setTimeout(resolve));
}

function find<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`nothing at ${selector}`);
  return found;
}

function press(target: HTMLElement, key: string, init: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...init }));
}

const MENU = `<div data-controller="menu"><button id="open" data-menu-target="button" data-action="menu#toggle"
  aria-expanded="false"></button><div data-menu-target="panel" hidden><a href="/a" id="a"></a><button id="b">
  </button></div></div><button id="elsewhere"></button>`;

test("a menu opens by press, walks by arrows, and Escape returns the focus", async () => {
  await page(MENU);
  const panel = find("[data-menu-target=panel]");
  find("#open").click();
  expect(panel.hidden).toBe(false);
  expect(find("#open").getAttribute("aria-expanded")).toBe("true");
  press(find("#open"), "ArrowDown");
  expect(document.activeElement?.id).toBe("a");
  press(find("#a"), "ArrowUp");
  expect(document.activeElement?.id).toBe("b");
  press(find("#b"), "Escape");
  expect(panel.hidden).toBe(true);
  expect(document.activeElement?.id).toBe("open");
});

test("Escape during a conversion leaves the menu open", async () => {
  await page(MENU);
  find("#open").click();
  press(find("#open"), "Escape", { isComposing: true });
  expect(find("[data-menu-target=panel]").hidden).toBe(false);
});

test("a press outside closes a menu, one inside does not", async () => {
  await page(MENU);
  find("#open").click();
  find("#b").dispatchEvent(new Event("pointerdown", { bubbles: true }));
  expect(find("[data-menu-target=panel]").hidden).toBe(false);
  find("#elsewhere").dispatchEvent(new Event("pointerdown", { bubbles: true }));
  expect(find("[data-menu-target=panel]").hidden).toBe(true);
});

test("appearance shows at once and is remembered in cookies", async () => {
  const choice = (name: string, value: string) => `<button data-appearance-target="choice"
    data-action="appearance#choose" data-appearance-name-param="${name}"
    data-appearance-value-param="${value}" id="${name}-${value}"></button>`;
  const choices = choice("theme", "") + choice("theme", "dark") + choice("text_size", "large");
  await page(`<div data-controller="appearance">${choices}</div>`);
  find("#theme-dark").click();
  expect(document.documentElement.dataset.theme).toBe("dark");
  expect(document.cookie).toContain("theme=dark");
  expect(find("#theme-dark").getAttribute("aria-pressed")).toBe("true");
  expect(find("#theme-").getAttribute("aria-pressed")).toBe("false");
  find("#text_size-large").click();
  expect(document.documentElement.dataset.textSize).toBe("large");
  expect(document.documentElement.dataset.theme).toBe("dark");
  find("#theme-").click();
  expect(document.documentElement.dataset.theme).toBeUndefined();
  expect(document.cookie).not.toContain("theme=");
});

test("filter narrows by reading and keeps what is chosen", async () => {
  await page(`<div data-controller="filter"><input id="q" data-action="input->filter#apply">
    <div data-filter-target="list"><label id="s" data-words="さとう"><input type="checkbox">佐藤</label>
    <label id="t"><input type="checkbox">高橋</label><label id="u"><input type="checkbox" checked>鈴木</label>
    </div></div>`);
  find<HTMLInputElement>("#q").value = "サト";
  find("#q").dispatchEvent(new Event("input"));
  expect([find("#s").hidden, find("#t").hidden, find("#u").hidden]).toEqual([false, true, false]);
});

test("a password is shown and hidden again", async () => {
  await page(`<div data-controller="password"><input type="password" data-password-target="field">
    <button data-password-target="button" data-action="password#toggle"></button></div>`);
  find("button").click();
  expect(find<HTMLInputElement>("input").type).toBe("text");
  expect(find("button").getAttribute("aria-pressed")).toBe("true");
  find("button").click();
  expect(find<HTMLInputElement>("input").type).toBe("password");
});

test("the backdrop closes a dialog, its content does not", async () => {
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
  await page(
    `<div data-controller="dialog"><dialog open data-dialog-target="dialog"><p></p></dialog></div>`,
  );
  const dialog = find<HTMLDialogElement>("dialog");
  find("p").click();
  expect(dialog.open).toBe(true);
  dialog.click();
  expect(dialog.open).toBe(false);
});
