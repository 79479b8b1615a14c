/** The toolbar's button for a comment on what is selected; the panel beside the text listens. */
import { ButtonView, IconAddComment, Plugin } from "ckeditor5";
import { t } from "../../hub/strings";

export const COMMENT_ASKED = "commentAsked";
const KEYS = "Ctrl+Alt+M";

export class CommentButton extends Plugin {
  static get pluginName() {
    return "CommentButton" as const;
  }

  init(): void {
    const { editor } = this;
    const label = t("comments.button");
    editor.ui.componentFactory.add("comment", (locale) => {
      const button = new ButtonView(locale);
      button.set({ label, icon: IconAddComment, tooltip: true, keystroke: KEYS });
      button.on("execute", () => editor.fire(COMMENT_ASKED));
      return button;
    });
    editor.accessibility.addKeystrokeInfos({ keystrokes: [{ label, keystroke: KEYS }] });
    // Of the page: who may comment and not write has no focus in the text.
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || !event.altKey || event.code !== "KeyM") return;
      event.preventDefault();
      editor.fire(COMMENT_ASKED);
    });
  }
}
