import { expect, test } from "vitest";
import { prefixLines, surround } from "./marks";

test("bold is put around the selection and taken away again", () => {
  const marked = surround({ text: "至急です", start: 0, end: 2 }, "**");
  expect(marked).toEqual({ text: "**至急**です", start: 2, end: 4 });
  expect(surround(marked, "**")).toEqual({ text: "至急です", start: 0, end: 2 });
});

test("every selected line becomes a bullet, and stops being one", () => {
  const listed = prefixLines({ text: "一\n二\n三", start: 0, end: 3 }, "- ");
  expect(listed.text).toBe("- 一\n- 二\n三");
  expect(prefixLines({ ...listed, start: 0 }, "- ").text).toBe("一\n二\n三");
});
