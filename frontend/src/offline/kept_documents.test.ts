import { beforeEach, expect, test } from "vitest";
import {
  forgetDocument,
  isCopyOf,
  copyName,
  keptDocuments,
  noteDocument,
  outworn,
} from "./kept_documents";

const DAY = 86_400_000;

beforeEach(() => localStorage.clear());

test("a note is changed in part and forgotten as a whole", () => {
  noteDocument("d", { title: "要領", generation: 1, at: 5, unsaved: false });
  noteDocument("d", { unsaved: true });
  expect(keptDocuments().get("d")).toEqual({ title: "要領", generation: 1, at: 5, unsaved: true });
  forgetDocument("d");
  expect(keptDocuments().size).toBe(0);
});

test("old copies and those too many go, never one with unsaved words", () => {
  const now = 100 * DAY;
  const each = (at: number, unsaved = false) => ({ title: "", generation: 1, at, unsaved });
  const list = new Map([
    ["old", each(now - 31 * DAY)],
    ["unsent", each(now - 90 * DAY, true)],
  ]);
  for (let n = 0; n < 31; n++) list.set(`new${n}`, each(now - n));
  expect(outworn(list, now).sort()).toEqual(["new30", "old"]);
});

test("a copy belongs to one owner", () => {
  expect(isCopyOf("a", copyName("a", "d"))).toBe(true);
  expect(isCopyOf("b", copyName("a", "d"))).toBe(false);
  expect(isCopyOf("", copyName("", "d"))).toBe(false);
});
