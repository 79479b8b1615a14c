/** Numbers and dates in a text that may identify somebody. Computed here, sent nowhere. */
import { birthDates } from "./birth_dates";
import { isCorporateNumber, isInsurerNumber, isMyNumber } from "./check_digits";
import { type DigitRun, digitRuns, fold, type Span } from "./digit_runs";

export type Kind = "my_number" | "insurer" | "care" | "pension" | "birth_date";

export interface Finding extends Span {
  kind: Kind;
  text: string;
}

interface Pattern {
  kind: Kind;
  /** How the digits may be grouped. */
  shape: RegExp;
  valid?: (digits: string) => boolean;
  /** A word that has to stand shortly before the number. */
  word?: RegExp;
}

const PREFECTURES = 47;
/** 法別番号 of employees' and old-age health insurance. */
const LAWS = "01 02 03 04 06 07 31 32 33 34 39 63 67 72 73 74 75".split(" ");
const CONTEXT = 24; // characters

const LOCAL_WORDS = /保険者番号|保険証|国保|国民健康保険|資格確認書/;
const INSURED_WORDS = /被保険者証?の?番号|介護保険証?の?番号/;
const PATTERNS: Pattern[] = [
  { kind: "my_number", shape: /^(12|6-6|4-4-4|3-3-3-3|1(-1){11})$/, valid: isPerson },
  { kind: "pension", shape: /^(4-6|10)$/, word: /年金番号|年金手帳/ },
  { kind: "care", shape: /^(10|8)$/, word: INSURED_WORDS },
  { kind: "care", shape: /^6$/, valid: isLocalInsurer, word: /介護/ },
  { kind: "insurer", shape: /^(8|2-2-3-1)$/, valid: isEmployeesInsurer },
  { kind: "insurer", shape: /^(6|2-3-1)$/, valid: isLocalInsurer, word: LOCAL_WORDS },
];

/** What is found, in the order of the text, nothing twice. Positions are those of `text`. */
export function personalData(text: string, today: Date = new Date()): Finding[] {
  const folded = fold(text);
  const runs = digitRuns(folded);
  // A corporate number is public, and its last twelve digits are nobody's.
  const taken: Span[] = runs.filter(isCorporate);
  const found: Finding[] = [];
  const add = (kind: Kind, { start, end }: Span): void => {
    if (taken.some((each) => each.start < end && start < each.end)) return;
    taken.push({ start, end });
    found.push({ kind, start, end, text: text.slice(start, end) });
  };
  for (const span of birthDates(folded, today)) add("birth_date", span);
  for (const pattern of PATTERNS) {
    for (const run of runs) if (matches(pattern, run, folded)) add(pattern.kind, run);
  }
  return found.sort((a, b) => a.start - b.start);
}

function matches({ shape, valid, word }: Pattern, run: DigitRun, text: string): boolean {
  if (!shape.test(run.shape) || (valid && !valid(run.digits))) return false;
  return !word || word.test(text.slice(Math.max(0, run.start - CONTEXT), run.start));
}

function isCorporate({ shape, digits }: DigitRun): boolean {
  return /^(13|1-4-4-4)$/.test(shape) && isCorporateNumber(digits);
}

/** Twelve equal digits fill a form, they name nobody. */
function isPerson(digits: string): boolean {
  return isMyNumber(digits) && !/^(\d)\1+$/.test(digits);
}

/** 法別番号 2, prefecture 2, insurer 3, check digit 1. */
function isEmployeesInsurer(digits: string): boolean {
  const [law, prefecture] = [digits.slice(0, 2), digits.slice(2, 4)];
  return LAWS.includes(law) && isPrefecture(prefecture) && isInsurerNumber(digits);
}

/** Prefecture 2, insurer 3, check digit 1. */
function isLocalInsurer(digits: string): boolean {
  return isPrefecture(digits.slice(0, 2)) && isInsurerNumber(digits);
}

function isPrefecture(digits: string): boolean {
  return Number(digits) >= 1 && Number(digits) <= PREFECTURES;
}
