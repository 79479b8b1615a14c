/**
 * Writing what the model holds into Yjs: the touched region of a container is compared, unit by
 * unit, with the shadow of Y, and becomes one delta. A dry run only tells whether it would.
 */
import type { ModelElement } from "ckeditor5";
import { type Dirty, wholeContext } from "./dirty";
import { type CharUnit, difference, type Step, type Unit, unitsOfItem, unitsOfRuns } from "./diff";
import { encode } from "./encode";
import { isText, type Run } from "./runs";
import {
  type Attributes,
  attributesOf,
  NAME,
  nameOf,
  same,
  type YElement,
  yAttributesOf,
} from "./schema";
import { type Context, Item, type Shadow } from "./shadow";

interface Target {
  element: ModelElement;
  virtual: boolean;
}

/** The part of a container that is compared: items [from, to) become children [from, childTo). */
interface Region {
  from: number;
  to: number;
  childTo: number;
}

export class Pusher {
  constructor(
    private readonly shadow: Shadow,
    private readonly dry: boolean,
  ) {}

  /** Brings Y to what the model holds of `context`; returns whether anything differs. */
  push(context: Context, dirty: Dirty): boolean {
    const { shadow } = this;
    if (!shadow.isLive(context)) return false;
    const children = shadow.childrenOf(context);
    if (this.#isNothing(context, children)) return false;
    if (!dirty.structure && !context.textOnly && context.items.length !== children.length) {
      // A fix that was not written yet stands here: align by identity.
      return this.push(context, { ...dirty, structure: true, typed: null });
    }
    return new ContextPush(shadow, this, context, children, dirty, this.dry).run();
  }

  /** An empty container with one plain empty paragraph is nothing in Y. */
  #isNothing(context: Context, children: ModelElement[]): boolean {
    const [lone] = children;
    if (context.textOnly || context.items.length || children.length !== 1 || !lone) return false;
    if (!this.shadow.isPlainParagraph(lone) || !lone.isEmpty) return false;
    context.items = [new Item("b", null, lone)];
    return true;
  }

  pushAttributes(element: ModelElement, y: YElement): boolean {
    let changed = false;
    const wanted = attributesOf(element);
    const current = yAttributesOf(y);
    const set = (write: () => void) => {
      changed = true;
      if (!this.dry) write();
    };
    if (nameOf(y) !== element.name && this.shadow.model.schema.isRegistered(nameOf(y))) {
      set(() => y.set(NAME, element.name));
    }
    for (const key in current) if (!(key in wanted)) set(() => y.delete(key));
    for (const key in wanted) {
      if (!same(wanted[key], current[key])) set(() => y.set(key, wanted[key]));
    }
    return changed;
  }
}

class ContextPush {
  readonly #delta = new Delta();
  readonly #items: Item[] = [];
  /** Elements that stay: their attributes and contents are compared afterwards. */
  readonly #kept: { element: ModelElement; y: YElement; object: boolean }[] = [];

  constructor(
    private readonly shadow: Shadow,
    private readonly pusher: Pusher,
    private readonly context: Context,
    private readonly children: ModelElement[],
    private readonly dirty: Dirty,
    private readonly dry: boolean,
  ) {}

