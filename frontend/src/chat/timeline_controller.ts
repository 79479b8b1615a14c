/** The messages of the open room: live, gapless, scrolled where the person reads. */
import { Controller } from "@hotwired/stimulus";
import { uploads } from "../files/uploads";
import { connection, Refused } from "../hub/connection";
import { getJson } from "../hub/http";
import { pageData } from "../hub/page";
import type { MessageChanged, MessageData, MessagePosted } from "../hub/protocol";
import { t } from "../hub/strings";
import { DisplayTracker } from "./display_tracker";
import { gist } from "./gist";
import { MessageList } from "./message_list";
import { PendingList } from "./pending_list";
import { type Steps, showCounts } from "./receipt_counts";
import { announceInPage, isMine, outbox, roomVersions, whenInPage } from "./session";
import { displayedIn } from "./topic_reading";
import { RoomVersions } from "./versions";

interface RoomData {
  room: string;
  /** Only the messages of this topic are shown; null for the whole room. */
  topic: string | null;
  version: number;
  lastSeq: number;
  readSeq: number;
  displayedSeq: number;
  steps: Steps;
}
interface Page {
  messages: MessageData[];
  size: number;
  version: number;
}

/** Two processes may publish versions in the wrong order; wait before asking for the gap. */
const GAP_WAIT_MS = 300;
const NEAR_EDGE = 240;

export default class extends Controller<HTMLElement> {
  static override targets = ["list", "pending", "top", "empty"];
  static override values = { url: String };
  declare readonly listTarget: HTMLElement;
  declare readonly pendingTarget: HTMLElement;
  declare readonly topTarget: HTMLElement;
  declare readonly emptyTargets: HTMLElement[];
  declare readonly urlValue: string;
  #room!: RoomData;
  #list!: MessageList;
  #pending!: PendingList;
  #versions!: RoomVersions;
  #tracker!: DisplayTracker;
  #gapTimer: ReturnType<typeof setTimeout> | undefined;
  #loading = false;
  #startReached = false;
  /** The reader is at the newest message and stays there, whatever grows or shrinks. */
  #sticks = false;
  #top = 0;
  #resized = new ResizeObserver(() => this.#sticks && this.#scrollToEnd());
  #undo: (() => void)[] = [];

