/** Who of a room is connected, added up over server processes; old words are forgotten. */
import type { PresenceSeen } from "../hub/protocol";

const FORGET_AFTER_MS = 45_000;

interface Seen {
  members: string[];
  count: number;
  at: number;
}

export class Presence {
  #processes = new Map<string, Seen>();

  hear(event: PresenceSeen, now: number): void {
    this.#processes.set(event.process, { members: event.members, count: event.count, at: now });
  }

  members(now: number): Set<string> {
    return new Set(this.#fresh(now).flatMap((seen) => seen.members));
  }

  /** Exact while every process names all its members; else the largest sum it can be. */
  count(now: number): number {
    const fresh = this.#fresh(now);
    const named = fresh.every((seen) => seen.members.length === seen.count);
    if (named) return this.members(now).size;
    return fresh.reduce((sum, seen) => sum + seen.count, 0);
  }

  #fresh(now: number): Seen[] {
    return [...this.#processes.values()].filter((seen) => now - seen.at < FORGET_AFTER_MS);
  }
}
