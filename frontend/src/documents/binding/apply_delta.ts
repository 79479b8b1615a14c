/**
 * Applying the delta of one container to the model. Markers become splits and merges, which are
 * CKEditor operations of their own: selections and carets follow them.
 */
import type { ModelElement, ModelWriter } from "ckeditor5";
import { Builder } from "./builder";
import { cut, isText, joined, lengthOf, type Run, textRun } from "./runs";
import { type Attributes, KIND, type Kind, type YElement } from "./schema";
import { type Context, Item, type Place, type Shadow } from "./shadow";

export interface DeltaStep {
  retain?: number;
  delete?: number;
  insert?: unknown;
  attributes?: Attributes;
}

type InText = Extract<Place, { item: Item }>;

function present(attributes: Attributes | undefined): Attributes {
  return Object.fromEntries(Object.entries(attributes ?? {}).filter(([, value]) => value !== null));
}

export class DeltaApplier {
  /** Items whose text was touched; compared with their shadow when all is applied. */
  readonly touched = new Set<Item>();

  constructor(
    private readonly shadow: Shadow,
    private readonly builder: Builder,
    private readonly writer: ModelWriter,
  ) {}

  apply(context: Context, delta: readonly DeltaStep[]): void {
    let at = 0;
    this.shadow.adoptLone(context);
    for (const step of delta) {
      if (step.retain !== undefined) {
        if (step.attributes) this.#format(context, at, step.retain, step.attributes);
        at += step.retain;
      } else if (step.delete !== undefined) this.#delete(context, at, step.delete);
      else at += this.#insert(context, at, step);
    }
    if (!context.textOnly) this.#dropEmptyVirtual(context);
  }

