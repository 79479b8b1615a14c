/** Numbers as people write them: wide or narrow digits, joined by hyphens and spaces. */

export interface Span {
  start: number;
  end: number;
}

export interface DigitRun extends Span {
  digits: string;
  /** How they were grouped: "4-4-4" for 1234 5678 9018. */
  shape: string;
}

const NUMBER = /\d+(?:(?: ?- ?| {1,2})\d+)*/g;

/** Full-width characters become ASCII, one for one, so that positions stay. */
export function fold(text: string): string {
  return text
    .replace(/[！-～]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0\t]/g, " ")
    .replace(/[‐‑‒–—―−]/g, "-")
    .replace(/(\d ?)[ーｰ](?= ?\d)/g, "$1-");
}

/**
 * Every sequence of neighbouring groups in folded text, the longest of each number first.
 * What belongs to a word (ORD1234) or a decimal (3.1415) is no number of a person.
 */
export function digitRuns(text: string): DigitRun[] {
  const runs: DigitRun[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const before = text.slice(Math.max(0, match.index - 2), match.index);
    const after = text.charAt(match.index + match[0].length);
    if (/[A-Za-z_]$|\d\.$/.test(before) || /[A-Za-z_]/.test(after)) continue;
    const groups = [...match[0].matchAll(/\d+/g)];
    for (let length = groups.length; length > 0; length--) {
      for (let first = 0; first + length <= groups.length; first++) {
        runs.push(joined(groups.slice(first, first + length), match.index));
      }
    }
  }
  return runs;
}

function joined(groups: RegExpExecArray[], offset: number): DigitRun {
  const [first, last] = [groups[0], groups.at(-1)];
  return {
    start: offset + (first?.index ?? 0),
    end: offset + (last?.index ?? 0) + (last?.[0].length ?? 0),
    digits: groups.map((group) => group[0]).join(""),
    shape: groups.map((group) => group[0].length).join("-"),
  };
}
