/** Where the others are: carets and selections with name and colour, as markers in the view. */
import { type Editor, type ModelRange, type ModelWriter, Plugin } from "ckeditor5";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import type { DocumentUser } from "../live/frames";
import { peopleHere } from "../page/colours";
import type { Binding } from "./index";

const CARET = "caret";
const SELECTED = "selected";

interface State {
  user?: DocumentUser;
  cursor?: { anchor: unknown; head: unknown } | null;
}

/** The view of the markers; who is meant stands in `people`, by client id. */
export class RemoteCarets extends Plugin {
  static get pluginName() {
    return "RemoteCarets" as const;
  }

  readonly people = new Map<number, DocumentUser>();

  init(): void {
    const conversion = this.editor.conversion.for("editingDowncast");
    conversion.markerToHighlight({
      model: SELECTED,
      view: ({ markerName }) => ({ classes: ["caret-selection", this.#colour(markerName)] }),
    });
    conversion.markerToElement({
      model: CARET,
      view: ({ markerName }, { writer }) => {
        const name = this.people.get(clientOf(markerName))?.name ?? "";
        const attributes = { class: `caret ${this.#colour(markerName)}`, "aria-hidden": "true" };
        return writer.createUIElement("span", attributes, function (domDocument) {
          const element = this.toDomElement(domDocument);
          const label = domDocument.createElement("span");
          label.className = "caret__name";
          label.textContent = name;
          element.append(label);
          return element;
        });
      },
    });
  }

  #colour(markerName: string): string {
    return `c${this.people.get(clientOf(markerName))?.colour ?? 0}`;
  }
}

function clientOf(markerName: string): number {
  return Number(markerName.split(":")[1]);
}

/** Tells the others where the own caret is, and draws theirs. Returns how to stop. */
export function shareCarets(editor: Editor, binding: Binding, awareness: Awareness): () => void {
  const carets = new Carets(editor, binding, awareness);
  const { document } = editor.model;
  const publish = () => carets.publish();
  // The own caret moves while the view is being drawn, and nothing of it is shown.
  const draw = (moved: Record<"added" | "updated" | "removed", number[]>) => {
    const clients = [...moved.added, ...moved.updated, ...moved.removed];
    if (clients.some((client) => client !== awareness.clientID)) carets.draw();
  };
  document.on("change", publish, { priority: "lowest" });
  editor.ui.focusTracker.on("change:isFocused", publish);
  awareness.on("change", draw);
  carets.draw();
  return () => {
    document.off("change", publish);
    editor.ui.focusTracker.off("change:isFocused", publish);
    awareness.off("change", draw);
  };
}

class Carets {
  #told = "";

  constructor(
    private readonly editor: Editor,
    private readonly binding: Binding,
    private readonly awareness: Awareness,
  ) {}

  publish(): void {
    const { selection } = this.editor.model.document;
    const { positions } = this.binding;
    const anchor = selection.anchor && positions.toRelative(selection.anchor, -1);
    const head = selection.focus && positions.toRelative(selection.focus, -1);
    const shown = this.editor.ui.focusTracker.isFocused && anchor && head;
    const cursor = shown ? { anchor, head } : null;
    const told = JSON.stringify(cursor);
    if (told === this.#told) return;
    this.#told = told;
    this.awareness.setLocalStateField("cursor", cursor);
  }

  draw(): void {
    const { model } = this.editor;
    model.enqueueChange({ isUndoable: false }, (writer) => {
      const wanted = this.#wanted();
      for (const marker of [...model.markers]) {
        const ours = marker.name.startsWith(`${CARET}:`) || marker.name.startsWith(`${SELECTED}:`);
        if (ours && !wanted.has(marker.name)) writer.removeMarker(marker);
      }
      for (const [name, range] of wanted) this.#put(writer, name, range);
    });
  }

  #put(writer: ModelWriter, name: string, range: ModelRange): void {
    const marker = this.editor.model.markers.get(name);
    if (!marker) writer.addMarker(name, { range, usingOperation: false, affectsData: false });
    else if (!marker.getRange().isEqual(range)) writer.updateMarker(marker, { range });
  }

  #wanted(): Map<string, ModelRange> {
    const { people } = this.editor.plugins.get(RemoteCarets);
    const wanted = new Map<string, ModelRange>();
    const here = peopleHere(this.awareness);
    for (const [client, state] of this.awareness.getStates() as Map<number, State>) {
      if (client === this.awareness.clientID || !state.user) continue;
      people.set(client, here.get(state.user.id)!);
      const range = state.cursor && this.#range(state.cursor);
      if (!range) continue;
      wanted.set(`${CARET}:${client}`, this.#headOf(state.cursor!) ?? range);
      if (!range.isCollapsed) wanted.set(`${SELECTED}:${client}`, range);
    }
    return wanted;
  }

  #range({ anchor, head }: { anchor: unknown; head: unknown }): ModelRange | null {
    const { model } = this.editor;
    const start = this.#position(anchor);
    const end = this.#position(head);
    if (!start || !end) return null;
    return start.isBefore(end) ? model.createRange(start, end) : model.createRange(end, start);
  }

  #headOf({ head }: { head: unknown }): ModelRange | null {
    const position = this.#position(head);
    return position && this.editor.model.createRange(position);
  }

  /** Another browser's word: anything may stand in it. */
  #position(json: unknown) {
    try {
      return this.binding.positions.fromRelative(Y.createRelativePositionFromJSON(json));
    } catch {
      return null;
    }
  }
}
