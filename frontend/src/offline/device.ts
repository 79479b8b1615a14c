/**
 * Whose data this browser keeps. The device remembers an opaque tag only; when a page comes
 * for another owner, or for nobody, everything of the one before is wiped first.
 */
import { copyName, isCopy, isCopyOf, keptDocuments } from "./kept_documents";
import { forgetPagesExcept } from "./kept_pages";

const OWNER = "owner";
const DATABASE = "outbox-";
/** A database that another tab does not let go of must not hold up the next person. */
const PATIENCE_MS = 3000;

/** The tag in this page; undefined on pages that know nobody, such as the offline page. */
export function pageOwner(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="device-owner"]')?.content;
}

/** The tag this device remembers: whose data may be here. */
export function rememberedOwner(): string {
  try {
    return localStorage.getItem(OWNER) ?? "";
  } catch {
    return ""; // storage is switched off: then nothing is kept either
  }
}

/** That the server refused this tab once; outlives a wipe, or the page would load for ever. */
export const ENDED = "ended";

export function databaseOf(owner: string): string {
  return DATABASE + owner;
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = () => resolve();
    setTimeout(resolve, PATIENCE_MS);
  });
}

async function forgetDatabasesExcept(owner: string, known: string[]): Promise<void> {
  if (!("indexedDB" in globalThis)) return;
  // Not every browser lists its databases; the names of the one before are known.
  const listed = (await indexedDB.databases?.().catch(() => [])) ?? [];
  const names = new Set([...known, ...listed.map(({ name }) => name ?? "")]);
  const others = [...names].filter(
    (name) =>
      (name.startsWith(DATABASE) && (!owner || name !== databaseOf(owner))) ||
      (isCopy(name) && !isCopyOf(owner, name)),
  );
  await Promise.all(others.map(deleteDatabase));
}

/** The databases `owner` may have here. */
function namesOf(owner: string): string[] {
  if (!owner) return [];
  const copies = [...keptDocuments().keys()].map((documentId) => copyName(owner, documentId));
  return [databaseOf(owner), ...copies];
}

/** Wipes what does not belong to `owner`, everything when that is empty, and remembers it. */
export async function wipeExcept(owner: string): Promise<void> {
  const known = namesOf(rememberedOwner());
  try {
    const ended = sessionStorage.getItem(ENDED);
    localStorage.clear();
    sessionStorage.clear();
    if (ended) sessionStorage.setItem(ENDED, ended);
    localStorage.setItem(OWNER, owner); // tells the other tabs
  } catch {
    // switched off
  }
  await forgetDatabasesExcept(owner, known);
  if ("caches" in globalThis) await forgetPagesExcept(owner);
}

let leaving = false;

/** The sign-in is over, or is about to be: nothing of it stays on this device. */
export async function leaveDevice(): Promise<void> {
  leaving = true;
  await wipeExcept("").catch(() => undefined);
}

/** Comes before anything else on a page. */
export async function claimDevice(): Promise<void> {
  const owner = pageOwner();
  if (owner === undefined) return;
  if (rememberedOwner() !== owner) await wipeExcept(owner).catch(() => undefined);
  window.addEventListener("storage", (event) => {
    // Another tab signed out, or somebody else signed in there.
    if (event.key === OWNER && event.newValue !== owner && !leaving) location.reload();
  });
}
