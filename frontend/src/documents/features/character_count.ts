/** 文字数: Japanese counts characters as people see them, without line ends, not words. */
import { _modelElementToPlainText as plainText, type Editor, Plugin } from "ckeditor5";

export interface Counts {
  characters: number;
  /** Without spaces of any width. */
  solid: number;
  selected: number;
}

const DELAY_MS = 250;
// Marks that belong to the character before: variation selectors, combining marks, joiners.
const ATTACHED = /[\p{M}\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u{1f3fb}-\u{1f3ff}]/gu;
const JOINED = /\u200d./gu;

/** How many characters a reader sees; 𠮷 and 葛󠄀 are one each. */
export function charactersIn(text: string): number {
  let count = 0;
  for (const _character of text.replace(JOINED, "").replace(ATTACHED, "").replace(/\n/g, ""))
    count++;
  return count;
}

export class CharacterCount extends Plugin {
  #timer: ReturnType<typeof setTimeout> | undefined;

  static get pluginName() {
    return "CharacterCount" as const;
  }

  init(): void {
    const { document } = this.editor.model;
    const told = this.editor.config.get("characterCount") as CharacterCountConfig | undefined;
    if (!told) return;
    const soon = () => {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        told.onUpdate(this.counts());
      }, DELAY_MS);
    };
    this.listenTo(document, "change:data", soon);
    this.listenTo(document.selection, "change:range", soon);
    this.editor.once("ready", () => told.onUpdate(this.counts()));
  }

  override destroy(): void {
    clearTimeout(this.#timer);
    super.destroy();
  }

  counts(): Counts {
    const text = plainText(this.editor.model.document.getRoot()!);
    return {
      characters: charactersIn(text),
      solid: charactersIn(text.replace(/\s/gu, "")),
      selected: charactersIn(selectedText(this.editor)),
    };
  }
}

export interface CharacterCountConfig {
  onUpdate: (counts: Counts) => void;
}

function selectedText(editor: Editor): string {
  let text = "";
  for (const range of editor.model.document.selection.getRanges()) {
    for (const item of range.getItems()) if (item.is("$textProxy")) text += item.data;
  }
  return text;
}
