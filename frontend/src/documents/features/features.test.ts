import { describe, expect, it, vi } from "vitest";

vi.mock("ckeditor5", () => ({
  Dialog: class {},
  MentionUI: class {},
  Plugin: class {},
  TextWatcher: class {},
}));
vi.mock("./mention", () => ({}));

import { charactersIn } from "./character_count";
import { nameBegun } from "./mention_list";
import { fileOfData, ownPath } from "./picture_sources";
import { hideStyles } from "./style_attributes";

describe("characters", () => {
  it.each([
    ["", 0],
    ["市役所", 3],
    ["𠮷野家", 3],
    ["葛󠄀城", 2], // with a variation selector
    ["か\u3099", 1], // a kana and its mark
    ["👨‍👩‍👧", 1],
    ["👍🏽", 1],
    ["一\n二", 2],
  ])("are counted as a reader sees them: %s", (text, count) => {
    expect(charactersIn(text)).toBe(count);
  });
});

describe("a name", () => {
  it.each([
    ["@", ""],
    ["担当は@高", "高"],
    ["担当は＠たか", "たか"],
    ["（@Taka", "Taka"],
    ["a.b@example", undefined],
    ["@高橋 まで", undefined],
    ["@高橋、", undefined],
    ["市役所", undefined],
  ])("begins or not: %s", (text, name) => {
    expect(nameBegun(text)).toBe(name);
  });
});

describe("a pasted picture", () => {
  const path = "/files/0b9bb1f2-6f0e-4f5c-9a53-7c0a9d2e1a11/";

  it("is ours by its path, also as an absolute address", () => {
    expect(ownPath(path)).toBe(path);
    expect(ownPath(`${location.origin}${path}?x=1`)).toBe(path);
  });

  it.each([
    `https://evil.example${path}`,
    `//evil.example${path}`,
    "/files/x/",
    `${path}preview/`,
    "data:image/png;base64,AA==",
    "file:///C:/a.png",
    "",
  ])("is not ours: %s", (source) => {
    expect(ownPath(source)).toBeUndefined();
  });

  it("comes as bytes", () => {
    const file = fileOfData("data:image/png;base64,AQID");
    expect([file?.type, file?.size, file?.name]).toEqual(["image/png", 3, "image.png"]);
  });

  it.each([
    "data:image/svg+xml;base64,AQID",
    "data:text/html;base64,AQID",
    "data:image/png;base64,*",
    path,
  ])("does not come as bytes: %s", (source) => {
    expect(fileOfData(source)).toBeUndefined();
  });
});

describe("hidden styles", () => {
  const parsed = (html: string) => new DOMParser().parseFromString(html, "text/html").body;
  const hostile = [
    `<p style="a:b">x</p>`,
    `<p STYLE='a:b' class=x>x</p>`,
    `<p style=a:b>x</p>`,
    `<p title="a style='b'" style = "c:d">x style="y"</p>`,
    `<p class="x"style="a:b">x</p>`,
    `<img alt=">" style="a:b">`,
    `<p data-style="x" style="a:b;
      c:d">x</p>`,
  ];
  const attributes = ({ attributes: all }: Element) =>
    [...all].map(({ name, value }) => [name, value]);

  it.each(hostile)("change the name and nothing else: %s", (html) => {
    const [before, after] = [parsed(html), parsed(hideStyles(html))];
    expect(after.textContent).toBe(before.textContent);
    const renamed = attributes(before.firstElementChild!).map(([name, value]) => [
      name === "style" ? "data-ck-style" : name,
      value,
    ]);
    expect(attributes(after.firstElementChild!)).toEqual(renamed);
  });
});
