/**
 * What was displayed since the page was opened. Reading topic by topic leaves gaps in a room;
 * its marker moves on once the views together have no gap any more.
 */
import { announceInPage } from "./session";

export class TopicReading {
  #rooms = new Map<string, Map<number, string>>();

  remember(room: string, displayed: { seq: number; topic: string }[]): void {
    const seen = this.#rooms.get(room) ?? new Map<number, string>();
    this.#rooms.set(room, seen);
    for (const { seq, topic } of displayed) seen.set(seq, topic);
  }

  /** How far everything after `from` was displayed. */
  reachedFrom(room: string, from: number): number {
    const seen = this.#rooms.get(room);
    let reached = from;
    while (seen?.has(reached + 1)) reached += 1;
    return reached;
  }

  /** How many messages of the topic above `from` were displayed. */
  countOf(room: string, topic: string, from: number): number {
    const seen = this.#rooms.get(room) ?? new Map<number, string>();
    return [...seen].filter(([seq, of]) => of === topic && seq > from).length;
  }
}

/** The page's only one. */
const reading = new TopicReading();

interface Markers {
  room: string;
  displayedSeq: number;
  readSeq: number;
}

/**
 * Displayed in the open view; tells how far the room's markers may move. What was read without
 * looking lies between them and is never said to have been displayed.
 */
export function displayedIn(
  { room, displayedSeq, readSeq }: Markers,
  items: HTMLElement[],
): { displayed: number; read: number } {
  const shown = items.map(({ dataset }) => ({
    seq: Number(dataset.seq),
    topic: dataset.topic ?? "",
  }));
  const above = shown.filter(({ seq }) => seq > displayedSeq);
  reading.remember(room, above);
  announceInPage("displayed", room);
  return {
    displayed: reading.reachedFrom(room, displayedSeq),
    read: reading.reachedFrom(room, readSeq),
  };
}

export function displayedOf(room: string, topic: string, from: number): number {
  return reading.countOf(room, topic, from);
}
