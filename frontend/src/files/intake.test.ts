import { beforeEach, expect, test } from "vitest";
import { forgetStrings } from "../hub/strings";
import { pastedFiles } from "./intake";
import { readableSize } from "./sizes";
import { decoded } from "./show_text";
import { stepped } from "./viewing";

const STRINGS = { "files.screenshot": "スクリーンショット {when}.png" };

beforeEach(() => {
  forgetStrings();
  const json = JSON.stringify(STRINGS);
  document.body.innerHTML = `<script type="application/json" id="client-strings">${json}</script>`;
});

function paste(files: File[], types: string[]): ClipboardEvent {
  return { clipboardData: { files, types } } as unknown as ClipboardEvent;
}

test("a screenshot is named after its time, other files keep their names", () => {
  const files = [new File(["1"], "image.png", { type: "image/png" }), new File(["2"], "図.png")];
  const now = new Date(2026, 10, 23, 10, 15, 7);
  const names = pastedFiles(paste(files, ["Files"]), now).map((file) => file.name);
  expect(names).toEqual(["スクリーンショット 2026-11-23 10.15.07.png", "図.png"]);
});

test("text that comes with a picture of itself stays text", () => {
  expect(pastedFiles(paste([new File(["1"], "image.png")], ["text/plain", "Files"]))).toEqual([]);
});

test.each([
  [999, "999 B"],
  [1024, "1.0 KB"],
  [200 * 1024 * 1024, "200 MB"],
])("%i bytes are %s", (bytes, text) => {
  expect(readableSize(bytes)).toBe(text);
});

test("text is UTF-8, even cut within a character, or what Windows in Japan writes", () => {
  const bytes = new TextEncoder().encode("接種");
  expect(decoded(bytes.buffer)).toBe("接種");
  expect(decoded(bytes.buffer.slice(0, 5))).toBe("接");
  expect(decoded(new Uint8Array([0x90, 0xda, 0x8e, 0xed]).buffer)).toBe("接種");
});

test("zoom steps up and down and stops at its ends", () => {
  expect([stepped("fit", 1), stepped("fit", -1), stepped(1, 1)]).toEqual([1.5, 0.75, 1.5]);
  expect([stepped(4, 1), stepped(0.25, -1)]).toEqual([4, 0.25]);
});
