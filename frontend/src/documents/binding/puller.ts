/** From Yjs to the model: what other people did, as one change that is not ours to undo. */
import type { ModelElement, ModelWriter } from "ckeditor5";
import * as Y from "yjs";
import { DeltaApplier, type DeltaStep } from "./apply_delta";
import type { Builder } from "./builder";
import { type Dirty, type DirtyContexts, untouched, wholeContext } from "./dirty";
import type { Fixes } from "./fixes";
import { normalise } from "./normalise";
import { isDeleted, type YElement, type YType } from "./schema";
import { type Context, isElement, type Shadow } from "./shadow";

/** A Yjs event, read while its transaction runs: deltas cannot be computed later. */
export interface Heard {
  target: YType;
  context: Context | undefined;
  delta: DeltaStep[] | null;
  keys: string[];
}

export function hear(shadow: Shadow, events: Y.YEvent<YType>[]): Heard[] {
  return events.map((event) => {
    const target = event.target as YType;
    const context = shadow.contextOfY(target);
    const changed = (event as unknown as { childListChanged: boolean }).childListChanged;
    const keys = (event as unknown as { keysChanged: Set<string | null> }).keysChanged;
    return {
      target,
      context,
      delta: changed && context ? (event.delta as DeltaStep[]) : null,
      keys: [...keys].filter((key): key is string => !!key),
    };
  });
}

/** What a pull touched, so that afterwards fixes can be told from it. */
class Touched {
  readonly contexts = new Map<Context, Set<ModelElement>>();
  readonly deep = new Set<Context>();

  add(context: Context | undefined, element?: ModelElement): void {
    if (!context) return;
    const elements = this.contexts.get(context) ?? new Set();
    this.contexts.set(context, elements);
    if (element) elements.add(element);
  }

  mergeInto(shadow: Shadow, dirty: DirtyContexts): DirtyContexts {
    for (const [context, elements] of this.contexts) {
      const each: Dirty = dirty.get(context) ?? untouched();
      dirty.set(context, each);
      each.structure = true;
      each.typed = null;
      if (this.deep.has(context) && shadow.isAttached(context.element)) {
        Object.assign(each, wholeContext(shadow, context));
      }
      for (const element of elements) each.elements.add(element);
    }
    return dirty;
  }
}

export class Puller {
  touched = new Touched();

  constructor(
    private readonly shadow: Shadow,
    private readonly builder: Builder,
    private readonly fixes: Fixes,
  ) {}

  pull(writer: ModelWriter, heard: readonly Heard[]): void {
    const { shadow } = this;
    this.touched = new Touched();
    for (const context of this.fixes.takeBack(writer)) {
      this.touched.add(context);
      this.touched.deep.add(context);
    }
    const applier = new DeltaApplier(shadow, this.builder, writer);
    for (const each of heard) this.#apply(writer, applier, each);
    for (const item of applier.touched) {
      const { element } = item;
      if (!shadow.isAttached(element)) continue;
      this.builder.repairText(writer, item);
      const container = shadow.contextOf(element) ?? shadow.contextOf(parentOf(element));
      this.touched.add(container, element);
    }
    normalise(shadow, writer, this.touched.contexts.keys());
    for (const y of shadow.fresh) {
      const element = shadow.elementOf(y);
      if (element?.parent) this.touched.add(shadow.contextOf(parentOf(element)), element);
    }
  }

  #apply(
    writer: ModelWriter,
    applier: DeltaApplier,
    { target, context, delta, keys }: Heard,
  ): void {
    const { shadow } = this;
    if (this.#isFresh(target, context)) return;
    if (delta && context && shadow.contextOfY(target) === context) applier.apply(context, delta);
    const element = target instanceof Y.Map ? shadow.elementOf(target as YElement) : undefined;
    if (keys.length && element && shadow.isAttached(element) && !isDeleted(target)) {
      this.builder.syncElement(writer, element, target as YElement);
      const parent = parentOf(element);
      this.touched.add(shadow.contextOf(parent), element);
      this.touched.add(shadow.contextOf(parentOf(parent)), parent ?? undefined);
    }
    if (delta && context) this.touched.add(context);
  }

  /** Built a moment ago, with all it holds: its own events have nothing to add. */
  #isFresh(target: YType, context: Context | undefined): boolean {
    const { fresh } = this.shadow;
    if (fresh.has(target as YElement)) return true;
    return context !== undefined && target._item !== null && fresh.has(target.parent as YElement);
  }

  /** Everything anew from Y: slower, and the selection is lost. */
  rebuild(writer: ModelWriter): void {
    const { shadow } = this;
    shadow.forget();
    shadow.fresh.clear();
    this.fixes.pending.clear();
    this.touched = new Touched();
    writer.remove(writer.createRangeIn(shadow.root));
    this.builder.fill(writer, shadow.root, shadow.yRoot, false);
    normalise(shadow, writer, []);
  }
}

function parentOf(element: ModelElement | null | undefined): ModelElement | null {
  const parent = element?.parent;
  return parent && isElement(parent as ModelElement) ? (parent as ModelElement) : null;
}