  run(): boolean {
    const { items } = this.context;
    const region = this.#region();
    for (const item of items.slice(0, region.from)) this.#unmoved(item);
    if (region.from < region.to || region.from < region.childTo) {
      const elements = this.children.slice(region.from, region.childTo);
      this.#compare(items.slice(region.from, region.to), elements, region.from);
    }
    for (const item of items.slice(region.to)) this.#unmoved(item);
    if (!this.dry) {
      if (this.#delta.changed) this.context.y.applyDelta(this.#delta.steps, { sanitize: false });
      this.context.items = this.#items;
    }
    return this.#pushKept() || this.#delta.changed;
  }

  /** The smallest part that holds everything added, removed or moved. */
  #region(): Region {
    const { items } = this.context;
    const { children, dirty } = this;
    if (!dirty.structure || this.context.textOnly) {
      return { from: items.length, to: items.length, childTo: items.length };
    }
    let from = 0;
    let to = items.length;
    let childTo = children.length;
    const matches = (i: number, j: number) => this.#matches(items[i]!, children[j]!);
    while (from < to && from < childTo && matches(from, from)) from++;
    while (to > from && childTo > from && matches(to - 1, childTo - 1)) {
      to--;
      childTo--;
    }
    if (from === to && from === childTo) return { from, to, childTo };
    const touched = (item: Item | undefined) =>
      item?.kind === "b" && dirty.elements.has(item.element);
    while (from > 0 && touched(items[from - 1])) from--;
    // Whether the block after the region needs a marker depends on what is before it.
    while (to < items.length && (touched(items[to]) || isVirtual(items[to]!))) {
      to++;
      childTo++;
    }
    return { from, to, childTo };
  }

  #matches(item: Item, element: ModelElement): boolean {
    if (item.element !== element) return false;
    const block = this.shadow.isBlock(element);
    if (item.kind === "e") return !block;
    return block && !(isVirtual(item) && element.isEmpty && this.children.length > 1);
  }

  #unmoved(item: Item): void {
    const { dirty, context } = this;
    if (!dirty.deep && !dirty.elements.has(item.element)) {
      this.#delta.retain(item.length);
      this.#items.push(item);
    } else if (item.kind === "b") {
      const index = context.textOnly ? 0 : this.children.indexOf(item.element);
      this.#compare([item], [item.element], index);
    } else {
      this.#delta.retain(1);
      this.#kept.push({ element: item.element, y: item.y!, object: true });
      this.#items.push(item);
    }
  }

  #compare(olds: Item[], elements: ModelElement[], first: number): void {
    const { dirty } = this;
    const before: Unit[] = [];
    const now: Unit[] = [];
    for (const item of olds) unitsOfItem(item, before);
    const targets = elements.map((element, index) => {
      const virtual = this.#isVirtual(element, first + index, olds);
      this.#unitsOf(element, virtual, now);
      return { element, virtual };
    });
    const [only] = targets;
    const typed =
      dirty.typed && targets.length === 1 && dirty.typed.element === only!.element
        ? dirty.typed.offset + (only!.virtual ? 0 : 1)
        : -1;
    const made = this.#write(difference(before, now, typed), olds.length > 1);
    if (this.dry) return;
    for (const target of targets) this.#items.push(this.#itemOf(target, made));
  }

  /** A plain paragraph may stay without a marker where none is needed. */
  #isVirtual(element: ModelElement, index: number, olds: Item[]): boolean {
    const { shadow, context, children } = this;
    if (context.textOnly) return true;
    if (!shadow.isBlock(element)) return false;
    const previous = children[index - 1];
    if (previous && shadow.isBlock(previous)) return false;
    if (!shadow.isPlainParagraph(element) || (element.isEmpty && children.length > 1)) return false;
    return olds.some((item) => item.element === element && isVirtual(item));
  }

  #unitsOf(element: ModelElement, virtual: boolean, units: Unit[]): void {
    if (!this.context.textOnly && !this.shadow.isBlock(element)) {
      units.push({ kind: "object", element, y: null, length: 1 });
      return;
    }
    if (!virtual) units.push({ kind: "marker", element, y: null, length: 1 });
    unitsOfRuns(this.shadow.runsOf(element), units);
  }

  /** Turns steps into the delta; returns the Y type of every element that has one. */
  #write(steps: readonly Step[], several: boolean): Map<ModelElement, YElement> {
    const made = new Map<ModelElement, YElement>();
    for (const step of steps) {
      if (step.kind === "delete") this.#delta.delete(step.old.length);
      else if (step.kind === "insert") this.#insert(step.now, made);
      else if (step.old.kind === "char") this.#delta.format(step.old, step.now as CharUnit);
      else this.#keep(step.old, step.now, made, several);
    }
    return made;
  }

  #keep(old: Unit, now: Unit, made: Map<ModelElement, YElement>, several: boolean): void {
    this.#delta.retain(1);
    if (old.kind === "char" || now.kind === "char") return;
    const element = now.element!;
    const y = old.y!;
    made.set(element, y);
    const { dirty } = this;
    if (dirty.deep || dirty.elements.has(element) || old.kind === "inline" || several) {
      this.#kept.push({ element, y, object: old.kind === "object" });
    }
  }

  #insert(unit: Unit, made: Map<ModelElement, YElement>): void {
    if (unit.kind === "char") this.#delta.insertText(unit);
    else if (this.dry) this.#delta.changed = true;
    else {
      const y = encode(this.shadow, unit.element!);
      made.set(unit.element!, y);
      this.#delta.insertType(y);
    }
  }

  #itemOf({ element, virtual }: Target, made: Map<ModelElement, YElement>): Item {
    if (!this.context.textOnly && !this.shadow.isBlock(element)) {
      return new Item("e", made.get(element)!, element);
    }
    const runs: Run[] = this.shadow
      .runsOf(element)
      .map((run) => (isText(run) ? run : { ...run, y: made.get(run.element!) ?? null }));
    return new Item("b", virtual ? null : made.get(element)!, element, runs);
  }

  #pushKept(): boolean {
    let changed = false;
    const { shadow, pusher, dirty } = this;
    for (const { element, y, object } of this.#kept) {
      if (pusher.pushAttributes(element, y)) changed = true;
      const inner = object ? shadow.contextOf(element) : undefined;
      if (inner && (dirty.deep || dirty.elements.has(element))) {
        if (pusher.push(inner, wholeContext(shadow, inner))) changed = true;
      }
    }
    return changed;
  }
}

