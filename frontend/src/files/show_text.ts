/** The beginning of a text file, as text and nothing else. */
import { t } from "../hub/strings";
import type { Show } from "./viewing";

const SHOWN_BYTES = 256 * 1024;

export const showText: Show = (file, { stage, say, fail }) => {
  const page = document.createElement("pre");
  page.className = "viewer__text";
  stage.append(page);
  const stop = new AbortController();
  void read(file.url, stop.signal)
    .then((bytes) => {
      page.textContent = decoded(bytes);
      if (file.size > SHOWN_BYTES) say(t("viewer.beginning"));
    })
    .catch(() => stop.signal.aborted || fail(t("viewer.failed")));
  return {
    zoom: (level) => page.style.setProperty("font-size", `${level === "fit" ? 1 : level}rem`),
    stop: () => stop.abort(),
  };
};

async function read(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const headers = { Range: `bytes=0-${SHOWN_BYTES - 1}` };
  const response = await fetch(url, { headers, signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.arrayBuffer()).slice(0, SHOWN_BYTES);
}

/** UTF-8 where it is; else what Windows in Japan writes. */
export function decoded(bytes: ArrayBuffer): string {
  try {
    // As a stream: the bytes may end within a character.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("shift_jis").decode(bytes);
  }
}
