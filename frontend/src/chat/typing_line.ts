/** Who is writing in the open room now; forgotten after six seconds. */
import { connection } from "../hub/connection";
import { t } from "../hub/strings";
import { isMine } from "./session";

const EXPIRES_AFTER_MS = 6000;

export class TypingLine {
  #names = new Map<string, { name: string; timer: ReturnType<typeof setTimeout> }>();
  #undo: (() => void)[];

  constructor(
    private readonly line: HTMLElement,
    room: string,
  ) {
    this.#undo = [
      connection.on("typing.seen", (event) => {
        if (event.room === room && !isMine(event.member)) this.#seen(event.member, event.name);
      }),
      connection.on("message.posted", (event) => {
        if (event.room === room) this.#forget(event.message.author);
      }),
    ];
  }

  stop(): void {
    for (const undo of this.#undo) undo();
    for (const { timer } of this.#names.values()) clearTimeout(timer);
  }

  #seen(member: string, name: string): void {
    clearTimeout(this.#names.get(member)?.timer);
    const timer = setTimeout(() => this.#forget(member), EXPIRES_AFTER_MS);
    this.#names.set(member, { name, timer });
    this.#show();
  }

  #forget(member: string): void {
    clearTimeout(this.#names.get(member)?.timer);
    this.#names.delete(member);
    this.#show();
  }

  #show(): void {
    const names = [...this.#names.values()].map(({ name }) => name);
    const [first] = names;
    if (first === undefined) this.line.textContent = "";
    else if (names.length === 1) this.line.textContent = t("typing.one", { name: first });
    else this.line.textContent = t("typing.many", { n: names.length });
  }
}
