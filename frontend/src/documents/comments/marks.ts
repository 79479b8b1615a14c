/** Passages that somebody commented on, as markers in the view: they are not part of the text. */
import { type Editor, type ModelRange, Plugin } from "ckeditor5";
import * as Y from "yjs";
import type { Binding } from "../binding";

const COMMENT = "comment";
const PENDING = "commenting";

interface Place {
  start: unknown;
  end: unknown;
}

export interface Anchor extends Place {
  thread: string;
}

export class CommentMarks extends Plugin {
  static get pluginName() {
    return "CommentMarks" as const;
  }

  init(): void {
    this.editor.conversion.for("editingDowncast").markerToHighlight({
      model: COMMENT,
      view: ({ markerName }) => ({
        classes: ["commented"],
        attributes: { "data-commented": threadOf(markerName) },
      }),
    });
    const shown = { classes: ["commenting"] };
    this.editor.conversion
      .for("editingDowncast")
      .markerToHighlight({ model: PENDING, view: shown });
  }
}

function threadOf(markerName: string): string {
  return markerName.slice(COMMENT.length + 1);
}

/** Marks exactly these passages. Words that were deleted since have no mark. */
export function markPassages(editor: Editor, binding: Binding, anchors: readonly Anchor[]): void {
  const { model } = editor;
  model.enqueueChange({ isUndoable: false }, (writer) => {
    const wanted = new Map<string, ModelRange>();
    for (const anchor of anchors) {
      const range = rangeOf(editor, binding, anchor);
      if (range) wanted.set(`${COMMENT}:${anchor.thread}`, range);
    }
    for (const marker of [...model.markers]) {
      if (marker.name.startsWith(`${COMMENT}:`) && !wanted.has(marker.name)) {
        writer.removeMarker(marker);
      }
    }
    for (const [name, range] of wanted) {
      if (model.markers.has(name)) continue; // it follows the text by itself
      writer.addMarker(name, { range, usingOperation: false, affectsData: false });
    }
  });
}

function rangeOf(editor: Editor, binding: Binding, { start, end }: Place): ModelRange | null {
  try {
    const from = binding.positions.fromRelative(Y.createRelativePositionFromJSON(start));
    const to = binding.positions.fromRelative(Y.createRelativePositionFromJSON(end));
    return from && to && from.isBefore(to) ? editor.model.createRange(from, to) : null;
  } catch {
    return null; // somebody else's word: anything may stand in it
  }
}

/** Shows what a comment is being written about: the selection is gone from the text by then. */
export function showPending(editor: Editor, binding: Binding, anchor: Place | null): void {
  const { model } = editor;
  const range = anchor && rangeOf(editor, binding, anchor);
  if (!range && !model.markers.has(PENDING)) return;
  model.enqueueChange({ isUndoable: false }, (writer) => {
    if (model.markers.has(PENDING)) writer.removeMarker(PENDING);
    if (range) writer.addMarker(PENDING, { range, usingOperation: false, affectsData: false });
  });
}

/** The passage of a thread as it stands now. */
export function passageOf(editor: Editor, thread: string): ModelRange | null {
  return editor.model.markers.get(`${COMMENT}:${thread}`)?.getRange() ?? null;
}

/** What is selected on the page; also where the editor may only be read. */
export function selectedRange(editor: Editor): ModelRange | null {
  const { view, mapper } = editor.editing;
  const shown = document.getSelection();
  const editable = editor.ui.getEditableElement();
  if (!shown?.rangeCount || shown.isCollapsed || !editable?.contains(shown.anchorNode)) return null;
  const selected = view.domConverter.domSelectionToView(shown).getFirstRange();
  const range = selected && mapper.toModelRange(selected);
  return range && !range.isCollapsed ? range : null;
}

/** Whether the caret stands in the text, with nothing selected. */
export function hasCaret(editor: Editor): boolean {
  const shown = document.getSelection();
  const editable = editor.ui.getEditableElement();
  return !!shown?.isCollapsed && !!editable?.contains(shown.anchorNode);
}

export function textOf(range: ModelRange): string {
  let text = "";
  for (const item of range.getItems()) if (item.is("$textProxy")) text += item.data;
  return text;
}
