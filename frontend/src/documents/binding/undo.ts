/**
 * Undo of one's own edits only, by Y.UndoManager, in place of CKEditor's. Typing is taken back
 * word by word; the selection comes back to where it was.
 */
import { type Batch, Command, type Editor, type ModelRange, Plugin, UndoUI } from "ckeditor5";
import * as Y from "yjs";
import type { Binding } from "./index";

type Kept = [Y.RelativePosition, Y.RelativePosition] | null;

const SELECTION = "selection";
const WORD_ENDS = /[\s、。，．,.!?！？「」（）()]$/u;
const PAUSE = 1000; // milliseconds without typing end a step

/** What the undo and redo commands need; set once a binding stands. */
export class UndoHistory {
  readonly #manager: Y.UndoManager;
  readonly #listeners: (() => void)[] = [];
  readonly #onChange = () => this.#remember();
  #before: Kept = null;
  #ended = true;

  constructor(
    private readonly editor: Editor,
    private readonly binding: Binding,
  ) {
    this.#manager = new Y.UndoManager(binding.yRoot, {
      trackedOrigins: new Set([binding]),
      captureTimeout: PAUSE,
    });
    this.#manager.on(
      "stack-item-added",
      (event: { stackItem: { meta: Map<unknown, unknown> } }) => {
        event.stackItem.meta.set(SELECTION, this.#before);
        this.#changed();
      },
    );
    this.#manager.on(
      "stack-item-popped",
      (event: { stackItem: { meta: Map<unknown, unknown> } }) => {
        this.#restore(event.stackItem.meta.get(SELECTION) as Kept | undefined);
        this.#changed();
      },
    );
    this.#manager.on("stack-cleared", () => this.#changed());
    binding.onPush(
      (batch) => this.#beginStep(batch),
      (batch) => this.#endStep(batch),
    );
    this.#remember();
    editor.model.document.on("change", this.#onChange, { priority: "lowest" });
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  can(what: "undo" | "redo"): boolean {
    return what === "undo" ? this.#manager.canUndo() : this.#manager.canRedo();
  }

  run(what: "undo" | "redo"): void {
    this.#manager[what]();
  }

  destroy(): void {
    this.editor.model.document.off("change", this.#onChange);
    this.#manager.destroy();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** A new step begins after a word's end, and with everything that is not typing. */
  #beginStep(batch: Batch): void {
    if (this.#ended || !batch.isTyping) this.#manager.stopCapturing();
    this.#ended = false;
  }

  #endStep(batch: Batch): void {
    this.#ended = !batch.isTyping || WORD_ENDS.test(this.#justTyped());
  }

  #justTyped(): string {
    const position = this.editor.model.document.selection.getFirstPosition();
    const node = position?.textNode ?? position?.nodeBefore;
    if (!position || !node?.is("$text")) return "";
    return node.data.slice(0, position.offset - (node.startOffset ?? 0)).slice(-1);
  }

  /** The selection as it stood before what comes next. */
  #remember(): void {
    const { selection } = this.editor.model.document;
    const { positions } = this.binding;
    const anchor = selection.anchor && positions.toRelative(selection.anchor, -1);
    const focus = selection.focus && positions.toRelative(selection.focus, -1);
    this.#before = anchor && focus ? [anchor, focus] : null;
  }

  #restore(kept: Kept | undefined): void {
    if (!kept) return;
    const { model } = this.editor;
    const anchor = this.binding.positions.fromRelative(kept[0]);
    const focus = this.binding.positions.fromRelative(kept[1]);
    if (!anchor || !focus) return;
    const backward = focus.isBefore(anchor);
    const range: ModelRange = backward
      ? model.createRange(focus, anchor)
      : model.createRange(anchor, focus);
    model.change((writer) => {
      if (model.schema.checkChild(range.start, "$text") || !range.isCollapsed) {
        writer.setSelection(range, { backward });
      }
    });
  }
}

class HistoryCommand extends Command {
  history: UndoHistory | null = null;

  constructor(
    editor: Editor,
    private readonly what: "undo" | "redo",
  ) {
    super(editor);
    this.affectsData = true;
  }

  override refresh(): void {
    this.isEnabled = !!this.history?.can(this.what);
  }

  override execute(): void {
    this.history?.run(this.what);
    this.refresh();
  }
}

export class SharedUndo extends Plugin {
  static get pluginName() {
    return "SharedUndo" as const;
  }

  static get requires() {
    return [UndoUI] as const;
  }

  readonly #commands: HistoryCommand[] = [];
  #history: UndoHistory | null = null;

  init(): void {
    const { editor } = this;
    for (const what of ["undo", "redo"] as const) {
      const command = new HistoryCommand(editor, what);
      editor.commands.add(what, command as never); // their class is typed as CKEditor's own
      this.#commands.push(command);
    }
    editor.keystrokes.set("CTRL+Z", "undo");
    editor.keystrokes.set("CTRL+Y", "redo");
    editor.keystrokes.set("CTRL+SHIFT+Z", "redo");
  }

  /** Follow `binding` from now on. */
  follow(binding: Binding): UndoHistory {
    this.#history?.destroy();
    const history = new UndoHistory(this.editor, binding);
    this.#history = history;
    for (const command of this.#commands) {
      command.history = history;
      history.onChange(() => command.refresh());
      command.refresh();
    }
    return history;
  }

  override destroy(): void {
    this.#history?.destroy();
    super.destroy();
  }
}
