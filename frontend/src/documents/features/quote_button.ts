/** The toolbar's button for quotes. */
import { ButtonView, IconQuote, Plugin } from "ckeditor5";
import { Quote, QUOTE, type QuoteCommand } from "./quote";

const LABEL = "Block quote"; // a word of CKEditor, which brings the translation

export class QuoteButton extends Plugin {
  static get requires() {
    return [Quote] as const;
  }

  init(): void {
    const { editor } = this;
    editor.ui.componentFactory.add("blockQuote", (locale) => {
      const button = new ButtonView(locale);
      const command = editor.commands.get(QUOTE) as QuoteCommand;
      button.set({
        label: locale.t(LABEL),
        icon: IconQuote,
        isToggleable: true,
        tooltip: true,
      });
      button.bind("isOn").to(command, "value");
      button.bind("isEnabled").to(command, "isEnabled");
      button.on("execute", () => {
        editor.execute(QUOTE);
        editor.editing.view.focus();
      });
      return button;
    });
  }
}
