/** A message in one line, for those who hear it or glance at it: stamp, text, names of files. */
import type { MessageData } from "../hub/protocol";
import { elementOf } from "./items";

export function gist({ html, body, stamp, files }: MessageData): string {
  const drawn = stamp ? elementOf(html).querySelector<HTMLImageElement>(".stamp") : null;
  return [drawn?.alt ?? "", body, ...files.map((file) => file.name)].filter(Boolean).join(" ");
}
