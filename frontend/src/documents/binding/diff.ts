/** The difference between two lists of units: what to keep, to delete, to insert. */
import type { ModelElement } from "ckeditor5";
import type { Item } from "./shadow";
import { isText, type Run } from "./runs";
import type { Attributes, YElement } from "./schema";

export interface CharUnit {
  kind: "char";
  text: string; // one code point: a surrogate pair is never cut
  attributes: Attributes;
  key: string;
  length: number;
}

export interface ElementUnit {
  kind: "marker" | "inline" | "object";
  element: ModelElement | null;
  y: YElement | null;
  length: 1;
}

export type Unit = CharUnit | ElementUnit;

export type Step =
  | { kind: "keep"; old: Unit; now: Unit }
  | { kind: "delete"; old: Unit }
  | { kind: "insert"; now: Unit };

/** Above this many pairs the middle is replaced as a whole. */
const TABLE_LIMIT = 400_000;

export function unitsOfRuns(runs: readonly Run[], units: Unit[]): void {
  for (const run of runs) {
    if (!isText(run)) {
      units.push({ kind: "inline", element: run.element, y: run.y, length: 1 });
      continue;
    }
    const { attributes, key } = run;
    for (const text of run.text) {
      units.push({ kind: "char", text, attributes, key, length: text.length });
    }
  }
}

export function unitsOfItem(item: Item, units: Unit[]): void {
  const { element, y } = item;
  if (item.kind === "e") units.push({ kind: "object", element, y, length: 1 });
  else {
    if (y) units.push({ kind: "marker", element, y, length: 1 });
    unitsOfRuns(item.runs, units);
  }
}

function alike(old: Unit, now: Unit): boolean {
  if (old.kind === "char") return now.kind === "char" && old.text === now.text;
  return now.kind === old.kind && old.element === now.element;
}

function equal(old: Unit, now: Unit): boolean {
  return alike(old, now) && (old.kind !== "char" || old.key === (now as CharUnit).key);
}

/**
 * Equal ends first, then elements that are still there as anchors, then the longest common
 * subsequence. `typedAt` is where CKEditor says something was typed: of several equal answers
 * ("aa" in "aaa") the one the person meant.
 */
export function difference(old: readonly Unit[], now: readonly Unit[], typedAt = -1): Step[] {
  return new Difference(old, now).steps(typedAt);
}

class Difference {
  readonly #steps: Step[] = [];

  constructor(
    private readonly old: readonly Unit[],
    private readonly now: readonly Unit[],
  ) {}

  steps(typedAt: number): Step[] {
    this.#section(0, this.old.length, 0, this.now.length, typedAt);
    return this.#steps;
  }

  #keep(i: number, j: number): void {
    this.#steps.push({ kind: "keep", old: this.old[i]!, now: this.now[j]! });
  }

  #replace(a: number, b: number, c: number, d: number): void {
    for (let i = a; i < b; i++) this.#steps.push({ kind: "delete", old: this.old[i]! });
    for (let j = c; j < d; j++) this.#steps.push({ kind: "insert", now: this.now[j]! });
  }

  #section(a: number, b: number, c: number, d: number, limit: number): void {
    let offset = 0;
    while (a < b && c < d && equal(this.old[a]!, this.now[c]!) && (limit < 0 || offset < limit)) {
      offset += this.now[c]!.length;
      this.#keep(a++, c++);
    }
    let tail = 0;
    while (b > a && d > c && equal(this.old[b - 1]!, this.now[d - 1]!)) {
      b--;
      d--;
      tail++;
    }
    this.#middle(a, b, c, d);
    for (let k = 0; k < tail; k++) this.#keep(b + k, d + k);
  }

  #middle(a: number, b: number, c: number, d: number): void {
    if (a === b || c === d) {
      this.#replace(a, b, c, d);
      return;
    }
    const anchors = this.#anchors(a, b, c, d);
    if (!anchors.length) {
      this.#longestCommon(a, b, c, d);
      return;
    }
    for (const [i, j] of anchors) {
      this.#section(a, i, c, j, -1);
      this.#keep(i, j);
      a = i + 1;
      c = j + 1;
    }
    this.#section(a, b, c, d, -1);
  }

  /** Pairs of places that hold the same element, in order on both sides. */
  #anchors(a: number, b: number, c: number, d: number): [number, number][] {
    const places = new Map<ModelElement, number>();
    for (let j = c; j < d; j++) {
      const unit = this.now[j]!;
      if (unit.kind !== "char" && unit.element) places.set(unit.element, j);
    }
    const anchors: [number, number][] = [];
    let last = c - 1;
    for (let i = a; i < b; i++) {
      const unit = this.old[i]!;
      if (unit.kind === "char" || !unit.element) continue;
      const j = places.get(unit.element);
      if (j !== undefined && j > last && this.now[j]!.kind === unit.kind) {
        anchors.push([i, j]);
        last = j;
      }
    }
    return anchors;
  }

  #longestCommon(a: number, b: number, c: number, d: number): void {
    const width = d - c + 1;
    if ((b - a) * (d - c) > TABLE_LIMIT) {
      this.#replace(a, b, c, d);
      return;
    }
    const table = this.#table(a, b, c, d);
    let i = a;
    let j = c;
    while (i < b && j < d) {
      const here = (i - a) * width + (j - c);
      if (alike(this.old[i]!, this.now[j]!)) this.#keep(i++, j++);
      else if (table[here + width]! >= table[here + 1]!) this.#replace(i, ++i, j, j);
      else this.#replace(i, i, j, ++j);
    }
    this.#replace(i, b, j, d);
  }

  /** Lengths of the longest common subsequence of each pair of tails. */
  #table(a: number, b: number, c: number, d: number): Uint16Array {
    const width = d - c + 1;
    const table = new Uint16Array((b - a + 1) * width);
    for (let i = b - 1; i >= a; i--) {
      for (let j = d - 1; j >= c; j--) {
        const here = (i - a) * width + (j - c);
        table[here] = alike(this.old[i]!, this.now[j]!)
          ? table[here + width + 1]! + 1
          : Math.max(table[here + width]!, table[here + 1]!);
      }
    }
    return table;
  }
}
