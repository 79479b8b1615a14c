/** The comments beside a document: fetched as HTML, written back, kept in step with the others. */
import type { Editor, ModelRange } from "ckeditor5";
import * as Y from "yjs";
import { confirmed } from "../../hub/confirm";
import { flash } from "../../hub/flash";
import { getText, post, RequestError } from "../../hub/http";
import { isPlainKey } from "../../hub/keys";
import { t } from "../../hub/strings";
import type { Binding } from "../binding";
import { COMMENT_ASKED } from "./button";
import {
  type Anchor,
  hasCaret,
  markPassages,
  passageOf,
  selectedRange,
  showPending,
  textOf,
} from "./marks";
import { offerReaders } from "./readers";

interface Passage {
  start: unknown;
  end: unknown;
  quote: string;
}

const NO_PASSAGE: Passage = { start: null, end: null, quote: "" };
const QUOTE = 300; // characters

export class CommentPanel {
  readonly #url: string;
  readonly #list: HTMLElement;
  readonly #form: HTMLFormElement | null;
  #passage: Passage = NO_PASSAGE;

  constructor(
    private readonly place: HTMLElement,
    private readonly opener: HTMLButtonElement,
    private readonly editor: Editor,
    private readonly binding: Binding,
  ) {
    this.#url = place.dataset.url!;
    this.#list = place.querySelector<HTMLElement>("[data-comments='list']")!;
    this.#form = place.querySelector<HTMLFormElement>("[data-comments='new']");
    opener.addEventListener("click", () => this.toggle(!!place.hidden));
    editor.on(COMMENT_ASKED, () => this.#begin());
    offerReaders(place, place.dataset.people!);
    this.#form?.addEventListener("focusin", () => this.#showPending());
    place.addEventListener("click", (event) => void this.#clicked(event));
    place.addEventListener("submit", (event) => void this.#submitted(event));
    place.addEventListener("keydown", (event) => {
      if (isPlainKey(event, "Escape")) this.toggle(false);
    });
    const editable = editor.ui.getEditableElement()!;
    editable.addEventListener("click", (event) => this.#markClicked(event));
    document.addEventListener("selectionchange", () => this.#selectionChanged());
    void this.refresh().then(() => this.#showNamed());
  }

  toggle(open: boolean): void {
    this.place.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (open) this.#field?.focus();
    else this.opener.focus();
    if (!open && !this.#field?.value) this.#take(NO_PASSAGE);
    this.#showPending();
  }

  /** For the button and the keys: what is selected at this moment is meant. */
  #begin(): void {
    this.#selectionChanged();
    this.toggle(true);
  }

  get #field(): HTMLTextAreaElement | null {
    return this.#form?.querySelector("textarea") ?? null;
  }

  async refresh(): Promise<void> {
    try {
      this.#show(await getText(this.#url));
    } catch {
      // Without a network the last comments stay; the next change brings them.
    }
  }

  #show(html: string): void {
    const answers = this.#unsent();
    this.#list.innerHTML = html;
    for (const [thread, text] of answers) {
      const field = this.#thread(thread)?.querySelector("textarea");
      if (field) field.value = text;
    }
    const open = this.#list.querySelectorAll(".thread:not(.thread--settled)").length;
    const count = this.opener.querySelector("[data-comments='count']");
    if (count) count.textContent = open ? String(open) : "";
    markPassages(this.editor, this.binding, this.#anchors());
  }

  /** Answers that were begun: somebody else's comment must not take them away. */
  #unsent(): Map<string, string> {
    const found = new Map<string, string>();
    for (const field of this.#list.querySelectorAll("textarea")) {
      const thread = field.closest<HTMLElement>(".thread")?.dataset.thread;
      if (thread && field.value) found.set(thread, field.value);
    }
    return found;
  }

  #anchors(): Anchor[] {
    return [...this.#list.querySelectorAll<HTMLElement>("[data-start]")].map(({ dataset }) => ({
      thread: dataset.thread!,
      start: JSON.parse(dataset.start!),
      end: JSON.parse(dataset.end!),
    }));
  }

  #thread(id: string): HTMLElement | null {
    return this.#list.querySelector<HTMLElement>(`[data-thread="${CSS.escape(id)}"]`);
  }

