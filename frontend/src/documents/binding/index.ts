/** The binding of a CKEditor model to a Yjs document, both ways. See CAVEATS.md. */
import type { Editor, Batch, ModelDocumentChangeEvent, ModelWriter } from "ckeditor5";
import * as Y from "yjs";
import { Builder } from "./builder";
import { check } from "./check";
import { collectDirty, type DirtyContexts, outerFirst, wholeContext } from "./dirty";
import { Fixes } from "./fixes";
import { wrapStrayText } from "./normalise";
import { Positions } from "./positions";
import { hear, Puller } from "./puller";
import { Pusher } from "./pusher";
import { ROOT, type YType } from "./schema";
import { Shadow } from "./shadow";

export interface BindingOptions {
  /** Whether this client writes what post-fixers changed; one client of all should. */
  isLeader?: () => boolean;
}

const fixing = new WeakSet<Editor>();
const bindings = new WeakMap<Editor, Binding>();

export class Binding {
  readonly positions: Positions;
  readonly fixes: Fixes;
  /** How often the view was rebuilt from Y; rare, because the selection is lost. */
  rebuilt = 0;
  readonly #shadow: Shadow;
  readonly #puller: Puller;
  readonly #doc: Y.Doc;
  readonly #remote = new WeakSet<Batch>();
  /** The origin of fixes: undo takes back what the person here did, and nothing else. */
  readonly #fixing = {};
  #remoteDirty: DirtyContexts = new Map();
  readonly #beforePush: ((batch: Batch) => void)[] = [];
  readonly #afterPush: ((batch: Batch) => void)[] = [];
  readonly #unbind: (() => void)[] = [];

  constructor(
    private readonly editor: Editor,
    doc: Y.Doc,
    private readonly options: BindingOptions = {},
  ) {
    this.#doc = doc;
    this.#shadow = new Shadow(editor.model, doc.getText(ROOT));
    const builder = new Builder(this.#shadow);
    this.fixes = new Fixes(this.#shadow, builder);
    this.#puller = new Puller(this.#shadow, builder, this.fixes);
    this.positions = new Positions(editor.model, this.#shadow);
  }

  get yRoot(): Y.Text {
    return this.#shadow.yRoot;
  }

  get doc(): Y.Doc {
    return this.#doc;
  }

  /** Shows what Y holds (an untouched document is empty in Y), then follows both sides. */
  bind(): this {
    const { editor } = this;
    bindings.set(editor, this);
    if (!fixing.has(editor)) {
      fixing.add(editor);
      editor.model.document.registerPostFixer((writer) => {
        const bound = bindings.get(editor);
        return bound ? wrapStrayText(editor, bound.#shadow, writer) : false;
      });
    }
    this.#load();
    const onEvents: Parameters<Y.Text["observeDeep"]>[0] = (events, transaction) => {
      const own = transaction.origin === this || transaction.origin === this.#fixing;
      if (!own) this.#onRemote(events);
    };
    this.yRoot.observeDeep(onEvents);
    this.#unbind.push(() => this.yRoot.unobserveDeep(onEvents));
    const { document } = editor.model;
    const onData = (_event: unknown, batch: Batch) => this.#onModelChange(batch);
    document.on<ModelDocumentChangeEvent>("change:data", onData, { priority: "low" });
    this.#unbind.push(() => document.off("change:data", onData));
    return this;
  }

  destroy(): void {
    for (const undo of this.#unbind.splice(0)) undo();
    if (bindings.get(this.editor) === this) bindings.delete(this.editor);
  }

  /** Calls `before` and `after` around the writing of what the person here did. */
  onPush(before: (batch: Batch) => void, after: (batch: Batch) => void): void {
    this.#beforePush.push(before);
    this.#afterPush.push(after);
  }

  /** Writes pending fixes into Y: the leader at once, others when they last. */
  writeFixes(): void {
    const contexts = this.fixes.due();
    if (contexts.length) this.#doc.transact(() => this.fixes.write(contexts), this.#fixing);
  }

  check(): string[] {
    return check(this.#shadow, this.fixes);
  }

  #load(): void {
    this.#remoteChange((writer) => this.#puller.rebuild(writer));
    this.#noteAllFixes();
  }

  #noteAllFixes(): void {
    const { rootContext } = this.#shadow;
    this.#noteFixes(new Map([[rootContext, wholeContext(this.#shadow, rootContext)]]));
  }

  #remoteChange(change: (writer: ModelWriter) => void): void {
    const { model } = this.editor;
    const batch = model.createBatch({ isUndoable: false, isLocal: false });
    this.#remote.add(batch);
    this.#remoteDirty = new Map();
    model.enqueueChange(batch, change);
  }

  #onRemote(events: Y.YEvent<YType>[]): void {
    // An update that comes while the model is being changed waits, and then finds another model.
    const nested = this.#isChanging();
    const heard = hear(this.#shadow, events);
    this.#shadow.fresh.clear();
    this.#remoteChange((writer) => {
      if (nested) this.#rebuild(writer);
      else this.#puller.pull(writer, heard);
    });
    if (nested) queueMicrotask(() => this.#noteAllFixes());
    else this.#noteFixes(this.#puller.touched.mergeInto(this.#shadow, this.#remoteDirty));
  }

  #isChanging(): boolean {
    return !!(this.editor.model as unknown as { _currentWriter: unknown })._currentWriter;
  }

  #rebuild(writer: ModelWriter): void {
    this.rebuilt += 1;
    this.#puller.rebuild(writer);
  }

  /** Whatever differs from Y after a remote change was done by post-fixers. */
  #noteFixes(dirty: DirtyContexts): void {
    this.#remoteDirty = new Map();
    const found = this.fixes.note(dirty);
    if (found && (this.options.isLeader?.() ?? true)) this.writeFixes();
  }

  #onModelChange(batch: Batch): void {
    const dirty = collectDirty(this.#shadow);
    if (this.#remote.has(batch)) {
      this.#remoteDirty = dirty;
      return;
    }
    if (!dirty.size) return;
    for (const listener of this.#beforePush) listener(batch);
    const pusher = new Pusher(this.#shadow, false);
    this.#doc.transact(() => {
      for (const [context, each] of outerFirst(dirty)) pusher.push(context, each);
    }, this);
    for (const listener of this.#afterPush) listener(batch);
    if (this.#shadow.invalid) {
      this.#shadow.invalid = false;
      this.rebuilt += 1;
      this.#load();
    }
  }
}