function isVirtual(item: Item): boolean {
  return item.kind === "b" && !item.y;
}

interface DeltaStep {
  retain?: number;
  delete?: number;
  insert?: unknown;
  attributes?: Attributes;
  key?: string;
}

/** Builds a delta step by step, joining neighbours of the same sort. */
class Delta {
  readonly steps: DeltaStep[] = [];
  changed = false;
  #retained = 0;

  retain(length: number): void {
    this.#retained += length;
  }

  #flush(): DeltaStep | undefined {
    if (this.#retained) this.steps.push({ retain: this.#retained });
    this.#retained = 0;
    return this.steps.at(-1);
  }

  delete(length: number): void {
    const last = this.#flush();
    this.changed = true;
    if (last?.delete !== undefined) last.delete += length;
    else this.steps.push({ delete: length });
  }

  insertText({ text, attributes, key }: CharUnit): void {
    const last = this.#flush();
    this.changed = true;
    if (typeof last?.insert === "string" && last.key === key) last.insert += text;
    else this.steps.push({ insert: text, attributes, key });
  }

  insertType(y: YElement): void {
    this.#flush();
    this.changed = true;
    this.steps.push({ insert: y, attributes: {} });
  }

  /** The same character, perhaps formatted otherwise. */
  format(old: CharUnit, now: CharUnit): void {
    if (old.key === now.key) {
      this.retain(old.length);
      return;
    }
    const attributes: Attributes = {};
    for (const key in old.attributes) if (!(key in now.attributes)) attributes[key] = null;
    for (const key in now.attributes) {
      if (!same(now.attributes[key], old.attributes[key])) attributes[key] = now.attributes[key];
    }
    const last = this.#flush();
    this.changed = true;
    if (last?.retain !== undefined && last.attributes && same(last.attributes, attributes)) {
      last.retain += old.length;
    } else this.steps.push({ retain: old.length, attributes });
  }
}
