/** The uploads of this page: each file is sent once, whoever asks for it. */
import type { PendingFile } from "../chat/pending";
import { dropUpload, ensureUploaded } from "./upload";

interface Running {
  done: Promise<string>;
  stop: AbortController;
  /** The tray and then the outbox: both want to know how far it came. */
  askers: { file: PendingFile; remember: () => void }[];
}

const AT_ONCE = 2;

export class Uploads {
  #running = new Map<string, Running>();
  #sent = new Map<string, number>();
  #watchers = new Set<() => void>();
  #free = AT_ONCE;
  #queue: (() => void)[] = [];

  constructor(private readonly send = ensureUploaded) {}

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Bytes of the file that the server has. */
  sent(file: PendingFile): number {
    return file.fileId ? file.size : (this.#sent.get(file.key) ?? 0);
  }

  isRunning(file: PendingFile): boolean {
    return this.#running.has(file.key);
  }

  /** The stored file's id. Joins the upload that is under way; a failed one starts again. */
  ensure(file: PendingFile, remember: () => void): Promise<string> {
    const asker = { file, remember };
    const running = this.#running.get(file.key);
    if (!running) return this.#start(asker);
    const known = running.askers[0]?.file;
    running.askers.push(asker);
    if (known?.uploadUrl) learn(asker, known);
    return running.done;
  }

  cancel(file: PendingFile): void {
    this.#running.get(file.key)?.stop.abort();
    this.#sent.delete(file.key);
    dropUpload(file);
  }

  #start(asker: Running["askers"][number]): Promise<string> {
    const { file } = asker;
    const stop = new AbortController();
    const askers = [asker];
    const tell = (): void => {
      for (const each of askers) learn(each, file);
    };
    const done = this.#run(file, stop.signal, tell).finally(() => {
      this.#running.delete(file.key);
      this.#changed();
    });
    this.#running.set(file.key, { done, stop, askers });
    return done;
  }

  async #run(file: PendingFile, signal: AbortSignal, remember: () => void): Promise<string> {
    await this.#turn();
    try {
      signal.throwIfAborted();
      const progress = (sent: number): void => {
        this.#sent.set(file.key, sent);
        this.#changed();
      };
      return await this.send(file, progress, signal, remember);
    } finally {
      this.#free += 1;
      this.#queue.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#free -= 1;
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** What one copy of a pending file knows, the other learns. */
function learn({ file, remember }: Running["askers"][number], from: PendingFile): void {
  file.uploadUrl = from.uploadUrl;
  file.fileId = from.fileId;
  remember();
}

export const uploads = new Uploads();
