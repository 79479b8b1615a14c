/** The dialog that moves messages: to another topic here, or to another room. */
import { Controller } from "@hotwired/stimulus";
import { connection, Refused } from "../hub/connection";
import { flash } from "../hub/flash";
import { t } from "../hub/strings";
import { announceInPage } from "./session";

type Scope = "one" | "later" | "all";

export default class extends Controller<HTMLFormElement> {
  static override targets = [
    "room",
    "topic",
    "topicField",
    "name",
    "nameField",
    "readers",
    "readersText",
    "accepted",
    "error",
  ];
  static override values = { room: String, seq: Number };
  declare readonly roomTarget: HTMLSelectElement;
  declare readonly topicTarget: HTMLSelectElement;
  declare readonly topicFieldTarget: HTMLElement;
  declare readonly nameTarget: HTMLInputElement;
  declare readonly nameFieldTarget: HTMLElement;
  declare readonly readersTarget: HTMLElement;
  declare readonly readersTextTarget: HTMLElement;
  declare readonly acceptedTarget: HTMLInputElement;
  declare readonly errorTarget: HTMLElement;
  declare readonly roomValue: string;
  declare readonly seqValue: number;

  /** Topics belong to this room; another room takes the messages without one. */
  chooseRoom(): void {
    this.topicFieldTarget.hidden = this.#leaves;
    this.nameFieldTarget.hidden = this.#leaves || this.topicTarget.value !== "new";
    this.readersTarget.hidden = true;
    this.acceptedTarget.checked = false;
  }

  chooseTopic(): void {
    this.nameFieldTarget.hidden = this.topicTarget.value !== "new";
    if (!this.nameFieldTarget.hidden) this.nameTarget.focus();
  }

  async send(event: Event): Promise<void> {
    event.preventDefault();
    this.errorTarget.hidden = true;
    try {
      if (this.#leaves) await this.#move();
      else await this.#sort();
      this.element.closest("dialog")?.close();
    } catch (error) {
      this.#complain(error);
    }
  }

  get #leaves(): boolean {
    return this.roomTarget.value !== this.roomValue;
  }

  get #scope(): Scope {
    return (new FormData(this.element).get("scope") ?? "one") as Scope;
  }

  async #sort(): Promise<void> {
    const { roomValue: room, seqValue: seq } = this;
    const topic = await this.#chosenTopic();
    const scope = this.#scope;
    const answer = await connection.request({ type: "message.sort", room, seq, scope, topic });
    flash(t("move.sorted", { n: Number(answer.count) }));
  }

  async #chosenTopic(): Promise<string | null> {
    if (this.topicTarget.value !== "new") return this.topicTarget.value || null;
    const name = this.nameTarget.value;
    const answer = await connection.request({ type: "topic.start", room: this.roomValue, name });
    return String(answer.topic);
  }

  async #move(): Promise<void> {
    const answer = await connection.request({
      type: "message.move",
      room: this.roomValue,
      seq: this.seqValue,
      scope: this.#scope,
      target: this.roomTarget.value,
      readers_accepted: this.acceptedTarget.checked,
    });
    flash(t("move.done"));
    announceInPage("visit-room", String(answer.room));
  }

  #complain(error: unknown): void {
    const refused = error instanceof Refused ? error : undefined;
    if (refused?.refusal.field === "readers") {
      this.readersTextTarget.textContent = refused.message;
      this.readersTarget.hidden = false;
      this.acceptedTarget.focus();
      return;
    }
    this.errorTarget.textContent = refused?.message ?? t("error.network");
    this.errorTarget.hidden = false;
  }
}
