/**
 * Who is offered behind an @: CKEditor's list, with our server's people and with our own idea of
 * when a name begins. Japanese puts no space before it: 担当は@高橋.
 */
import {
  ContextualBalloon,
  type Editor,
  type MentionFeedObjectItem,
  MentionUI,
  type TextWatcherMatchedEvent,
  TextWatcher,
} from "ckeditor5";
import { flash } from "../../hub/flash";
import { t } from "../../hub/strings";
import { findPeople, type ListedPerson } from "../people";
import { MENTION, MentionOfPerson } from "./mention";

type Item = MentionFeedObjectItem & { person: ListedPerson };

/** What of CKEditor's list is not public; the browser test of mentions guards it. */
interface Internals {
  _setupTextWatcher(): TextWatcher;
  _requestFeedDebounced(marker: string, text: string): void;
  _hideUIAndRemoveMarker(): void;
}

const MARKER = "@";
// Not behind a Latin letter: that is a mail address.
const BEGUN = /(?:^|[^A-Za-z0-9._%+-])[@＠]([^\s@＠、。，．「」（）()]{0,20})$/u;

/** The half-typed name before the caret, or nothing. */
export function nameBegun(text: string): string | undefined {
  return BEGUN.exec(text)?.[1];
}

export class MentionList extends MentionUI {
  static override get requires() {
    return [ContextualBalloon, MentionOfPerson] as never;
  }

  constructor(editor: Editor) {
    super(editor);
    (this as unknown as Internals)._setupTextWatcher = () => this.#watch();
  }

  override init(): void {
    super.init();
    const told = new Set<string>();
    this.editor.commands.get(MENTION)!.on("execute", (_event, [{ mention }]) => {
      const { id, name, access } = (mention as Partial<Item>).person ?? {};
      if (access !== "none" || told.has(id!)) return;
      told.add(id!);
      flash(t("mention.share", { name: name! }), "warning");
    });
  }

  #watch(): TextWatcher {
    const { model, commands } = this.editor;
    const list = this as unknown as Internals;
    const watcher = new TextWatcher(model, (text) => nameBegun(text) !== undefined);
    watcher.on<TextWatcherMatchedEvent>("matched", (_event, { text }) => {
      const name = nameBegun(text) ?? "";
      const focus = model.document.selection.focus!;
      const end = focus.getShiftedBy(-name.length);
      const range = model.createRange(end.getShiftedBy(-MARKER.length), end);
      model.change((writer) => {
        if (model.markers.has("mention")) writer.updateMarker("mention", { range });
        else writer.addMarker("mention", { range, usingOperation: false, affectsData: false });
      });
      list._requestFeedDebounced(MARKER, name);
    });
    watcher.on("unmatched", () => list._hideUIAndRemoveMarker());
    watcher.bind("isEnabled").to(commands.get(MENTION)!);
    return watcher;
  }
}

/** The configuration of the list: people the server says the member may see. */
export function mentionConfig(peopleUrl: string) {
  const feed = async (query: string): Promise<Item[]> => {
    const people = await findPeople(peopleUrl, query);
    return people.map((person) => ({ id: person.id, name: person.name, text: "", person }));
  };
  const itemRenderer = (item: MentionFeedObjectItem) => rowOf((item as Item).person);
  return { feeds: [{ marker: MARKER, feed, itemRenderer, minimumCharacters: 0 }] };
}

function rowOf(person: ListedPerson): HTMLElement {
  const row = document.createElement("span");
  row.className = "mention-row";
  const parts = [
    ["name", person.name],
    ["about", person.about],
    ["access", person.access === "none" ? t("mention.no_access") : ""],
  ];
  for (const [name, text] of parts) {
    if (!text) continue;
    const part = document.createElement("span");
    part.className = `mention-row__${name}`;
    part.textContent = text;
    row.append(part);
  }
  return row;
}
