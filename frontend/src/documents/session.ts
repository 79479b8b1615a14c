/** One document on this page: editor, Yjs document and the line to the server, put together. */
import { DecoupledEditor, type Editor } from "ckeditor5";
import * as Y from "yjs";
import { Binding } from "./binding";
import { RemoteCarets, shareCarets } from "./binding/carets";
import { rank } from "./binding/fixes";
import { guardPostFixers } from "./binding/loop_guard";
import { SCHEMA_VERSION } from "./binding/schema";
import { SharedUndo } from "./binding/undo";
import { type DocumentUser, type Greeting, type Refused } from "./live/frames";
import { Link } from "./live/link";
import { CommentButton } from "./comments/button";
import { CommentMarks } from "./comments/marks";
import { configOf, type Place, TOOLBAR } from "./config";
import { interfacePlugins } from "./interface";
import type { KeptCopy } from "./kept_copy";
import { peopleHere } from "./page/colours";
import type { Ending } from "./page/status";
import { sharedPlugins } from "./plugins";

export const Role = { READER: 1, COMMENTER: 2, EDITOR: 3, OWNER: 4 } as const;
const LASTING = 2; // rounds before somebody else than the leader writes a fix
const ROUND = 1000; // milliseconds
const ACQUAINTED_AFTER = 3000; // milliseconds, until everybody's presence has come
const UNREADY = "unready";
const READER = "reader";
const ENDED = "ended";
const ENDINGS: Record<number, Ending> = { 4401: "signed_out", 4403: "forbidden", 4409: "stale" };
/** Refusals of a server in trouble: the same words may pass a moment later. */
const PASSING = ["failed", "costly", "rate_limited"];
const TRIES = 3;
const JUST_BEGUN = "#write"; // where a new document leads to
const AGAIN_AFTER = 2000; // milliseconds

export interface SessionEvents {
  saved(saved: boolean): void;
  connected(connected: boolean): void;
  refused(problem: Refused): void;
  /** For good. */
  ended(why: Ending): void;
  /** Everybody who is here, this tab included. */
  people(people: DocumentUser[]): void;
  role(role: number): void;
  commented(): void;
  /** The document is on the page and may be worked with. */
  ready(): void;
}

export class DocumentSession {
  readonly doc = new Y.Doc();
  readonly link: Link;
  binding: Binding | null = null;
  greeting: Greeting | null = null;
  copy: KeptCopy | null = null;
  #generation = 0;
  #refusals = 0;
  #rounds = 0;
  #connectedAt = 0; // when this connection began; 0 without one
  #timer = 0;
  #stopCarets: (() => void) | null = null;

