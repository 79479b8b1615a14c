/** The copy of a document on this device, so that it opens and is written without a network. */
import { clearDocument, IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";
import {
  copyName,
  forgetDocument,
  keptDocuments,
  noteDocument,
  outworn,
} from "../offline/kept_documents";

const PATIENCE_MS = 3000; // a device whose storage hangs must not hold up the document
const SETTLED_AFTER_MS = 1000; // a write in a closing page may be given up

export class KeptCopy {
  #changedAt = 0;

  private constructor(
    private readonly owner: string,
    readonly documentId: string,
    private readonly title: string,
    private readonly persistence: IndexeddbPersistence,
  ) {
    persistence.doc.on("update", () => (this.#changedAt = Date.now()));
  }

  /** Whether what was changed has surely reached the disk. */
  get isSettled(): boolean {
    return Date.now() - this.#changedAt > SETTLED_AFTER_MS;
  }

  /** Reads the copy into `doc` and follows it from then on; null where nothing can be kept. */
  static async open(
    owner: string,
    documentId: string,
    title: string,
    doc: Y.Doc,
  ): Promise<KeptCopy | null> {
    if (!owner || !("indexedDB" in globalThis)) return null;
    for (const old of outworn(keptDocuments(), Date.now())) await dropCopy(owner, old);
    const name = copyName(owner, documentId);
    // Without its generation nobody can say what it is a copy of.
    if (!keptDocuments().has(documentId)) await clearDocument(name).catch(() => undefined);
    const persistence = new IndexeddbPersistence(name, doc);
    const read = await within(
      PATIENCE_MS,
      persistence._db.then(() => persistence.whenSynced),
    );
    if (read) return new KeptCopy(owner, documentId, title, persistence);
    await persistence.destroy().catch(() => undefined);
    return null;
  }

  /** 0 when the server has not said which one it is. */
  get generation(): number {
    return keptDocuments().get(this.documentId)?.generation ?? 0;
  }

  get holdsUnsaved(): boolean {
    return keptDocuments().get(this.documentId)?.unsaved ?? false;
  }

  /** The server says that this is the document's generation. */
  confirm(generation: number): void {
    const { title } = this;
    const unsaved = this.holdsUnsaved;
    noteDocument(this.documentId, { title, generation, at: Date.now(), unsaved });
  }

  setUnsaved(unsaved: boolean): void {
    if (this.generation) noteDocument(this.documentId, { unsaved });
  }

  async drop(): Promise<void> {
    await this.persistence.destroy().catch(() => undefined);
    await dropCopy(this.owner, this.documentId);
  }
}

export async function dropCopy(owner: string, documentId: string): Promise<void> {
  forgetDocument(documentId);
  if ("indexedDB" in globalThis) {
    await within(PATIENCE_MS, clearDocument(copyName(owner, documentId)));
  }
}

/** The value of `promise`; undefined when it fails or takes longer. */
function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, milliseconds));
  return Promise.race([promise.catch(() => undefined), late]);
}
