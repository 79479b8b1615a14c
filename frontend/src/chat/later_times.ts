/** The times offices send at: in an hour, tomorrow at opening, on Monday. */
import { t } from "../hub/strings";

export interface Preset {
  label: string;
  at: Date;
}

const OPENING = [8, 30] as const;

function at(day: Date, days: number): Date {
  const [hours, minutes] = OPENING;
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hours, minutes);
}

/** In the order they come; each names its date, because 明日 is unclear after midnight. */
export function presets(now: Date): Preset[] {
  const hour = new Date(now.getTime() + 3_600_000);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const found = [{ label: t("later.hour", { when: words(hour) }), at: hour }];
  const today = at(now, 0);
  if (today.getTime() - now.getTime() > 3_600_000) {
    found.push({ label: t("later.today", { when: words(today) }), at: today });
  }
  found.push({ label: t("later.tomorrow", { when: words(at(now, 1)) }), at: at(now, 1) });
  if (toMonday > 1) {
    const monday = at(now, toMonday);
    found.push({ label: t("later.monday", { when: words(monday) }), at: monday });
  }
  return found;
}

export function words(time: Date): string {
  const language = document.documentElement.lang || "ja";
  return new Intl.DateTimeFormat(language, {
    month: "numeric",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(time);
}