  #insert(context: Context, at: number, step: DeltaStep): number {
    if (typeof step.insert === "string") {
      const run = textRun(step.insert, present(step.attributes));
      this.#insertRun(context, at, run);
      return step.insert.length;
    }
    const y = step.insert as YElement;
    const kind = y.get(KIND) as Kind | undefined;
    if (kind === "i") this.#insertRun(context, at, { element: null, y });
    else if (kind === "b") this.#insertMarker(context, at, y);
    else this.#insertObject(context, at, y);
    return 1;
  }

  /** Virtual paragraphs that lost their text vanish, unless one is all there is. */
  #dropEmptyVirtual(context: Context): void {
    for (let index = context.items.length - 1; index >= 0; index--) {
      const item = context.items[index]!;
      if (item.kind === "b" && !item.y && !item.textLength && context.items.length > 1) {
        context.items.splice(index, 1);
        this.#remove(item.element);
      }
    }
  }

  #remove(element: ModelElement): void {
    if (this.shadow.isAttached(element)) this.writer.remove(element);
  }

  #place(context: Context, index: number, element: ModelElement): void {
    const next = context.items[index]?.element;
    const previous = context.items[index - 1]?.element;
    const { writer } = this;
    if (next?.parent === context.element) writer.insert(element, writer.createPositionBefore(next));
    else if (previous?.parent === context.element) {
      writer.insert(element, writer.createPositionAfter(previous));
    } else writer.append(element, context.element);
  }

  /** The block that takes text at `at`; made as a virtual paragraph where there is none. */
  #holder(context: Context, at: number): InText {
    const place = this.shadow.find(context, at);
    if (place.item) return place;
    const item = new Item("b", null, this.writer.createElement("paragraph"));
    this.#place(context, place.index, item.element);
    context.items.splice(place.index, 0, item);
    return { index: place.index, item, offset: 0 };
  }

  #insertRun(context: Context, at: number, run: Run): void {
    const { item, offset } = this.#holder(context, at);
    if (!isText(run)) run.element = this.builder.create(this.writer, run.y!);
    if (offset <= item.element.maxOffset) {
      if (isText(run)) this.writer.insertText(run.text, run.attributes, item.element, offset);
      else this.writer.insert(run.element!, item.element, offset);
    }
    item.setRuns(joined(cut(item.runs, 0, offset), [run], cut(item.runs, offset)));
    this.touched.add(item);
  }

  /** The text after the place becomes a block of its own: of marker `y`, or virtual. */
  #split(context: Context, { index, item, offset }: InText, y: YElement | null): Item {
    const { writer } = this;
    let element: ModelElement;
    if (offset < item.textLength && offset <= item.element.maxOffset) {
      writer.split(writer.createPositionAt(item.element, offset));
      element = item.element.nextSibling as ModelElement;
    } else {
      element = writer.createElement("paragraph");
      writer.insert(element, writer.createPositionAfter(item.element));
    }
    const tail = new Item("b", y, element, cut(item.runs, offset));
    item.setRuns(cut(item.runs, 0, offset));
    context.items.splice(index + 1, 0, tail);
    if (y) this.#take(tail, y);
    else this.builder.makePlain(writer, element);
    return tail;
  }

  #take(item: Item, y: YElement): void {
    item.y = y;
    this.shadow.map(y, item.element);
    this.shadow.fresh.add(y);
    this.builder.syncElement(this.writer, item.element, y);
  }

  #insertMarker(context: Context, at: number, y: YElement): void {
    if (context.textOnly) return;
    const place = this.shadow.find(context, at);
    if (!place.item) this.#insertBuilt(context, place.index, new Item("b", y));
    else if (!place.item.y && place.offset === 0) this.#take(place.item, y);
    else {
      this.touched.add(place.item);
      this.touched.add(this.#split(context, place, y));
    }
  }

  #insertObject(context: Context, at: number, y: YElement): void {
    if (context.textOnly) return;
    const place = this.shadow.find(context, at);
    let { index } = place;
    const item = new Item("e", y);
    if (place.item && (place.item.y || place.offset > 0)) {
      if (place.offset < place.item.textLength) {
        this.touched.add(place.item);
        this.touched.add(this.#split(context, place, null));
      }
      index += 1;
    }
    this.#insertBuilt(context, index, item);
  }

  #insertBuilt(context: Context, index: number, item: Item): void {
    this.builder.build(this.writer, item);
    this.#place(context, index, item.element);
    context.items.splice(index, 0, item);
  }

  #delete(context: Context, at: number, count: number): void {
    let left = count;
    while (left > 0) {
      let start = 0;
      let index = 0;
      while (index < context.items.length && start + context.items[index]!.length <= at) {
        start += context.items[index++]!.length;
      }
      const item = context.items[index];
      if (!item) return;
      left -= this.#deleteFrom(context, index, item, at - start, left);
    }
  }

  /** Deletes at most `count` units of one item, from `offset`; returns how many. */
  #deleteFrom(context: Context, index: number, item: Item, offset: number, count: number): number {
    if (item.kind === "e") {
      this.#dropItem(context, index, item);
      const next = context.items[index];
      if (next?.kind === "b" && !next.y) this.#mergeUp(context, index);
      return 1;
    }
    if (!item.y || offset > 0) {
      const from = item.y ? offset - 1 : offset;
      const taken = Math.min(count, item.length - offset);
      this.#deleteText(item, from, taken);
      return taken;
    }
    if (count >= item.length) {
      const { length } = item;
      this.#dropItem(context, index, item);
      return length;
    }
    this.#deleteText(item, 0, count - 1);
    this.#loseMarker(context, index, item);
    return count;
  }

  #dropItem(context: Context, index: number, item: Item): void {
    this.#remove(item.element);
    context.items.splice(index, 1);
  }

  /** Without its marker the text belongs to the block before, or to a virtual paragraph. */
  #loseMarker(context: Context, index: number, item: Item): void {
    item.y = null;
    if (context.items[index - 1]?.kind === "b") this.#mergeUp(context, index);
    else {
      if (this.shadow.isAttached(item.element)) this.builder.makePlain(this.writer, item.element);
      this.touched.add(item);
    }
  }

  #mergeUp(context: Context, index: number): void {
    const upper = context.items[index - 1];
    const lower = context.items[index];
    if (upper?.kind !== "b" || lower?.kind !== "b") return;
    if (upper.element.nextSibling === lower.element) {
      this.writer.merge(this.writer.createPositionAfter(upper.element));
    } else this.#remove(lower.element);
    upper.setRuns(joined(upper.runs, lower.runs));
    context.items.splice(index, 1);
    this.touched.add(upper);
  }

  #deleteText(item: Item, offset: number, count: number): void {
    if (!count) return;
    const { element } = item;
    const end = Math.min(offset + count, element.maxOffset);
    if (end > offset && this.shadow.isAttached(element)) {
      this.writer.remove(this.#range(element, offset, end));
    }
    item.setRuns(joined(cut(item.runs, 0, offset), cut(item.runs, offset + count)));
    this.touched.add(item);
  }

  #range(
    element: ModelElement,
    start: number,
    end: number,
  ): ReturnType<ModelWriter["createRange"]> {
    const { writer } = this;
    return writer.createRange(
      writer.createPositionAt(element, start),
      writer.createPositionAt(element, end),
    );
  }

  #format(context: Context, at: number, count: number, attributes: Attributes): void {
    let start = 0;
    for (const item of context.items) {
      if (start >= at + count) break;
      const first = start + (item.y ? 1 : 0);
      const from = Math.max(at - first, 0);
      const to = Math.min(at + count - first, item.textLength);
      if (item.kind === "b" && to > from) this.#formatText(item, from, to, attributes);
      start += item.length;
    }
  }

  #formatText(item: Item, from: number, to: number, attributes: Attributes): void {
    const formatted: Run[] = [];
    let at = from;
    for (const run of cut(item.runs, from, to)) {
      const end = at + lengthOf(run);
      if (isText(run)) {
        formatted.push(textRun(run.text, present({ ...run.attributes, ...attributes })));
        this.#setAttributes(item.element, at, end, attributes);
      } else formatted.push(run);
      at = end;
    }
    item.setRuns(joined(cut(item.runs, 0, from), formatted, cut(item.runs, to)));
    this.touched.add(item);
  }

  #setAttributes(element: ModelElement, from: number, to: number, attributes: Attributes): void {
    if (to > element.maxOffset || !this.shadow.isAttached(element)) return;
    const range = this.#range(element, from, to);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === null) this.writer.removeAttribute(key, range);
      else this.writer.setAttribute(key, value, range);
    }
  }
}
