/**
 * Two people, one edit each, neither seeing the other's: what is left? The same for our binding
 * and for y-prosemirror with its basic schema, so that the choice can be judged again.
 */
import type { Editor, ModelElement } from "ckeditor5";
import { setBlockType, splitBlock, wrapIn } from "prosemirror-commands";
import { DOMParser as ModelReader, DOMSerializer, Schema } from "prosemirror-model";
import { schema as basic } from "prosemirror-schema-basic";
import { addListNodes, wrapInList } from "prosemirror-schema-list";
import { type Command, EditorState, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { initProseMirrorDoc, ySyncPlugin } from "y-prosemirror";
import * as Y from "yjs";
import { Binding } from "../binding";

const START = "<p>first one</p><p>alpha beta</p><p>gamma</p>";
const DEEDS = ["split", "type", "bold", "merge", "heading", "list", "quote", "remove"] as const;
type Deed = (typeof DEEDS)[number];

const PAIRS: [Deed, Deed][] = [
  ["split", "type"],
  ["split", "bold"],
  ["split", "split"],
  ["merge", "type"],
  ["heading", "type"],
  ["heading", "split"],
  ["merge", "split"],
  ["list", "type"],
  ["list", "heading"],
  ["quote", "type"],
  ["remove", "type"],
  ["quote", "quote"],
];

export interface Meeting {
  pair: string;
  ours: string;
  theirs: string;
  /** Whether both of our clients show the same. */
  agreed: boolean;
}

interface Person {
  html(): string;
  do(deed: Deed): void;
  leave(): void;
}

function exchange(a: Y.Doc, b: Y.Doc): void {
  const fromA = Y.encodeStateAsUpdate(a);
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b), "network");
  Y.applyUpdate(b, fromA, "network");
}

function twoDocs(): [Y.Doc, Y.Doc] {
  const docs: [Y.Doc, Y.Doc] = [new Y.Doc(), new Y.Doc()];
  docs.forEach((doc, index) => (doc.clientID = index + 1));
  return docs;
}

/** "alpha beta" is the second block; "beta" begins at 6. */
function ourPerson(editor: Editor, doc: Y.Doc, begins: boolean): Person {
  const binding = new Binding(editor, doc).bind();
  if (begins) editor.setData(START);
  const { model } = editor;
  const block = () => model.document.getRoot()!.getChild(1) as ModelElement;
  const at = (offset: number) => model.change((writer) => writer.setSelection(block(), offset));
  const deeds: Record<Deed, () => void> = {
    split: () => (at(6), editor.execute("enter")),
    type: () => (at(8), editor.execute("insertText", { text: "XYZ" })),
    bold: () => {
      model.change((writer) => {
        const start = writer.createPositionAt(block(), 6);
        writer.setSelection(writer.createRange(start, writer.createPositionAt(block(), 10)));
      });
      editor.execute("bold");
    },
    merge: () => (at(0), editor.execute("delete")),
    heading: () => (at(0), editor.execute("heading", { value: "heading1" })),
    list: () => (at(0), editor.execute("bulletedList")),
    quote: () => (at(0), editor.execute("quote")),
    remove: () => model.change((writer) => writer.remove(block())),
  };
  return {
    html: () => editor.getData({ skipListItemIds: true }).replaceAll("&nbsp;", " "),
    do: (deed) => deeds[deed](),
    leave: () => binding.destroy(),
  };
}

const theirSchema = new Schema({
  nodes: addListNodes(basic.spec.nodes as never, "paragraph block*", "block"),
  marks: basic.spec.marks,
});

function theirPerson(doc: Y.Doc): Person & { set(html: string): void } {
  const fragment = doc.getXmlFragment("theirs");
  const { doc: start, mapping } = initProseMirrorDoc(fragment, theirSchema);
  const place = document.body.appendChild(document.createElement("div"));
  const plugins = [ySyncPlugin(fragment, { mapping })];
  const view = new EditorView(place, {
    state: EditorState.create({ doc: start, schema: theirSchema, plugins }),
  });
  const { nodes, marks } = theirSchema;
  const before = () => view.state.doc.child(0).nodeSize;
  const at = (offset: number) => before() + 1 + offset;
  const run = (offset: number, command: Command) => {
    const selection = TextSelection.create(view.state.doc, at(offset));
    view.dispatch(view.state.tr.setSelection(selection));
    command(view.state, (transaction) => view.dispatch(transaction), view);
  };
  const deeds: Record<Deed, () => void> = {
    split: () => run(6, splitBlock),
    type: () => view.dispatch(view.state.tr.insertText("XYZ", at(8))),
    bold: () => view.dispatch(view.state.tr.addMark(at(6), at(10), marks.strong!.create())),
    merge: () => view.dispatch(view.state.tr.join(before())),
    heading: () => run(0, setBlockType(nodes.heading!, { level: 2 })),
    list: () => run(0, wrapInList(nodes.bullet_list!)),
    quote: () => run(0, wrapIn(nodes.blockquote!)),
    remove: () => {
      const end = before() + view.state.doc.child(1).nodeSize;
      view.dispatch(view.state.tr.delete(before(), end));
    },
  };
  return {
    html: () => {
      const box = document.createElement("div");
      box.append(DOMSerializer.fromSchema(theirSchema).serializeFragment(view.state.doc.content));
      return box.innerHTML;
    },
    set: (html) => {
      const box = document.createElement("div");
      box.innerHTML = html;
      const { content } = ModelReader.fromSchema(theirSchema).parse(box);
      view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, content));
    },
    do: (deed) => deeds[deed](),
    leave: () => view.destroy(),
  };
}

const settled = () => new Promise((done) => setTimeout(done, 5));

function meetOurs(editors: Editor[], [first, second]: [Deed, Deed]): [string, boolean] {
  const [one, two] = twoDocs();
  const a = ourPerson(editors[0]!, one, true);
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  const b = ourPerson(editors[1]!, two, false);
  a.do(first);
  b.do(second);
  exchange(one, two);
  const shown = a.html();
  const agreed = shown === b.html();
  a.leave();
  b.leave();
  return [shown, agreed];
}

async function meetTheirs([first, second]: [Deed, Deed]): Promise<string> {
  const [one, two] = twoDocs();
  const a = theirPerson(one);
  await settled();
  a.set(START);
  await settled();
  Y.applyUpdate(two, Y.encodeStateAsUpdate(one));
  const b = theirPerson(two);
  await settled();
  a.do(first);
  b.do(second);
  await settled();
  exchange(one, two);
  await settled();
  const shown = a.html();
  a.leave();
  b.leave();
  return shown;
}

export async function meetings(editors: Editor[]): Promise<Meeting[]> {
  const found: Meeting[] = [];
  for (const pair of PAIRS) {
    const [ours, agreed] = meetOurs(editors, pair);
    found.push({ pair: pair.join(" / "), ours, theirs: await meetTheirs(pair), agreed });
  }
  return found;
}
