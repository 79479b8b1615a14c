/** Under which topic the next message is posted: none, one of the room, or a new one. */
import { connection } from "../hub/connection";
import { asked } from "../hub/prompt";
import { t } from "../hub/strings";

const NEW = "new";

export class TopicChoice {
  #chosen: string;

  constructor(
    private readonly select: HTMLSelectElement,
    private readonly room: string,
    private readonly complain: (error: unknown) => void,
  ) {
    this.#chosen = select.value;
    select.addEventListener("change", () => void this.#changed());
  }

  get topic(): string | null {
    return this.select.value || null;
  }

  /** An answer belongs to the topic of what it answers. */
  take(topic: string): void {
    if ([...this.select.options].some((option) => option.value === topic)) {
      this.select.value = this.#chosen = topic;
    }
  }

  /** Names changed, topics were resolved: the bar of the room knows. */
  refresh(topics: { id: string; name: string }[]): void {
    const kept = [...this.select.options].filter((each) => ["", NEW].includes(each.value));
    const chosen = [...this.select.options].find((each) => each.value === this.#chosen);
    const known = topics.some((each) => each.id === this.#chosen);
    const options = topics.map(({ id, name }) => new Option(name, id));
    if (chosen?.value && !known) options.unshift(chosen);
    this.select.replaceChildren(kept[0] ?? "", ...options, kept[1] ?? "");
    this.select.value = this.#chosen;
  }

  async #changed(): Promise<void> {
    if (this.select.value === NEW) {
      this.select.value = this.#chosen;
      const name = await asked(t("topics.new"));
      if (name) await this.#start(name);
    }
    this.#chosen = this.select.value;
  }

  async #start(name: string): Promise<void> {
    try {
      const answer = await connection.request({ type: "topic.start", room: this.room, name });
      const id = String(answer.topic);
      if (![...this.select.options].some((option) => option.value === id)) {
        this.select.add(new Option(String(answer.name), id), this.select.options.length - 1);
      }
      this.select.value = id;
    } catch (error) {
      this.complain(error);
    }
  }
}
