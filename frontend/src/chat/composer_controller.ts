/** Writing: draft, mentions, reply, edit, send key. The Enter of a conversion never sends. */
import { Controller } from "@hotwired/stimulus";
import { type Candidate, Completion } from "../hub/completion";
import { connection, Refused } from "../hub/connection";
import { isComposing } from "../hub/keys";
import { mayLeave } from "../files/boundary";
import { acceptDrops, pastedFiles } from "../files/intake";
import { Tray } from "../files/tray";
import { UploadRefused } from "../files/upload";
import { flash } from "../hub/flash";
import { getJson } from "../hub/http";
import { pageData } from "../hub/page";
import { t } from "../hub/strings";
import { prefixLines, type Selection, surround } from "./marks";
import { newClientId, type PendingMessage } from "./pending";
import { scheduleMessage } from "./schedule";
import { TopicChoice } from "./topic_choice";
import { announceInPage, outbox, whenInPage } from "./session";
import { TypingLine } from "./typing_line";

interface Context {
  kind: "reply" | "edit";
  seq: number;
  label: string;
  body: string;
  topic: string;
}

interface Addressee extends Candidate {
  address: string;
}

const DRAFT_AFTER_MS = 800;
const TYPING_EVERY_MS = 3000;

export default class extends Controller<HTMLFormElement> {
  static override targets = [
    "body",
    "completion",
    "due",
    "context",
    "contextText",
    "error",
    "sendKey",
    "topic",
    "tray",
    "typing",
  ];
  static override values = { complete: String };
  declare readonly bodyTarget: HTMLTextAreaElement;
  declare readonly completionTarget: HTMLElement;
  declare readonly dueTarget: HTMLInputElement;
  declare readonly contextTarget: HTMLElement;
  declare readonly contextTextTarget: HTMLElement;
  declare readonly errorTarget: HTMLElement;
  declare readonly sendKeyTarget: HTMLSelectElement;
  declare readonly topicTarget: HTMLElement;
  declare readonly trayTarget: HTMLElement;
  declare readonly typingTarget: HTMLElement;
  declare readonly completeValue: string;
  #room = "";
  #context: Context | undefined;
  #mentioned = new Map<string, string>();
  #completion!: Completion<Addressee>;
  #topic!: TopicChoice;
  #tray!: Tray;
  #typing!: TypingLine;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;
  #typedAt = 0;
  #undo: (() => void)[] = [];

