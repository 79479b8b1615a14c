/**
 * Word and Excel under a policy without inline styles: CKEditor reads what they copied with its
 * own parser, where the browser drops the style sheets that tell bullets from numbers. Here the
 * same reading, with styles under another name and the sheets as text.
 */
import {
  parsePasteOfficeHtml,
  PasteFromOffice,
  PasteFromOfficeMSWordNormalizer,
  Plugin,
  priorities,
  type ViewDocumentClipboardInputEvent,
  ViewUpcastWriter,
} from "ckeditor5";
import { hideStyles, showStyles } from "./style_attributes";

const SHEET = /<style\b[^>]*>([\s\S]*?)<\/style>/gi;
// Runs of spaces, marked so that they are kept.
const SPACES = /(<span\b[^>]*mso-spacerun:[^>]*>)((?:\s|&nbsp;|\u00a0)+)(?=<\/span>)/gi;

export class OfficePaste extends Plugin {
  static get pluginName() {
    return "OfficePaste" as const;
  }

  static get requires() {
    return [PasteFromOffice] as const;
  }

  init(): void {
    const { document } = this.editor.editing.view;
    const word = new PasteFromOfficeMSWordNormalizer(document, false, false, false);
    const writer = new ViewUpcastWriter(document);
    this.listenTo<ViewDocumentClipboardInputEvent>(
      document,
      "clipboardInput",
      (_event, data) => {
        const html = data.content;
        if (typeof html !== "string" || !word.isActive(data.dataTransfer.getData("text/html")))
          return;
        const sheets = [...html.matchAll(SHEET)].map(([, css]) => css).join(" ");
        const bare = html.replace(SHEET, "").replace(SPACES, spaced);
        const parsed = parsePasteOfficeHtml(hideStyles(bare), document.stylesProcessor);
        showStyles(parsed.body, writer);
        data.content = parsed.body;
        data.extraContent = {
          ...parsed,
          stylesString: sheets,
          isTransformedWithPasteFromOffice: true,
        };
      },
      { priority: priorities.low + 20 }, // before CKEditor's own reading, which then leaves it
    );
  }
}

function spaced(_whole: string, tag: string, spaces: string): string {
  return tag + "\u00a0".repeat(spaces.replace(/&nbsp;/g, " ").length);
}
