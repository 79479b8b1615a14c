/** What the whole chat page shares: who is here, the outbox, the rooms' versions. */
import { connection } from "../hub/connection";
import { pageData } from "../hub/page";
import { uploads } from "../files/uploads";
import { pageOwner } from "../offline/device";
import { Outbox } from "./outbox";
import { OutboxStore } from "./outbox_store";
import { senderLock } from "./sender_lock";

interface PageData {
  member: string;
  name: string;
  addresses: string[];
}

export const me: PageData = document.getElementById("page-data")
  ? pageData<PageData>("page-data")
  : { member: "", name: "", addresses: [] };

export const outbox = openOutbox(pageOwner() ?? "");

function openOutbox(owner: string): Outbox {
  const store = new OutboxStore(owner);
  const lock = senderLock(owner, store);
  const channel = new BroadcastChannel(`outbox-${owner}`);
  return new Outbox({ connection, store, uploads, lock, channel });
}

/** A duty reaches whoever holds it now: the roster turns while the page stays open. */
function reachedBy(event: { addresses: string[] }): void {
  me.addresses = event.addresses;
}
connection.on("session.hello", reachedBy);
connection.on("addresses.changed", reachedBy);

/** Versions of every room in the list; the open room's timeline keeps its own. */
export const roomVersions = new Map<string, number>();
connection.knownVersions = () => Object.fromEntries(roomVersions);

export function isMine(author: string | undefined): boolean {
  return author === me.member;
}

/** Whether one of the addresses of a message reaches this member. */
export function addressesMe(mentions: string[]): boolean {
  return mentions.some((address) => me.addresses.includes(address));
}

/** Events within the page, between controllers. */
export function announceInPage(name: string, detail: unknown): void {
  document.dispatchEvent(new CustomEvent(`chat:${name}`, { detail }));
}

export function whenInPage<T>(name: string, handler: (detail: T) => void): () => void {
  const listener = (event: Event): void => handler((event as CustomEvent<T>).detail);
  document.addEventListener(`chat:${name}`, listener);
  return () => document.removeEventListener(`chat:${name}`, listener);
}