  override connect(): void {
    const { room, fileLimit } = pageData<{ room: string; fileLimit: number }>("room-data");
    this.#room = room;
    const { completionTarget, bodyTarget } = this;
    this.#completion = new Completion(
      completionTarget,
      bodyTarget,
      (query, signal) => this.#found(query, signal),
      (candidate) => this.#picked(candidate),
    );
    const select = this.topicTarget.querySelector("select") as HTMLSelectElement;
    this.#topic = new TopicChoice(select, this.#room, (error) => this.#failed(error));
    this.#tray = new Tray(this.trayTarget, room, fileLimit, (text) => this.#complain(text));
    this.#typing = new TypingLine(this.typingTarget, this.#room);
    this.sendKeyTarget.value = localStorage.getItem("send-key") ?? "enter";
    this.#undo = [
      whenInPage<Context>("compose", (context) => this.#start(context)),
      whenInPage<{ id: string; name: string }[]>("topics", (topics) => this.#topic.refresh(topics)),
      whenInPage<string>("stamp", (stamp) => this.#sendStamp(stamp)),
      whenInPage("focus-composer", () => bodyTarget.focus()),
      acceptDrops(this.#zone, (files) => this.#attach(files)),
      () => this.#tray.stop(),
    ];
    this.#grow();
    // Who came for one message reads first.
    const came = document.activeElement?.closest(".message") ?? null;
    if (matchMedia("(hover: hover)").matches && !came) bodyTarget.focus({ preventScroll: true });
  }

  override disconnect(): void {
    for (const undo of this.#undo) undo();
    this.#typing.stop();
    if (this.#draftTimer) this.#saveDraft();
  }

  changed(): void {
    this.#grow();
    this.errorTarget.hidden = true;
    void this.#completion.follow();
    if (this.#context?.kind === "edit") return;
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => this.#saveDraft(), DRAFT_AFTER_MS);
    if (this.bodyTarget.value && Date.now() - this.#typedAt > TYPING_EVERY_MS) {
      this.#typedAt = Date.now();
      connection.tell({ type: "room.type", room: this.#room });
    }
  }

  key(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (this.#completion.takes(event)) return;
    if (event.key === "Enter" && this.#sends(event)) {
      event.preventDefault();
      this.element.requestSubmit();
    } else if (event.key === "Escape" && this.#context) {
      event.stopPropagation();
      this.dropContext();
    } else if (event.key === "ArrowUp" && !this.bodyTarget.value) {
      event.preventDefault();
      announceInPage("edit-last", null);
    } else if (event.key === "b" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.bold();
    }
  }

  blurred(): void {
    this.#completion.close();
  }

  chooseKey(): void {
    localStorage.setItem("send-key", this.sendKeyTarget.value);
    this.bodyTarget.focus();
  }

  /** From the file or camera button. */
  attach(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.#attach([...(input.files ?? [])]);
    input.value = "";
  }

  pasted(event: ClipboardEvent): void {
    const files = pastedFiles(event);
    if (files.length === 0) return;
    event.preventDefault();
    this.#attach(files);
  }

  mention(): void {
    const { value, selectionStart } = this.bodyTarget;
    const space = selectionStart > 0 && !/\s$/.test(value.slice(0, selectionStart)) ? " " : "";
    this.bodyTarget.setRangeText(`${space}@`, selectionStart, selectionStart, "end");
    this.bodyTarget.focus();
    this.changed();
  }

  bold(): void {
    this.#mark((selection) => surround(selection, "**"));
  }

  bullets(): void {
    this.#mark((selection) => prefixLines(selection, "- "));
  }

  quote(): void {
    this.#mark((selection) => prefixLines(selection, "> "));
  }

  dropContext(): void {
    if (this.#context?.kind === "edit") this.bodyTarget.value = "";
    this.#context = undefined;
    this.contextTarget.hidden = true;
    this.#grow();
    this.bodyTarget.focus();
  }

  async send(event: Event): Promise<void> {
    event.preventDefault();
    const edited = this.#context?.kind === "edit" ? this.#context.seq : undefined;
    const files = edited === undefined ? this.#tray.files : [];
    const body = this.bodyTarget.value.trim();
    const due = this.#takeDue();
    if (!body && files.length === 0) return this.#complain(t("composer.empty"));
    if (files.length > 0 && this.#tray.hasProblem) return this.#complain(t("files.remove_first"));
    if (!(await mayLeave(body, files))) return;
    const mentions = [...this.#mentioned]
      .filter(([label]) => body.includes(`@${label}`))
      .map(([, address]) => address);
    if (edited !== undefined) return this.#edit(edited, body, mentions);
    const message: PendingMessage = {
      clientId: newClientId(),
      room: this.#room,
      body,
      mentions,
      replyTo: this.#context?.seq ?? null,
      topic: this.#topic.topic,
      stamp: "",
      files,
    };
    if (due) return this.#schedule(message, due);
    this.#tray.take();
    outbox.add(message);
    this.#clear();
  }

  /** A stamp goes at once and by itself; what is being written stays. */
  #sendStamp(stamp: string): void {
    outbox.add({
      clientId: newClientId(),
      room: this.#room,
      body: "",
      mentions: [],
      replyTo: this.#context?.kind === "reply" ? this.#context.seq : null,
      topic: this.#topic.topic,
      stamp,
      files: [],
    });
    if (this.#context?.kind === "reply") this.dropContext();
    else this.bodyTarget.focus();
  }

  /** The time chosen in the send-later dialog; it counts for one message. */
  #takeDue(): string {
    const due = this.dueTarget.value;
    this.dueTarget.value = "";
    return due;
  }

  /** What is written stays in the box until the server has promised to send it. */
  async #schedule(message: PendingMessage, due: string): Promise<void> {
    try {
      flash(await scheduleMessage(message, due));
      this.#tray.take();
      this.#clear();
    } catch (error) {
      this.#failed(error);
    }
  }

  async #edit(seq: number, body: string, mentions: string[]): Promise<void> {
    try {
      const room = this.#room;
      await connection.request({ type: "message.edit", room, seq, body, mentions });
      this.#clear();
    } catch (error) {
      this.#failed(error);
    }
  }

  get #zone(): HTMLElement {
    return this.element.closest<HTMLElement>(".conversation") ?? this.element;
  }

  #attach(files: File[]): void {
    this.errorTarget.hidden = true;
    this.#tray.add(files);
    this.bodyTarget.focus();
  }

  #clear(): void {
    clearTimeout(this.#draftTimer);
    this.#draftTimer = undefined;
    this.bodyTarget.value = "";
    this.errorTarget.hidden = true;
    this.#mentioned.clear();
    this.dropContext();
  }

  #failed(error: unknown): void {
    const known = error instanceof Refused || error instanceof UploadRefused;
    this.#complain(known ? error.message : t("error.network"));
  }

  #complain(text: string): void {
    this.errorTarget.textContent = text;
    this.errorTarget.hidden = false;
    this.bodyTarget.focus();
  }

  #sends(event: KeyboardEvent): boolean {
    if (this.sendKeyTarget.value === "ctrl") return event.ctrlKey || event.metaKey;
    return !event.shiftKey && !event.altKey;
  }

  async #found(query: string, signal: AbortSignal): Promise<Addressee[]> {
    const url = `${this.completeValue}?q=${encodeURIComponent(query)}`;
    const { candidates } = await getJson<{ candidates: Addressee[] }>(url, signal);
    return candidates;
  }

  #picked({ label, address }: Addressee): void {
    this.#mentioned.set(label, address);
    this.changed();
  }

  #start(context: Context): void {
    this.#context = context;
    this.contextTextTarget.textContent = context.label;
    this.contextTarget.hidden = false;
    if (context.kind === "edit") this.bodyTarget.value = context.body;
    else if (context.topic) this.#topic.take(context.topic);
    this.#grow();
    this.bodyTarget.focus();
  }

  #mark(change: (selection: Selection) => Selection): void {
    const { value, selectionStart, selectionEnd } = this.bodyTarget;
    const next = change({ text: value, start: selectionStart, end: selectionEnd });
    this.bodyTarget.value = next.text;
    this.bodyTarget.setSelectionRange(next.start, next.end);
    this.bodyTarget.focus();
    this.changed();
  }

  #saveDraft(): void {
    this.#draftTimer = undefined;
    connection.tell({ type: "room.save_draft", room: this.#room, body: this.bodyTarget.value });
  }

  /** As high as its text, up to a third of the screen. */
  #grow(): void {
    this.bodyTarget.style.height = "auto";
    this.bodyTarget.style.height = `${this.bodyTarget.scrollHeight + 2}px`;
  }
}
