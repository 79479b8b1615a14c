import ja from "ckeditor5/translations/ja.js";
import { expect, it } from "vitest";
import { japaneseWords } from "./japanese_words";

it("each of our words takes the place of one of CKEditor's", () => {
  const known = ja.ja!.dictionary;
  const words = Object.keys(japaneseWords.ja.dictionary);
  expect(words.filter((message) => !(message in known))).toEqual([]);
});
