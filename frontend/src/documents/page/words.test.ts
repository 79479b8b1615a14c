import { expect, it } from "vitest";
import { wordsOf } from "./words";

it("lines, cells, boxes and readings without what only the editor shows", () => {
  const box = '<input type="checkbox" checked="checked"><span>済み</span>';
  expect(
    wordsOf(
      "<h2>日程</h2><p>一行目<br>二行目</p><ul><li>外<ul><li>内</li></ul></li></ul>" +
        `<ul class="todo-list"><li><label>${box}</label></li></ul>` +
        "<figure class='table'><table><tbody><tr><td><p>前期</p></td><td>9人</td></tr>" +
        "<tr><td>後期</td><td>3人</td></tr></tbody></table></figure>" +
        "<p><ruby>受付<rt>うけつけ</rt></ruby></p>",
    ),
  ).toBe("日程\n一行目\n二行目\n外\n内\n☑ 済み\n前期\t9人\n後期\t3人\n受付(うけつけ)");
});