  /** `#thread-<id>` in the address: a link from one's own list of comments. */
  #showNamed(): void {
    const id = /^#thread-([0-9a-f-]{36})$/.exec(location.hash)?.[1];
    if (id && this.#thread(id)) {
      this.toggle(true);
      this.#point(id);
      this.#seek(id);
    }
  }

  #point(id: string): void {
    for (const thread of this.#list.querySelectorAll(".thread")) {
      thread.classList.toggle("thread--shown", (thread as HTMLElement).dataset.thread === id);
    }
    const thread = this.#thread(id);
    thread?.closest("details")?.setAttribute("open", "");
    thread?.scrollIntoView({ block: "nearest" });
  }

  #seek(id: string): void {
    const range = passageOf(this.editor, id);
    if (!range) return;
    const { mapper, view } = this.editor.editing;
    const start = view.domConverter.viewPositionToDom(mapper.toViewPosition(range.start));
    const node = start?.parent instanceof Element ? start.parent : start?.parent.parentElement;
    node?.scrollIntoView({ block: "center" });
  }

  #markClicked(event: MouseEvent): void {
    const mark = (event.target as Element).closest<HTMLElement>("[data-commented]");
    if (!mark) return;
    if (this.place.hidden) {
      this.place.hidden = false;
      this.opener.setAttribute("aria-expanded", "true");
    }
    this.#point(mark.dataset.commented!);
  }

  /** What is selected in the text is what a new comment is about. */
  #selectionChanged(): void {
    const range = selectedRange(this.editor);
    if (range) this.#take(this.#passageOf(range));
    else if (hasCaret(this.editor) && !this.#field?.value) this.#take(NO_PASSAGE);
  }

  #take(passage: Passage): void {
    this.#passage = passage;
    const quote = this.#form?.querySelector<HTMLElement>("[data-comments='quote']");
    if (quote) quote.textContent = passage.quote;
    showPending(this.editor, this.binding, null); // a selection shows itself
  }

  #showPending(): void {
    showPending(this.editor, this.binding, this.place.hidden ? null : this.#passage);
  }

  #passageOf(range: ModelRange): Passage {
    const { positions } = this.binding;
    const start = positions.toRelative(range.start, 0);
    const end = positions.toRelative(range.end, -1);
    if (!start || !end) return NO_PASSAGE;
    const place = { start: Y.relativePositionToJSON(start), end: Y.relativePositionToJSON(end) };
    return { ...place, quote: textOf(range).slice(0, QUOTE) };
  }

  async #clicked(event: MouseEvent): Promise<void> {
    const button = (event.target as Element).closest<HTMLElement>("[data-comment-action]");
    if (!button) return;
    const thread = button.closest<HTMLElement>(".thread")!.dataset.thread!;
    const { commentAction, comment } = button.dataset;
    if (commentAction === "show") {
      this.#point(thread);
      this.#seek(thread);
    } else if (commentAction === "resolve") await this.#send(`${thread}/resolve/`, {});
    else if (commentAction === "delete" && (await confirmed(t("comments.delete")))) {
      await this.#send(`remarks/${comment}/delete/`, {});
    }
  }

  async #submitted(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const thread = form.closest<HTMLElement>(".thread")?.dataset.thread;
    if (!thread) {
      if (!(await this.#send("", { body: given.body, ...this.#passage }))) return;
      form.reset();
      this.#take(NO_PASSAGE);
    } else if (form.dataset.commentForm === "assign") {
      const chosen = { assignee: given.assignee || null, due_on: given.due_on || null };
      await this.#send(`${thread}/assign/`, chosen);
    } else {
      const field = form.querySelector("textarea")!;
      const text = field.value;
      field.value = ""; // sent: the panel that comes back must not find it unsent
      if (!(await this.#send(`${thread}/answer/`, { body: text }))) field.value = text;
    }
  }

  /** Writes and shows what came of it; says what is wrong and changes nothing otherwise. */
  async #send(path: string, content: object): Promise<boolean> {
    try {
      const response = await post(this.#url + path, content);
      this.#show(await response.text());
      return true;
    } catch (error) {
      flash(error instanceof RequestError ? error.message : t("error.failed"), "error");
      return false;
    }
  }
}