  override connect(): void {
    this.#room = pageData<RoomData>("room-data");
    this.#list = new MessageList(this.listTarget, this.#room.topic);
    this.#pending = new PendingList(this.pendingTarget, this.#room.room, this.#room.topic);
    this.#versions = new RoomVersions(this.#room.version);
    const displayed = (seq: number): void => this.#displayed(seq);
    this.#tracker = new DisplayTracker(this.element, displayed, this.#room.displayedSeq);
    this.#listen();
    this.element.addEventListener("scroll", this.#scrolled, { passive: true });
    this.#resized.observe(this.listTarget);
    this.#resized.observe(this.element);
    this.#showPlace();
    this.#delivered(this.#list.last);
    showCounts(this.listTarget, this.#room.steps, this.#room.displayedSeq);
  }

  override disconnect(): void {
    for (const undo of this.#undo) undo();
    this.#tracker.stop();
    this.#resized.disconnect();
    clearTimeout(this.#gapTimer);
  }

  #listen(): void {
    const room = this.#room.room;
    this.#undo = [
      connection.on("message.posted", (event) => event.room === room && this.#receive(event)),
      connection.on("message.changed", (event) => event.room === room && this.#receive(event)),
      connection.on("room.changed", (event) => {
        if (event.room === room) this.#judge(event.version);
      }),
      connection.on("session.hello", (event) => this.#compare(event.versions[room])),
      connection.on("session.heartbeat", (event) => this.#compare(event.versions[room])),
      connection.on("receipts.moved", (event) => {
        if (event.room !== room) return;
        this.#room.steps = event.steps;
        showCounts(this.listTarget, event.steps, this.#room.displayedSeq);
      }),
      outbox.watch(() => this.#showPending()),
      uploads.watch(() => this.#showPending()),
      whenInPage<number>("jump", (seq) => void this.jump(seq)),
      whenInPage("to-end", () => void this.#toEnd()),
    ];
    outbox.acknowledged = ({ message, version }) => {
      if (message.room === room) this.#compareSoon(version);
    };
    outbox.discarded = (clientId) => this.#pending.settle(clientId);
    this.#showPending();
  }

  #showPlace(): void {
    const target = new URLSearchParams(location.search).get("seq");
    const line = this.#list.divide(this.#room.readSeq);
    if (target) this.#spotlight(Number(target));
    else if (line) line.scrollIntoView({ block: "center" });
    else this.#scrollToEnd();
    this.#showEdge();
  }

  get #atEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR_EDGE / 2;
  }

  get #isLive(): boolean {
    return this.#list.last >= this.#room.lastSeq;
  }

  #receive(event: MessagePosted | MessageChanged): void {
    if (this.#judge(event.version) !== "apply") return;
    this.#show([event.message]);
    if (event.type === "message.posted") this.#announce(event.message);
  }

  #judge(version: number): string {
    const verdict = this.#versions.judge(version);
    if (verdict === "apply") this.#versions.reach(version);
    if (verdict === "gap") this.#compareSoon(version);
    return verdict;
  }

  #compareSoon(version: number): void {
    clearTimeout(this.#gapTimer);
    this.#gapTimer = setTimeout(() => this.#compare(version), GAP_WAIT_MS);
  }

  #compare(version: number | undefined): void {
    if (this.#versions.isBehind(version)) void this.#resume();
  }

  /** Ask for everything that changed since the last version on this page. */
  async #resume(): Promise<void> {
    const room = this.#room.room;
    try {
      const after = this.#versions.latest;
      const answer = await connection.request({ type: "room.resume", room, after });
      if (answer.reload) return void (await this.#load(`?around=${this.#list.last}`, "replace"));
      const messages = answer.messages as MessageData[];
      this.#show([...messages].sort((a, b) => a.seq - b.seq));
      this.#versions.reach(Number(answer.version));
      announceInPage("room-changed", room);
    } catch (error) {
      if (error instanceof Refused && error.refusal.code === "not_found") {
        announceInPage("room-lost", room);
      }
    }
  }

  /** Put messages where they belong, and keep the reader's place. */
  #show(messages: MessageData[]): void {
    const follow = this.#sticks || (this.#atEnd && this.#isLive);
    for (const empty of this.emptyTargets) empty.remove();
    for (const message of messages) {
      const reaching = this.#isLive;
      if (this.#belongs(message)) {
        this.#room.lastSeq = Math.max(this.#room.lastSeq, message.seq);
      }
      this.#list.put(message, reaching);
      this.#pending.settle(message.client_id);
    }
    const own = messages.some((message) => isMine(message.author));
    if (follow || (own && this.#isLive)) this.#scrollToEnd();
    this.#delivered(this.#list.last);
    showCounts(this.listTarget, this.#room.steps, this.#room.displayedSeq);
    this.#tellNewer();
  }

  #belongs(message: MessageData): boolean {
    return this.#room.topic === null || message.topic === this.#room.topic;
  }

  #announce(message: MessageData): void {
    if (!this.#belongs(message)) return;
    if (isMine(message.author) || message.deleted) return;
    const text = t("announce.message", { name: message.author_name, text: gist(message) });
    announceInPage("announce", text);
  }

  #tellNewer(): void {
    const away = !this.#atEnd || !this.#isLive;
    const unread = away ? this.#list.unreadAfter(this.#room.displayedSeq) : 0;
    announceInPage("newer", { away, unread });
  }

  #showPending(): void {
    const before = this.#pending.count;
    this.#pending.show(outbox.messages);
    if (this.#pending.count > before) void this.#toEnd();
  }

  #delivered(seq: number): void {
    if (seq > 0) connection.tell({ type: "room.mark_delivered", room: this.#room.room, seq });
  }

  #displayed(upTo: number): void {
    const { room, topic } = this.#room;
    const reached = displayedIn(this.#room, this.#list.upTo(upTo));
    if (topic) this.#readUpTo(reached.read);
    const seq = topic ? reached.displayed : upTo; // the whole room has no gaps
    if (seq <= this.#room.displayedSeq) return;
    this.#room.displayedSeq = seq;
    const mark = { type: "room.mark_displayed", room, seq } as const;
    connection.request(mark).catch(() => {
      // Not heard: the tracker reports again with the next message, or after a new page.
      this.#undo.push(connection.on("session.hello", () => connection.tell({ ...mark })));
    });
    this.#tellNewer();
  }

  #readUpTo(seq: number): void {
    if (seq <= this.#room.readSeq) return;
    this.#room.readSeq = seq;
    connection.tell({ type: "room.mark_read", room: this.#room.room, seq });
  }

  #scrolled = (): void => {
    // Content that grows scrolls nobody; only the reader's own way up lets go of the end.
    const wentUp = this.element.scrollTop < this.#top - 1;
    this.#top = this.element.scrollTop;
    this.#sticks = this.#isLive && (this.#atEnd || (this.#sticks && !wentUp));
    if (this.element.scrollTop < NEAR_EDGE) void this.#older();
    else if (!this.#isLive && this.#atEnd) void this.#newer();
    this.#tellNewer();
  };

  async #older(): Promise<void> {
    if (this.#list.first <= 1 || this.#startReached) return;
    await this.#load(`?before=${this.#list.first}`, "prepend");
  }

  async #newer(): Promise<void> {
    await this.#load(`?after=${this.#list.last}`, "append");
  }

  async #load(query: string, how: "prepend" | "append" | "replace"): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.topTarget.textContent = t("history.loading");
    try {
      const topic = this.#room.topic ? `&topic=${this.#room.topic}` : "";
      const page = await getJson<Page>(this.urlValue + query + topic);
      if (how === "prepend") this.#startReached = page.messages.length < page.size;
      const height = this.element.scrollHeight;
      if (how === "prepend") this.#list.prepend(page.messages);
      else if (how === "append") this.#list.append(page.messages);
      else this.#list.replaceAll(page.messages);
      if (how === "prepend") this.element.scrollTop += this.element.scrollHeight - height;
      if (how === "replace") this.#versions.reach(page.version);
      this.#showEdge();
    } catch {
      this.topTarget.textContent = t("history.failed");
    } finally {
      this.#loading = false;
    }
    showCounts(this.listTarget, this.#room.steps, this.#room.displayedSeq);
  }

  #showEdge(): void {
    const start = (this.#list.first <= 1 || this.#startReached) && this.#list.last > 0;
    this.topTarget.textContent = start ? t("history.start") : "";
  }

  /** Show a message, loading the history around it when it is not on the page. */
  async jump(seq: number): Promise<void> {
    if (!this.#list.find(seq)) await this.#load(`?around=${seq}`, "replace");
    this.#spotlight(seq);
  }

  #spotlight(seq: number): void {
    const item = this.#list.find(seq);
    if (!item) return;
    item.scrollIntoView({ block: "center" });
    item.focus({ preventScroll: true });
    item.classList.add("message--spot");
    setTimeout(() => item.classList.remove("message--spot"), 2500);
  }

  async #toEnd(): Promise<void> {
    if (!this.#isLive) await this.#load(`?around=${this.#room.lastSeq}`, "replace");
    this.#scrollToEnd();
    this.#tellNewer();
  }

  #scrollToEnd(): void {
    this.#sticks = true;
    this.element.scrollTop = this.element.scrollHeight;
    this.#top = this.element.scrollTop;
    roomVersions.set(this.#room.room, this.#versions.latest);
  }
}
