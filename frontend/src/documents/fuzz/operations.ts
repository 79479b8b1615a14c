/** What people do in an editor, at random: each operation is a name and a deed. */
import type { Editor, ModelElement, ModelPosition } from "ckeditor5";
import { COLUMN_WIDTHS, columnsOf, equalWidths, withWidth } from "../features/column_widths";
import { below, pick, type Random } from "./random";

const WORDS = ["a", "bb ", "あ", "漢字", "😀", "hello ", " ", "zzz", "👨‍👩‍👧", "é", "葛󠄀"];
const FRAGMENTS = [
  "<p>pasted <strong>bold</strong></p>",
  "<ul><li>p1</li><li>p2</li></ul>",
  "<table><tr><td>x</td><td>y</td></tr></table>",
  "<h3>pasted h</h3><p>para</p>",
  "inline <em>it</em>",
  "<blockquote><p>pq</p><ul><li>quoted item</li></ul></blockquote>",
  '<figure class="image"><img src="/files/00000000-0000-4000-8000-00000000000a/" alt="a"><figcaption>cap</figcaption></figure>',
  '<p>図 <img src="/files/00000000-0000-4000-8000-00000000000b/"> 表</p>',
  "<p><ruby>漢<rt>かん</rt><strong>字</strong><rt>じ</rt></ruby>の表</p>",
  '<p>係 <span class="mention" data-member="00000000-0000-4000-9000-000000000002">@佐藤 花子</span> まで</p>',
  "<ol><li>n1<ol><li>n2</li></ol></li></ol>",
  "<pre><code>a\nb</code></pre>",
  '<table><colgroup><col style="width:30pt"><col style="width:90pt"></colgroup><tr><td>w</td><td>v</td></tr></table>',
  '<table><tr><td style="width:70%">70</td><td>30</td></tr></table>',
  '<table><thead><tr><th colspan="2">H</th></tr></thead><tbody><tr><td rowspan="2">1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>',
];

export interface Operation {
  /** How often it comes, beside the others. */
  weight: number;
  /** Does it; returns what to write into the log. */
  run: (editor: Editor, random: Random) => string;
}

function execute(editor: Editor, name: string, ...options: unknown[]): void {
  const command = editor.commands.get(name);
  if (command?.isEnabled) editor.execute(name, ...options);
}

function elements(editor: Editor, matches: (element: ModelElement) => boolean): ModelElement[] {
  const { model } = editor;
  const found: ModelElement[] = [];
  for (const item of model.createRangeIn(model.document.getRoot()!).getItems()) {
    if (item.is("element") && matches(item)) found.push(item);
  }
  return found;
}

function randomPosition(editor: Editor, random: Random): ModelPosition {
  const { model } = editor;
  const { schema } = model;
  const blocks = elements(
    editor,
    (each) => schema.checkChild(each, "$text") && !schema.isInline(each),
  );
  if (!blocks.length) return model.createPositionAt(model.document.getRoot()!, 0);
  const block = pick(random, blocks);
  let offset = below(random, block.maxOffset + 1);
  if (random() < 0.2) offset = 0;
  else if (random() < 0.2) offset = block.maxOffset;
  const node = block.getChild(
    block.offsetToIndex(Math.min(offset, Math.max(0, block.maxOffset - 1))),
  );
  if (node?.is("$text")) {
    const code = node.data.charCodeAt(offset - node.startOffset!);
    if (code >= 0xdc00 && code <= 0xdfff) offset--; // never inside a surrogate pair
  }
  return model.createPositionAt(block, Math.max(0, offset));
}

function caret(editor: Editor, random: Random): void {
  editor.model.change((writer) => writer.setSelection(randomPosition(editor, random)));
}