  constructor(
    readonly editor: Editor,
    documentId: string,
    private readonly events: SessionEvents,
    /** As the page says it; the server's greeting overrules it. */
    private readonly initialRole: number,
  ) {
    editor.enableReadOnlyMode(UNREADY);
    this.link = new Link(documentId, this.doc, {
      ...events,
      saved: (saved) => {
        this.copy?.setUnsaved(!saved);
        events.saved(saved);
      },
      refused: (problem) => this.#refused(problem),
      ended: (code) => this.end(ENDINGS[code] ?? "forbidden"),
      connected: (connected) => {
        this.#connectedAt = connected ? Date.now() : 0;
        events.connected(connected);
      },
      greeted: (greeting) => this.#greeted(greeting),
    });
    this.link.provider.on("sync", (synced: boolean) => {
      if (synced) this.bind();
    });
    this.link.awareness.on("change", () => this.events.people(this.#people()));
    this.#gateComposition();
  }

  /** Opens what `copy` finds on this device, then the line to the server. */
  async open(copy: (doc: Y.Doc) => Promise<KeptCopy | null>): Promise<void> {
    this.copy = await copy(this.doc);
    this.#generation = this.copy?.generation ?? 0;
    this.link.begin(this.copy?.holdsUnsaved ?? false);
    if (this.doc.getMap("meta").has("schema")) this.bind();
    this.link.connect();
  }

  /** Nothing can be written any more; what may be read stays on the page. */
  end(why: Ending): void {
    this.link.disconnect();
    this.editor.enableReadOnlyMode(ENDED);
    this.events.ended(why);
  }

  /** Shows the document; called once it has been received, or was found on this device. */
  bind(): void {
    if (this.binding || this.#isOutdated()) return;
    this.doc.getMap("meta").observe(() => this.#isOutdated());
    const { editor } = this;
    guardPostFixers(editor.model.document);
    this.binding = new Binding(editor, this.doc, { isLeader: () => this.#isLeader() }).bind();
    editor.plugins.get(SharedUndo).follow(this.binding);
    this.#stopCarets = shareCarets(editor, this.binding, this.link.awareness);
    this.#timer = window.setInterval(() => this.#writeLastingFixes(), ROUND);
    editor.disableReadOnlyMode(UNREADY);
    this.events.ready();
    if (this.mayWrite && location.hash === JUST_BEGUN) editor.focus();
  }

  /** A document that a newer program has taken over ends here, and asks to reload. */
  #isOutdated(): boolean {
    const schema = this.doc.getMap("meta").get("schema");
    const outdated = typeof schema === "number" && schema > SCHEMA_VERSION;
    if (outdated) this.end("outdated");
    return outdated;
  }

  /** Brings the caret of `person` into view. */
  seek(person: DocumentUser): void {
    const { model, editing } = this.editor;
    for (const [client, state] of this.link.awareness.getStates()) {
      const marker = model.markers.get(`caret:${client}`);
      if ((state as { user?: DocumentUser }).user?.id !== person.id || !marker) continue;
      const position = editing.mapper.toViewPosition(marker.getStart());
      const { parent } = editing.view.domConverter.viewPositionToDom(position)!;
      const element = parent instanceof Element ? parent : parent.parentElement;
      element?.scrollIntoView({ block: "center" });
      return;
    }
  }

  destroy(): void {
    clearInterval(this.#timer);
    this.#stopCarets?.();
    this.binding?.destroy();
    this.link.destroy();
    this.doc.destroy();
  }

  get mayWrite(): boolean {
    return (this.greeting?.role ?? this.initialRole) >= Role.EDITOR;
  }

  #greeted(greeting: Greeting): void {
    const stale = this.#generation && this.#generation !== greeting.generation;
    if (stale) return this.end("stale");
    this.#generation = greeting.generation;
    this.copy?.confirm(greeting.generation);
    this.greeting = greeting;
    this.link.awareness.setLocalStateField("user", greeting.user);
    if (!this.mayWrite && !this.link.isSaved) return this.end("demoted");
    if (this.mayWrite) this.editor.disableReadOnlyMode(READER);
    else this.editor.enableReadOnlyMode(READER);
    this.events.role(greeting.role);
    this.events.people(this.#people());
  }

  /** A write that was refused stands on this page and nowhere else. */
  #refused(problem: Refused): void {
    if (problem.code === "not_found") return; // the line is about to end, and says why
    if (!PASSING.includes(problem.code) || ++this.#refusals > TRIES) {
      this.events.refused(problem);
      this.end("refused");
      return;
    }
    this.link.disconnect();
    setTimeout(() => this.link.connect(), AGAIN_AFTER * this.#refusals);
  }

  #people(): DocumentUser[] {
    return [...peopleHere(this.link.awareness).values()];
  }

  /** The clients that may write, this one among them if it may. */
  #writers(): number[] {
    const { awareness } = this.link;
    const writers = this.mayWrite ? [awareness.clientID] : [];
    for (const [client, state] of awareness.getStates()) {
      const { user } = state as { user?: DocumentUser };
      if (client !== awareness.clientID && user?.writes) writers.push(client);
    }
    return writers;
  }

  /** Who has just come back does not know yet who else is here: two leaders would fix twice. */
  #isLeader(): boolean {
    const acquainted = this.#connectedAt > 0 && Date.now() - this.#connectedAt > ACQUAINTED_AFTER;
    return acquainted && this.mayWrite && rank(this.#writers(), this.doc.clientID) === 0;
  }

  /** A fix that nobody wrote is written by whoever still sees it, one client after another. */
  #writeLastingFixes(): void {
    if (!this.binding?.fixes.pending.size || !this.mayWrite || !this.#connectedAt) {
      this.#rounds = 0;
      return;
    }
    this.#rounds += 1;
    if (this.#rounds <= LASTING + rank(this.#writers(), this.doc.clientID)) return;
    this.#rounds = 0;
    this.binding.writeFixes();
  }

  /** During composition (IME) what others write waits, so that the input method keeps its place. */
  #gateComposition(): void {
    const { document } = this.editor.editing.view;
    let releasing = 0;
    const hold = () => {
      clearTimeout(releasing); // the next word began in the moment the last one was confirmed
      this.link.hold(true);
    };
    const release = () => {
      releasing = window.setTimeout(() => this.link.hold(false));
    };
    document.on("compositionstart", hold, { priority: "highest" });
    document.on("compositionend", release, { priority: "lowest" });
    document.on("blur", release, { priority: "lowest" });
  }
}

/** An editor for co-editing: its toolbar goes into `toolbar`, the document into `place`. */
export async function createSharedEditor(
  place: HTMLElement,
  toolbar: HTMLElement,
  surroundings: Place,
): Promise<DecoupledEditor> {
  const editor = await DecoupledEditor.create(place, {
    ...configOf(surroundings),
    plugins: [
      ...sharedPlugins,
      ...interfacePlugins,
      SharedUndo,
      RemoteCarets,
      CommentMarks,
      CommentButton,
    ],
    toolbar: { items: TOOLBAR, shouldNotGroupWhenFull: false },
  } as Parameters<typeof DecoupledEditor.create>[1]);
  toolbar.replaceChildren(editor.ui.view.toolbar.element!);
  return editor;
}
