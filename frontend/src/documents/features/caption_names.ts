/** Captions are fields of their own in the editor; CKEditor gives them no name to read out. */
import { type DowncastInsertEvent, type ModelElement, Plugin } from "ckeditor5";
import { t } from "../../hub/strings";

export class CaptionNames extends Plugin {
  static get pluginName() {
    return "CaptionNames" as const;
  }

  init(): void {
    this.editor.editing.downcastDispatcher.on<DowncastInsertEvent<ModelElement>>(
      "insert:caption",
      (_event, { item }, { mapper, writer }) => {
        const view = mapper.toViewElement(item);
        if (view) writer.setAttribute("aria-label", t("editor.caption"), view);
      },
      { priority: "low" },
    );
  }
}