function selection(editor: Editor, random: Random): void {
  const { model } = editor;
  model.change((writer) => {
    const start = randomPosition(editor, random);
    const parent = start.parent as ModelElement;
    const end =
      random() < 0.6
        ? model.createPositionAt(parent, below(random, parent.maxOffset + 1))
        : randomPosition(editor, random);
    try {
      writer.setSelection(
        start.isBefore(end) ? writer.createRange(start, end) : writer.createRange(end, start),
      );
    } catch {
      writer.setSelection(start);
    }
  });
}

function chosen(...commands: [string, unknown?][]): Operation["run"] {
  return (editor, random) => {
    selection(editor, random);
    const [name, option] = pick(random, commands);
    execute(editor, name, ...(option === undefined ? [] : [option]));
    return name;
  };
}

function inCell(editor: Editor, random: Random): string {
  const cells = elements(editor, (each) => each.name === "tableCell");
  if (!cells.length) return "no table";
  const cell = pick(random, cells);
  editor.model.change((writer) => writer.setSelection(cell.getChild(0)!, 0));
  const name = pick(random, [
    "insertTableRowBelow", "insertTableRowAbove", "insertTableColumnRight", "insertTableColumnLeft",
    "removeTableRow", "removeTableColumn", "mergeTableCellRight", "mergeTableCellDown",
    "splitTableCellVertically", "splitTableCellHorizontally", "setTableColumnHeader",
    "setTableRowHeader", "tableCellBackgroundColor", "toggleTableCaption", COLUMN_WIDTHS,
  ]); // prettier-ignore
  if (name === "tableCellBackgroundColor") {
    execute(editor, name, { value: pick(random, ["hsl(0, 0%, 90%)", "hsl(50, 100%, 85%)"]) });
  } else if (name === COLUMN_WIDTHS) setWidths(editor, random, cell.findAncestor("table")!);
  else execute(editor, name);
  return name;
}

function setWidths(editor: Editor, random: Random, table: ModelElement): void {
  const equal = equalWidths(columnsOf(table));
  const widths = withWidth(equal, below(random, equal.length), 10 + below(random, 60));
  execute(editor, COLUMN_WIDTHS, { table, widths: random() < 0.8 ? widths : [] });
}

function moveBlock(editor: Editor, random: Random): string {
  const { model } = editor;
  const root = model.document.getRoot()!;
  const from = below(random, root.childCount);
  const to = below(random, root.childCount);
  if (root.childCount > 2 && Math.abs(from - to) > 1) {
    model.change((writer) => {
      const range = writer.createRangeOn(root.getChild(from)!);
      writer.move(range, writer.createPositionAt(root, to));
    });
  }
  return "move block";
}

function changeImage(editor: Editor, random: Random): string {
  const images = elements(editor, (each) => each.name === "imageBlock");
  if (!images.length) return "no image";
  editor.model.change((writer) => {
    const image = pick(random, images);
    writer.setAttribute("alt", `alt${below(random, 99)}`, image);
    if (random() < 0.5) writer.setAttribute("resizedWidth", `${10 + below(random, 80)}%`, image);
  });
  return "change image";
}

function replaceAll(editor: Editor, random: Random): string {
  execute(editor, "replaceAll", pick(random, ["b", "あ", "text"]), pick(random, ["替え", "b"]));
  return "replace all";
}

