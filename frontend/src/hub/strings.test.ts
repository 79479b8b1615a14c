import { beforeEach, expect, test } from "vitest";
import { folded } from "./folding";
import { identifierOf, controllersOf } from "./registry";
import { forgetStrings, t } from "./strings";

beforeEach(() => {
  forgetStrings();
  document.body.innerHTML =
    '<script type="application/json" id="client-strings">{"unsent":"未送信{n}件","by":"{name}: {text}"}</script>';
});

test("values fill their places", () => {
  expect(t("unsent", { n: 3 })).toBe("未送信3件");
  expect(t("by", { name: "佐藤", text: "{n}" })).toBe("佐藤: {n}");
});

test("a missing value leaves its place visible, an unknown key throws", () => {
  expect(t("unsent")).toBe("未送信{n}件");
  expect(() => t("nobody.wrote.this")).toThrow("nobody.wrote.this");
});

test("folding joins widths, kana and case", () => {
  expect(folded("ｻﾄｳ ミサキ")).toBe(folded("さとう　みさき"));
  expect(folded("ＡＢＣ")).toBe("abc");
  expect(folded("佐藤")).not.toBe(folded("斎藤"));
});

test("a controller is named after its file", () => {
  expect(identifierOf("./chat/room_list_controller.ts")).toBe("room-list");
  expect(() => controllersOf({ "./chat/x_controller.ts": {} })).toThrow("default export");
});
