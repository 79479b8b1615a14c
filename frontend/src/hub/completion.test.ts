import { expect, test } from "vitest";
import { queryAt } from "./completion";

test.each([
  ["@さと", 3, { start: 0, query: "さと" }],
  ["お願いします @", 8, { start: 7, query: "" }],
  ["はい、@田", 5, { start: 3, query: "田" }],
  ["＠田中", 3, { start: 0, query: "田中" }],
])("%s asks for candidates", (text, caret, expected) => {
  expect(queryAt(text, caret)).toEqual(expected);
});

test.each([
  ["mail@example", 12],
  ["@佐藤 さん", 6],
  ["ふつうの文", 3],
])("%s does not", (text, caret) => {
  expect(queryAt(text, caret)).toBeNull();
});