export const operations: Operation[] = [
  { weight: 34, run: type },
  {
    weight: 8,
    run: (editor, random) => {
      selection(editor, random);
      editor.model.change(() => editor.model.deleteContent(editor.model.document.selection));
      return "delete content";
    },
  },
  { weight: 5, run: withCaret("delete", { unit: "character" }) },
  { weight: 3, run: mergeUp },
  { weight: 7, run: withCaret("enter") },
  { weight: 1, run: withCaret("shiftEnter") },
  {
    weight: 8,
    run: chosen(
      ["bold"], ["italic"], ["underline"], ["strikethrough"], ["code"], ["subscript"], ["superscript"],
      ["highlight", { value: "yellowMarker" }], ["highlight", { value: "greenMarker" }],
      ["link", "https://e.com/1"], ["link", "https://e.com/2"], ["unlink"], ["removeFormat"],
    ), // prettier-ignore
  },
  {
    weight: 4,
    run: chosen(
      ["paragraph"], ["heading", { value: "heading1" }], ["heading", { value: "heading2" }],
      ["heading", { value: "heading3" }], ["heading", { value: "heading4" }],
    ), // prettier-ignore
  },
  {
    weight: 6,
    run: chosen(
      ["bulletedList"], ["numberedList"], ["todoList"], ["indentList"], ["outdentList"],
      ["indentList"], ["checkTodoList"],
    ), // prettier-ignore
  },
  {
    weight: 4,
    run: chosen(
      ["quote"], ["quote"], ["codeBlock"], ["alignment", { value: "center" }],
      ["alignment", { value: "right" }], ["alignment", { value: "left" }],
    ), // prettier-ignore
  },
  {
    weight: 2,
    run: chosen(
      ["ruby", { reading: "よみ" }],
      ["ruby", { reading: "べつ" }],
      ["ruby", { reading: "" }],
    ),
  },
  {
    weight: 1,
    run: withCaret("mention", {
      mention: { id: "00000000-0000-4000-9000-000000000001", name: "高橋 美咲" },
    }),
  },
  { weight: 1.5, run: withCaret("insertTable", { rows: 2, columns: 2 }) },
  { weight: 6, run: inCell },
  { weight: 4, run: paste },
  {
    weight: 1.5,
    run: (editor, random) => {
      caret(editor, random);
      const name = pick(random, ["horizontalLine", "insertImage", "pageBreak"]);
      execute(
        editor,
        name,
        ...(name === "insertImage"
          ? [{ source: `/files/00000000-0000-4000-8000-00000000000${below(random, 9)}/` }]
          : []),
      );
      return name;
    },
  },
  { weight: 2, run: moveBlock },
  {
    weight: 0.5,
    run: (editor, random) => {
      execute(editor, "selectAll");
      if (random() < 0.5) {
        editor.model.change(() => editor.model.deleteContent(editor.model.document.selection));
      }
      return "select all";
    },
  },
  { weight: 0.8, run: changeImage },
  { weight: 0.5, run: chosen(["toggleImageCaption"]) },
  { weight: 0.5, run: replaceAll },
  { weight: 4.5, run: (editor) => (execute(editor, "undo"), "undo") },
  { weight: 2.5, run: (editor) => (execute(editor, "redo"), "redo") },
];

function type(editor: Editor, random: Random): string {
  caret(editor, random);
  const text = pick(random, WORDS);
  execute(editor, "insertText", { text });
  return `type ${text}`;
}

function withCaret(name: string, option?: unknown): Operation["run"] {
  return (editor, random) => {
    caret(editor, random);
    execute(editor, name, ...(option === undefined ? [] : [option]));
    return name;
  };
}

function mergeUp(editor: Editor, random: Random): string {
  caret(editor, random);
  const { model } = editor;
  const { parent } = model.document.selection.getFirstPosition()!;
  model.change((writer) => writer.setSelection(parent as ModelElement, 0));
  execute(editor, "delete");
  return "merge up";
}

function paste(editor: Editor, random: Random): string {
  if (random() < 0.3) selection(editor, random);
  else caret(editor, random);
  const fragment = pick(random, FRAGMENTS);
  const { data, model } = editor;
  model.change(() => model.insertContent(data.toModel(data.processor.toView(fragment))));
  return `paste ${fragment.slice(0, 14)}`;
}

const TOTAL = operations.reduce((sum, each) => sum + each.weight, 0);

export function operate(editor: Editor, random: Random): string {
  let left = random() * TOTAL;
  for (const each of operations) if ((left -= each.weight) < 0) return each.run(editor, random);
  return "nothing";
}
