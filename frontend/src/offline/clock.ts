/** 11月23日 10:05 in the page's language. */
export function clockOf(time: number): string {
  const shape = { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(document.documentElement.lang, shape).format(time);
}
