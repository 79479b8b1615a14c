/** The settings of the editor of documents. */
import { t } from "../hub/strings";
import type { Counts } from "./features/character_count";
import { interfaceConfig } from "./interface";
import { sharedConfig } from "./plugins";

/** What is used most comes first: what does not fit goes into a list behind three dots. */
export const TOOLBAR = [
  "undo",
  "redo",
  "|",
  "heading",
  "|",
  "bold",
  "bulletedList",
  "numberedList",
  "insertTable",
  "picture",
  "link",
  "comment",
  "|",
  "italic",
  "underline",
  "strikethrough",
  "highlight",
  "ruby",
  "alignment",
  "|",
  "todoList",
  "outdent",
  "indent",
  "blockQuote",
  "horizontalLine",
  "pageBreak",
  "|",
  "specialCharacters",
  "findAndReplace",
  "removeFormat",
  "subscript",
  "superscript",
  "|",
  "selectAll",
  "code",
  "codeBlock",
  "accessibilityHelp",
];

export interface Place {
  documentId: string;
  title: string;
  peopleUrl: string;
  onCount: (counts: Counts) => void;
}

export function configOf({ documentId, title, peopleUrl, onCount }: Place): object {
  const pictureUrl = `/documents/${documentId}/pictures/`;
  return {
    ...sharedConfig,
    ...interfaceConfig({ pictureUrl, peopleUrl, onCount }),
    label: title,
    placeholder: t("document.placeholder"),
  };
}
