/** The dialog that moves messages: to another topic here, or to another room. */
import { Controller } from "@hotwired/stimulus";
import { connection, Refused } from "../hub/connection";
import { flash } from "../hub/flash";
import { getJson } from "../hub/http";
import { t } from "../hub/strings";
import { announceInPage } from "./session";

type Scope = "one" | "later" | "all";
interface Topic {
  id: string;
  name: string;
}

export default class extends Controller<HTMLFormElement> {
  static override targets = [
    "room",
    "topic",
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
  declare readonly nameTarget: HTMLInputElement;
  declare readonly nameFieldTarget: HTMLElement;
  declare readonly readersTarget: HTMLElement;
  declare readonly readersTextTarget: HTMLElement;
  declare readonly acceptedTarget: HTMLInputElement;
  declare readonly errorTarget: HTMLElement;
  declare readonly roomValue: string;
  declare readonly seqValue: number;

  /** Every room has its own topics. */
  async chooseRoom(): Promise<void> {
    this.readersTarget.hidden = true;
    this.acceptedTarget.checked = false;
    const room = this.roomTarget.value;
    try {
      const { topics } = await getJson<{ topics: Topic[] }>(`/rooms/${room}/topics/`);
      if (room === this.roomTarget.value) this.#offer(topics);
    } catch (error) {
      this.#offer([]);
      this.#complain(error);
    }
  }

  chooseTopic(): void {
    this.nameFieldTarget.hidden = !this.#startsTopic;
    this.nameTarget.required = this.#startsTopic;
    if (this.#startsTopic) this.nameTarget.focus();
  }

  #offer(topics: Topic[]): void {
    const [none, added] = [this.topicTarget.options[0], [...this.topicTarget.options].at(-1)];
    const options = topics.map(({ id, name }) => new Option(name, id));
    // Who was faster than the answer keeps the choice of a new topic.
    const kept = this.#startsTopic ? this.topicTarget.value : "";
    this.topicTarget.replaceChildren(none ?? "", ...options, added ?? "");
    this.topicTarget.value = kept;
    this.chooseTopic();
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

  get #startsTopic(): boolean {
    return this.topicTarget.value === "new";
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
    if (!this.#startsTopic) return this.topicTarget.value || null;
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
      topic: this.#startsTopic ? null : this.topicTarget.value || null,
      new_topic: this.#startsTopic ? this.nameTarget.value : "",
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
