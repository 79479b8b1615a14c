/**
 * Fixes: what CKEditor's post-fixers changed after a remote change. Every client's post-fixers do
 * it, not always alike, so the fix stays a local view ("pending") and is taken back before the
 * next remote change: the view is a function of Y and not of the way it came about. Only the
 * leader writes a fix into Y; one that lasts is written by whoever still sees it (see `rank`).
 */
import type { ModelElement, ModelWriter } from "ckeditor5";
import type { Builder } from "./builder";
import { type DirtyContexts, outerFirst, wholeContext } from "./dirty";
import { Pusher } from "./pusher";
import { isDeleted, type YElement } from "./schema";
import { type Context, Item, type Shadow } from "./shadow";

const BREAKER_TIMES = 20; // fixes of one container …
const BREAKER_SPAN = 10_000; // … within so many milliseconds are two clients undoing each other

export class Fixes {
  readonly pending = new Set<Context>();

  constructor(
    private readonly shadow: Shadow,
    private readonly builder: Builder,
  ) {}

  /** Remembers which of `dirty` the post-fixers left unlike Y; true when there is any. */
  note(dirty: DirtyContexts): boolean {
    const pusher = new Pusher(this.shadow, true);
    let found = false;
    for (const [context, each] of outerFirst(dirty)) {
      if (!pusher.push(context, each)) continue;
      this.pending.add(context);
      found = true;
    }
    return found;
  }

  /** Shows again what Y says where a fix was pending; returns the contexts it looked at. */
  takeBack(writer: ModelWriter): Context[] {
    const contexts = [...this.pending].filter(
      (context) => this.shadow.contextOf(context.element) === context,
    );
    this.pending.clear();
    for (const context of contexts) this.#revert(writer, context);
    return contexts;
  }

  /** The contexts whose pending fix is to be written now. */
  due(): Context[] {
    const now = Date.now();
    const contexts = [...this.pending];
    this.pending.clear();
    return contexts.filter((context) => {
      const { fixed } = context;
      if (!fixed.since || now - fixed.since > BREAKER_SPAN)
        context.fixed = { since: now, times: 0 };
      context.fixed.times += 1;
      return context.fixed.times <= BREAKER_TIMES && this.shadow.isLive(context);
    });
  }

  write(contexts: readonly Context[]): void {
    const pusher = new Pusher(this.shadow, false);
    for (const context of contexts) pusher.push(context, wholeContext(this.shadow, context));
  }

  #revert(writer: ModelWriter, context: Context): void {
    const { shadow, builder } = this;
    if (!shadow.isLive(context)) return;
    if (context.textOnly) {
      builder.repairText(writer, context.items[0]!);
      return;
    }
    const kept = new Set(context.items.map((item) => item.element));
    for (const child of shadow.childrenOf(context)) if (!kept.has(child)) writer.remove(child);
    let previous: ModelElement | null = null;
    for (const [index, item] of context.items.entries()) {
      context.items[index] = this.#revertItem(writer, context, item, previous);
      previous = context.items[index]!.element;
    }
  }

  #revertItem(
    writer: ModelWriter,
    context: Context,
    item: Item,
    previous: ModelElement | null,
  ): Item {
    const { builder, shadow } = this;
    const gone = item.y !== null && isDeleted(item.y);
    const place = () =>
      previous ? writer.createPositionAfter(previous) : writer.createPositionAt(context.element, 0);
    const insert = (element: ModelElement) => writer.insert(element, place());
    if (gone && item.element.parent !== context.element) {
      const standIn = new Item("b", item.y, writer.createElement("paragraph"), item.runs);
      insert(standIn.element);
      return standIn;
    }
    if (gone) {
      // What it held cannot be read any more: what is shown goes back to its place.
      if (item.element.previousSibling !== previous) {
        writer.move(writer.createRangeOn(item.element), place());
      }
      return item;
    }
    if (item.element.parent !== context.element || item.element.previousSibling !== previous) {
      if (item.element.parent === context.element) writer.remove(item.element);
      insert(builder.build(writer, item));
    }
    if (item.y) builder.syncElement(writer, item.element, item.y as YElement);
    else builder.makePlain(writer, item.element);
    if (item.kind === "b") builder.repairText(writer, item);
    else {
      const inner = shadow.contextOf(item.element);
      if (inner) this.#revert(writer, inner);
    }
    return item;
  }
}

/** How many rounds to wait before writing a lasting fix: the lower the client id, the sooner. */
export function rank(clients: Iterable<number>, own: number): number {
  return [...clients].filter((client) => client < own).length;
}
