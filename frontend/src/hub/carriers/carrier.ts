/** A way to the server. All carriers give the same promises; they differ in latency only. */
import type { ChatEvent } from "../protocol";

/** What a carrier reports. `closed` comes once, last; code 1006 means the network. */
export interface CarrierListener {
  frame(event: ChatEvent): void;
  closed(code: number): void;
}

export interface Carrier {
  /** Sends one JSON command; its reply arrives as a frame. */
  send(text: string): void;
  close(): void;
}

/** The latest version of each room the page knows, for carriers that ask for what is new. */
export type KnownVersions = () => Record<string, number>;

export const NETWORK_LOST = 1006;

export function parseFrame(text: string): ChatEvent {
  return JSON.parse(text) as ChatEvent;
}
