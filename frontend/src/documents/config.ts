/** The settings of our build, in the language of the page. */
import { sharedConfig } from "./plugins";

export const TOOLBAR = [
  "undo",
  "redo",
  "|",
  "heading",
  "|",
  "bold",
  "italic",
  "underline",
  "strikethrough",
  "highlight",
  "|",
  "alignment",
  "bulletedList",
  "numberedList",
  "todoList",
  "outdent",
  "indent",
  "|",
  "link",
  "insertTable",
  "uploadImage",
  "blockQuote",
  "horizontalLine",
  "pageBreak",
  "codeBlock",
  "|",
  "subscript",
  "superscript",
  "code",
  "specialCharacters",
  "removeFormat",
  "findAndReplace",
  "selectAll",
];

/** CKEditor's own words come in the page's language, from the same server. */
export async function configOf(_documentId: string): Promise<object> {
  const language = document.documentElement.lang === "en" ? "en" : "ja";
  const words =
    language === "ja"
      ? await import("ckeditor5/translations/ja.js")
      : await import("ckeditor5/translations/en.js");
  return { ...sharedConfig, language, translations: [words.default] };
}
