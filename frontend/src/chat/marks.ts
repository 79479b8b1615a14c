/** Markdown-light helpers for the composer's buttons: pure functions over a selection. */

export interface Selection {
  text: string;
  start: number;
  end: number;
}

/** Put `mark` around the selection, or take it away when it is there. */
export function surround({ text, start, end }: Selection, mark: string): Selection {
  const inside = text.slice(start, end);
  const marked = text.slice(start - mark.length, start) === mark && text.startsWith(mark, end);
  if (marked) {
    const before = text.slice(0, start - mark.length);
    const plain = before + inside + text.slice(end + mark.length);
    return { text: plain, start: before.length, end: before.length + inside.length };
  }
  const changed = text.slice(0, start) + mark + inside + mark + text.slice(end);
  return { text: changed, start: start + mark.length, end: end + mark.length };
}

/** Begin every selected line with `prefix`, or take it away from all of them. */
export function prefixLines({ text, start, end }: Selection, prefix: string): Selection {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end);
  const lines = text.slice(from, to).split("\n");
  const all = lines.every((line) => line.startsWith(prefix));
  const changed = lines.map((line) => (all ? line.slice(prefix.length) : prefix + line));
  const block = changed.join("\n");
  const place = from + block.length;
  return { text: text.slice(0, from) + block + text.slice(to), start: place, end: place };
}
