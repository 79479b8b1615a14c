import { beforeEach, expect, test, vi } from "vitest";
import type { PendingFile } from "../chat/pending";
import { forgetStrings } from "../hub/strings";
import { masked, mayLeave } from "./boundary";

const STRINGS = {
  "boundary.people": "{n}人",
  "boundary.my_number": "個人番号らしい番号",
  "boundary.size": "（{size}）",
};
const CLINIC = { name: "みどり診療所", colour: 1, people: 3 };

function page(outside: object[]): HTMLDialogElement {
  forgetStrings();
  document.body.innerHTML = `
    <script type="application/json" id="client-strings">${JSON.stringify(STRINGS)}</script>
    <script type="application/json" id="room-data">${JSON.stringify({ outside })}</script>
    <dialog id="boundary-dialog"><ul data-boundary-readers></ul>
    <section><ul class="boundary-dialog__found"></ul></section>
    <section><ul class="boundary-dialog__files"></ul></section></dialog>`;
  const dialog = document.querySelector("dialog") as HTMLDialogElement;
  dialog.showModal = vi.fn();
  return dialog;
}

function answer(dialog: HTMLDialogElement, value: string): void {
  dialog.returnValue = value;
  dialog.dispatchEvent(new Event("close"));
}

const file: PendingFile = { key: "k", name: "名簿.xlsx", size: 2048, type: "", blob: new Blob() };
let dialog: HTMLDialogElement;

beforeEach(() => {
  dialog = page([CLINIC]);
});

test("nobody is asked within the own organisation", async () => {
  dialog = page([]);
  expect(await mayLeave("個人番号 123456789018", [file])).toBe(true);
  expect(dialog.showModal).not.toHaveBeenCalled();
});

test("an ordinary text goes out without a question", async () => {
  expect(await mayLeave("明日の接種枠は20名です", [])).toBe(true);
  expect(dialog.showModal).not.toHaveBeenCalled();
});

test("a number is shown masked, the readers by name; cancel means no", async () => {
  const leaving = mayLeave("個人番号 1234 5678 9018", []);
  expect(dialog.textContent).toContain("みどり診療所3人");
  expect(dialog.querySelector("mark")?.textContent).toBe("12•• •••• ••18");
  expect(dialog.querySelectorAll("section[hidden]")).toHaveLength(1);
  answer(dialog, "no");
  expect(await leaving).toBe(false);
});

test("a file asks every time, and yes means yes", async () => {
  for (const value of ["yes", "yes"]) {
    const leaving = mayLeave("", [file]);
    expect(dialog.textContent).toContain("名簿.xlsx（2.0 KB）");
    answer(dialog, value);
    expect(await leaving).toBe(true);
  }
  expect(dialog.showModal).toHaveBeenCalledTimes(2);
});

test("only the ends of a number stay readable", () => {
  expect(masked("０６１３３０１１")).toBe("０６••••１１");
});
