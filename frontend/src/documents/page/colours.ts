/** Who is here, each in a colour nobody else has: eight there are, and every page chooses alike. */
import type { Awareness } from "y-protocols/awareness";
import type { DocumentUser } from "../live/frames";

/** Of each colour of the style sheet, c0 to c7, the one that looks most like it. */
const ALIKE = [4, 6, 5, 7, 0, 2, 1, 3];

/** Everybody by member id, oneself first, in the colours they are shown in. */
export function peopleHere(awareness: Awareness): Map<string, DocumentUser> {
  const found = new Map<string, DocumentUser>();
  for (const state of [awareness.getLocalState(), ...awareness.getStates().values()]) {
    const user = (state as { user?: DocumentUser } | null)?.user;
    if (user && !found.has(user.id)) found.set(user.id, user);
  }
  const colours = coloursOf([...found.values()]);
  for (const [id, user] of found) found.set(id, { ...user, colour: colours.get(id)! });
  return found;
}

/** Their own colour, or the next that is free and like no other; above eight they repeat. */
export function coloursOf(people: readonly DocumentUser[]): Map<string, number> {
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  for (const { id, colour } of [...people].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const order = ALIKE.map((_alike, at) => (colour + at) % ALIKE.length);
    const free = order.filter((each) => !taken.has(each));
    const best = free.find((each) => !taken.has(ALIKE[each]!)) ?? free[0] ?? colour;
    taken.add(best);
    chosen.set(id, best);
  }
  return chosen;
}
