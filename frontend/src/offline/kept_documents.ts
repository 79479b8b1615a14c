/**
 * Which documents this device holds a copy of. The list is small and stands in localStorage, so
 * that it can be read before anything is opened; the copies are databases of their own.
 */
export interface KeptDocument {
  title: string;
  generation: number;
  /** Milliseconds since 1970: when it was open last. */
  at: number;
  /** Holds something that the server has not. */
  unsaved: boolean;
}

const LIST = "kept-documents";
const PREFIX = "document-";
const MOST = 30;
const KEPT_MS = 30 * 86_400_000;

export function copyName(owner: string, documentId: string): string {
  return `${PREFIX}${owner}-${documentId}`;
}

export function isCopy(name: string): boolean {
  return name.startsWith(PREFIX);
}

export function isCopyOf(owner: string, name: string): boolean {
  return Boolean(owner) && name.startsWith(copyName(owner, ""));
}

export function keptDocuments(): Map<string, KeptDocument> {
  try {
    const list = JSON.parse(localStorage.getItem(LIST) ?? "{}") as Record<string, KeptDocument>;
    return new Map(Object.entries(list));
  } catch {
    return new Map(); // storage is switched off: then nothing is kept either
  }
}

/** Notes `changes` of a document; a first note must be whole. */
export function noteDocument(documentId: string, changes: Partial<KeptDocument>): void {
  const list = keptDocuments();
  list.set(documentId, { ...list.get(documentId), ...changes } as KeptDocument);
  store(list);
}

export function forgetDocument(documentId: string): void {
  const list = keptDocuments();
  if (list.delete(documentId)) store(list);
}

/** Copies nobody opened for long, and those too many; never one that holds unsaved words. */
export function outworn(list: Map<string, KeptDocument>, now: number): string[] {
  const newest = [...list].sort(([, a], [, b]) => b.at - a.at);
  return newest
    .filter(([, { at, unsaved }], rank) => !unsaved && (rank >= MOST || now - at > KEPT_MS))
    .map(([documentId]) => documentId);
}

function store(list: Map<string, KeptDocument>): void {
  try {
    localStorage.setItem(LIST, JSON.stringify(Object.fromEntries(list)));
  } catch {
    // switched off, or full
  }
}
