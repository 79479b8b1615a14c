/** Characters that official letters use and keyboards hide, in groups of the dialog. */
import { Plugin, SpecialCharacters } from "ckeditor5";
import { t } from "../../hub/strings";

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_each, index) => String.fromCodePoint(first + index));

const GROUPS: [key: string, characters: Iterable<string>][] = [
  ["signs", "〒※〃々〆〇仝ゝゞヽヾ―…‥〜｜／＼・●○◎■□◆◇▲△▼▽★☆♪〔〕【】《》〈〉『』〝〟"],
  ["numbers", [...range(0x2460, 0x2473), ...range(0x2160, 0x216b), ..."㈠㈡㈢㈣㈤㊀㊁㊂㊃㊄"]],
  ["units", "℃㎜㎝㎞㎎㎏㎘㏄㎡㎥㌔㌢㍍㌘㌧㌃㌶㍑㌫㌻￥％‰°′″"],
  ["short", "㈱㈲㈹㈳㈶㈻㊞㊤㊥㊦㊧㊨㊙㏍℡№"],
  ["eras", "㋿㍻㍼㍽㍾"],
];

const nameOf = (key: string) => `tsunagu-${key}`;

/** In the order of the dialog. */
export const GROUP_NAMES = GROUPS.map(([key]) => nameOf(key));

export class JapaneseCharacters extends Plugin {
  static get pluginName() {
    return "JapaneseCharacters" as const;
  }

  static get requires() {
    return [SpecialCharacters] as const;
  }

  init(): void {
    const dialog = this.editor.plugins.get(SpecialCharacters);
    for (const [key, characters] of GROUPS) {
      const items = [...characters].map((character) => ({ title: character, character }));
      dialog.addItems(nameOf(key), items, { label: t(`characters.${key}`) });
    }
  }
}
