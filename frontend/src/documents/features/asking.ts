/** What the small windows of the editor share: where the focus goes, and what Enter does. */
import type { Editor, InputBase } from "ckeditor5";
import { isComposing } from "../../hub/keys";

/** The browser puts the caret to the beginning when the focus comes back from an input. */
export function focusWithSelection({ editing, model }: Editor): void {
  const ranges = [...model.document.selection.getRanges()];
  editing.view.focus();
  model.change((writer) => writer.setSelection(ranges));
}

export function onEnter(input: InputBase, send: () => void): void {
  input.select();
  input.element?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || isComposing(event)) return;
    event.preventDefault();
    send();
  });
}
