/** What only shows or asks: buttons, windows and lists around the plugins that change a text. */
import ja from "ckeditor5/translations/ja.js";
import { CaptionNames } from "./features/caption_names";
import { CellColourButton } from "./features/cell_colour_button";
import { CharacterCount, type Counts } from "./features/character_count";
import { ColumnBorders } from "./features/column_borders";
import { ColumnWidthsButton } from "./features/column_widths_button";
import { DialogsInView } from "./features/dialogs_in_view";
import { GROUP_NAMES, JapaneseCharacters } from "./features/japanese_characters";
import { japaneseWords } from "./features/japanese_words";
import { MentionList, mentionConfig } from "./features/mention_list";
import { OfficePaste } from "./features/office_paste";
import { Pictures } from "./features/pictures";
import { RubyButton } from "./features/ruby_button";
import { StyleAttributes } from "./features/style_attributes";

export const interfacePlugins = [
  CaptionNames,
  CellColourButton,
  CharacterCount,
  ColumnBorders,
  ColumnWidthsButton,
  DialogsInView,
  JapaneseCharacters,
  MentionList,
  OfficePaste,
  Pictures,
  RubyButton,
  StyleAttributes,
];

export interface Surroundings {
  /** Where pictures are sent to; it decides who may read them. */
  pictureUrl: string;
  peopleUrl: string;
  onCount?: (counts: Counts) => void;
}

/** The configuration of these plugins and the language of the page. */
export function interfaceConfig({ pictureUrl, peopleUrl, onCount }: Surroundings) {
  const language = document.documentElement.lang === "ja" ? "ja" : "en";
  return {
    language: { ui: language, content: "ja" },
    // English is what the plugins themselves say; an empty list is refused.
    ...(language === "ja" ? { translations: [ja, japaneseWords] } : {}),
    ui: { poweredBy: { position: "inside" } },
    mention: mentionConfig(peopleUrl),
    specialCharacters: { order: GROUP_NAMES },
    pictures: { url: pictureUrl },
    ...(onCount ? { characterCount: { onUpdate: onCount } } : {}),
  };
}
