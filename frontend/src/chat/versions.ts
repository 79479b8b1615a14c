/** Which stored changes of the open room this page has, and when something is missing. */

export type Verdict = "apply" | "known" | "gap";

export class RoomVersions {
  constructor(private applied: number) {}

  get latest(): number {
    return this.applied;
  }

  /** What to do with an event of `version`: only the very next one may be shown. */
  judge(version: number): Verdict {
    if (version <= this.applied) return "known";
    return version === this.applied + 1 ? "apply" : "gap";
  }

  /** Everything up to `version` is on the page now. Moves forward only. */
  reach(version: number): void {
    this.applied = Math.max(this.applied, version);
  }

  isBehind(version: number | undefined): boolean {
    return version !== undefined && version > this.applied;
  }
}
