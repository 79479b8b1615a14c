/** What only shows or asks: buttons, windows and lists around the plugins that change a text. */
import { CharacterCount } from "./features/character_count";
import { InlineStyles } from "./features/inline_styles";
import { JapaneseCharacters } from "./features/japanese_characters";
import { MentionList, mentionConfig } from "./features/mention_list";
import { Pictures } from "./features/pictures";
import { RubyButton } from "./features/ruby_button";
import type { Counts } from "./features/character_count";
import ja from "ckeditor5/translations/ja.js";

export const interfacePlugins = [
  CharacterCount,
  InlineStyles,
  JapaneseCharacters,
  MentionList,
  Pictures,
  RubyButton,
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
    translations: language === "ja" ? [ja] : [],
    mention: mentionConfig(peopleUrl),
    pictures: { url: pictureUrl },
    ...(onCount ? { characterCount: { onUpdate: onCount } } : {}),
  };
}
