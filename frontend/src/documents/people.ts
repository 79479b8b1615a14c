/** People the server offers behind an @: those who read the document come first. */
import { getJson } from "../hub/http";
import type { Person } from "./features/mention";

export interface ListedPerson extends Person {
  reading: string;
  about: string;
  /** How they reach the document; a text that is none does not say. */
  access?: "granted" | "link" | "none";
}

export async function findPeople(
  url: string,
  query: string,
  signal?: AbortSignal,
): Promise<ListedPerson[]> {
  const asked = `${url}?q=${encodeURIComponent(query)}`;
  return (await getJson<{ people: ListedPerson[] }>(asked, signal)).people;
}
