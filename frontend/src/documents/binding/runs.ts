/** Runs: the characters of a block, cut where the formatting changes, and inline objects. */
import type { ModelElement } from "ckeditor5";
import { type Attributes, formatKey, type YElement } from "./schema";

export interface TextRun {
  text: string;
  attributes: Attributes;
  key: string;
}

export interface InlineRun {
  element: ModelElement | null;
  y: YElement | null;
}

export type Run = TextRun | InlineRun;

export function isText(run: Run): run is TextRun {
  return "text" in run;
}

export function textRun(text: string, attributes: Attributes): TextRun {
  return { text, attributes, key: formatKey(attributes) };
}

/** In UTF-16 units, as CKEditor and Yjs both count; an inline object is one. */
export function lengthOf(run: Run): number {
  return isText(run) ? run.text.length : 1;
}

export function totalLength(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + lengthOf(run), 0);
}

/** Appends `run` to `runs`, joined to the last one where both are formatted alike. */
export function pushRun(runs: Run[], run: Run): void {
  if (isText(run)) {
    if (run.text === "") return;
    const last = runs.at(-1);
    if (last && isText(last) && last.key === run.key) {
      runs[runs.length - 1] = { ...last, text: last.text + run.text };
      return;
    }
  }
  runs.push(run);
}

export function joined(...parts: (readonly Run[])[]): Run[] {
  const runs: Run[] = [];
  for (const part of parts) for (const run of part) pushRun(runs, run);
  return runs;
}

/** The part of `runs` from offset `start` up to `end`. */
export function cut(runs: readonly Run[], start: number, end = Infinity): Run[] {
  const taken: Run[] = [];
  let at = 0;
  for (const run of runs) {
    const length = lengthOf(run);
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, length);
    if (to > from) taken.push(isText(run) ? { ...run, text: run.text.slice(from, to) } : run);
    at += length;
  }
  return taken;
}

/** What two lists of runs are compared by; identity of inline objects is looked at elsewhere. */
export function shape(runs: readonly Run[]): unknown[] {
  return runs.map((run) => (isText(run) ? [run.text, run.key] : 0));
}
