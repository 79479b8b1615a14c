/** Full dates in a text that look like somebody's day of birth. */
import type { Span } from "./digit_runs";

/** The year before the first of each era. Source: 元号法 and the orders on each change of era. */
const ERAS: Record<string, number> = {
  ...{ 明治: 1867, "㍾": 1867, M: 1867 },
  ...{ 大正: 1911, "㍽": 1911, T: 1911 },
  ...{ 昭和: 1925, "㍼": 1925, S: 1925 },
  ...{ 平成: 1988, "㍻": 1988, H: 1988 },
  ...{ 令和: 2018, "㋿": 2018, R: 2018 },
};
const YEAR = "(明治|大正|昭和|平成|令和|[㍾㍽㍼㍻㋿MTSHR]) ?(元|\\d{1,2})|((?:18|19|20)\\d{2})";
const DAY = " ?年 ?(\\d{1,2}) ?月 ?(\\d{1,2}) ?日|([-/.])(\\d{1,2})\\6(\\d{1,2})(?!\\d|[-/.]\\d)";
const COMPACT = "((?:19|20)\\d{2})(\\d{2})(\\d{2})(?![\\d-])";
const DATE = new RegExp(`(?:${YEAR})(?:${DAY})|${COMPACT}`, "g");

const SAYS_BIRTH = /生年月日|誕生日|生まれ|出生|D\.?O\.?B|birth/i;
const SAYS_BIRTH_AFTER = /^[ )」]{0,2}(生(?![産命活物徒])|うまれ|[(]?(満|当時)?\d{1,3}歳)/;
/** Old dates that are nobody's birthday: laws, letters, buildings. */
const OTHER = "条例|施行|制定|改正|発行|開[設院業所]|設[立置]|創[立業]|竣工|建築";
const SAYS_OTHER = new RegExp(OTHER);
const SAYS_OTHER_AFTER = new RegExp(
  `^ ?(付|法律|政令|省令|告示|通知|${OTHER}|[^\\d\\n]{0,6}第\\d)`,
);

/** Without a word beside it, only a day at least this long ago is taken for a birthday. */
const PLAUSIBLE_YEARS = 15;
const OLDEST_YEARS = 125;
const YEAR_MS = 365.25 * 86_400_000;
const BEFORE = 16; // characters in which a word counts
const AFTER = 10;

/** Takes folded text. */
export function birthDates(text: string, today: Date): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(DATE)) {
    const end = match.index + match[0].length;
    if (isBirth(match, text.slice(0, match.index), text.slice(end, end + AFTER), today)) {
      found.push({ start: match.index, end });
    }
  }
  return found;
}

function isBirth(match: RegExpExecArray, head: string, after: string, today: Date): boolean {
  if (/[A-Za-z\d][.-]?$/.test(head)) return false;
  const day = dayOf(match);
  const years = day ? (today.getTime() - day.getTime()) / YEAR_MS : -1;
  if (years < 0 || years > OLDEST_YEARS) return false;
  const before = head.slice(-BEFORE);
  if (SAYS_BIRTH.test(before) || SAYS_BIRTH_AFTER.test(after)) return true;
  // Eight digits alone are as likely a number of something.
  if (match[9] !== undefined || years < PLAUSIBLE_YEARS) return false;
  return !SAYS_OTHER.test(before) && !SAYS_OTHER_AFTER.test(after);
}

function dayOf(match: RegExpExecArray): Date | undefined {
  const [, era = "", inEra = "", year, month, day, , month2, day2, year3, month3, day3] = match;
  const ofEra = (ERAS[era] ?? 0) + (inEra === "元" ? 1 : Number(inEra));
  const y = Number(year ?? year3 ?? ofEra);
  const m = Number(month ?? month2 ?? month3);
  const d = Number(day ?? day2 ?? day3);
  const found = new Date(y, m - 1, d);
  return found.getMonth() === m - 1 && found.getDate() === d ? found : undefined;
}
