/** The page of one document: what stands around the editor. */
import { pageOwner } from "../offline/device";
import { keptDocuments } from "../offline/kept_documents";
import { t } from "../hub/strings";
import { CommentPanel } from "./comments/panel";
import type { Counts } from "./features/character_count";
import { dropCopy, KeptCopy } from "./kept_copy";
import { Notice } from "./page/notice";
import { Presence } from "./page/presence";
import { Rescue } from "./page/rescue";
import { type Ending, isClosed, Status } from "./page/status";
import { wordsOf } from "./page/words";
import { createSharedEditor, DocumentSession, Role } from "./session";
import { withoutHistory } from "./without_history";

/** Opens the document that `place` names; `place` is the page's `[data-document]`. */
export async function openDocument(place: HTMLElement): Promise<DocumentSession> {
  return new DocumentPage(place).open();
}

class DocumentPage {
  readonly #id: string;
  readonly #title: string;
  readonly #status: Status;
  readonly #notice: Notice;
  #session!: DocumentSession;
  #role: number;
  #comments: CommentPanel | null = null;
  #over = false;
  #reason = "";

  constructor(private readonly place: HTMLElement) {
    this.#id = place.dataset.document!;
    this.#title = place.dataset.title!;
    this.#role = Number(place.dataset.role);
    this.#status = new Status(this.#part("state"), this.#part("spoken"));
    this.#notice = new Notice(this.#part("notice"));
  }

  async open(): Promise<DocumentSession> {
    const editor = await createSharedEditor(this.#part("editor"), this.#part("toolbar"), {
      documentId: this.#id,
      title: this.#title,
      peopleUrl: this.place.dataset.people!,
      onCount: (counts) => this.#count(counts),
    });
    const presence = new Presence(
      this.#part("faces"),
      this.#part("count"),
      this.#part("people"),
      (person) => this.#session.seek(person),
    );
    const events = {
      saved: (saved: boolean) => this.#saved(saved),
      connected: (connected: boolean) => this.#connected(connected),
      refused: ({ message }: { message: string }) => (this.#reason = message),
      ended: (why: Ending) => this.#ended(why),
      people: (people: Parameters<Presence["show"]>[0]) =>
        presence.show(people, this.#session.greeting?.user.id ?? ""),
      role: (role: number) => this.#setRole(role),
      ready: () => this.#ready(),
      commented: () => void this.#comments?.refresh(),
    };
    this.#session = new DocumentSession(editor, this.#id, events, this.#role);
    this.#setRole(this.#role);
    window.addEventListener("beforeunload", (event) => {
      const { link, copy } = this.#session;
      if (!link.isSaved && !copy?.isSettled) event.preventDefault();
    });
    for (const change of ["online", "offline"]) {
      window.addEventListener(change, () => this.#over || this.#session.link.reconnect());
    }
    await this.#session.open((doc) => this.#copy(doc));
    return this.#session;
  }

  #ready(): void {
    this.place.dataset.ready = "";
    const { editor, binding } = this.#session;
    const opener = this.#part("comments-opener") as HTMLButtonElement;
    this.#comments = new CommentPanel(this.#part("comments"), opener, editor, binding!);
  }

  #part(name: string): HTMLElement {
    return this.place.querySelector<HTMLElement>(`[data-part="${name}"]`)!;
  }

  get #mayKeep(): boolean {
    return this.place.dataset.keep === "1";
  }

  /** The copy on this device; also where none may be kept, as long as words in it are unsent. */
  async #copy(doc: DocumentSession["doc"]): Promise<KeptCopy | null> {
    const owner = pageOwner() ?? "";
    const known = keptDocuments().get(this.#id);
    if (this.#mayKeep || known?.unsaved) {
      return KeptCopy.open(owner, this.#id, this.#title, doc);
    }
    if (known) await dropCopy(owner, this.#id);
    return null;
  }

  #saved(saved: boolean): void {
    this.#status.saved = saved;
    if (saved && !this.#mayKeep && this.#session.copy) {
      void this.#session.copy.drop();
      this.#session.copy = null;
    }
  }

  #connected(connected: boolean): void {
    this.#status.connected = connected;
    if (this.#over) return;
    if (connected || this.place.dataset.ready === undefined) this.#showRole();
    else this.#notice.show("offline", t(this.#offlineWord()));
  }

  #offlineWord(): string {
    if (this.#role < Role.EDITOR) return "document.offline_reading";
    return this.#session.copy ? "document.offline_kept" : "document.offline_open";
  }

  #setRole(role: number): void {
    this.#role = role;
    this.place.classList.toggle("document--reading", role < Role.EDITOR);
    this.#showRole();
  }

  #showRole(): void {
    if (this.#over) return;
    const writes = this.#role >= Role.EDITOR;
    this.#status.reading = writes ? null : t("document.reading");
    if (writes) this.#notice.hide();
    else this.#notice.show("reading", t("document.reading_only"));
  }

  #count({ characters, solid, selected }: Counts): void {
    const key = selected ? "count.selected" : "count.all";
    this.#part("characters").textContent = t(key, { characters, solid, selected });
  }

  #ended(why: Ending): void {
    this.#over = true;
    this.#status.end(why);
    this.place.classList.add("document--ended");
    this.place.classList.toggle("document--closed", isClosed(why));
    const { link } = this.#session;
    if (!link.isSaved && why !== "outdated") return this.#rescue(why);
    if (why === "stale" || why === "forbidden") void this.#session.copy?.drop();
    if (why === "forbidden") this.#notice.leave(t("document.forbidden"));
    else this.#notice.end(t(`document.${why}`));
  }

  #rescue(why: Ending): void {
    const { editor, doc } = this.#session;
    const dialog = this.#part("rescue") as HTMLDialogElement;
    const settled = async () => this.#session.copy?.drop();
    this.#notice.offer(t("document.unmerged"), () => dialog.showModal());
    const html = editor.data.get();
    const rescued = { html, text: wordsOf(html), content: withoutHistory(doc) };
    new Rescue(dialog, this.#id, settled).offer(why, this.#reason, rescued);
  }
}
