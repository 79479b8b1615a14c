/**
 * Several people in one document, on a network that delays and holds back. When all is delivered
 * everybody must have the same document: in Yjs, in the model, in HTML; so must a late joiner.
 */
import type { Editor } from "ckeditor5";
import * as Y from "yjs";
import { Binding } from "../binding";
import { guardPostFixers } from "../binding/loop_guard";
import { readTokens } from "../binding/tokens";
import { isText } from "../binding/runs";
import { CONTENT, contentOf, ROOT, type YElement, yAttributesOf } from "../binding/schema";
import { SharedUndo } from "../binding/undo";
import { canonical } from "./canonical";
import { operate } from "./operations";
import { below, type Random, seeded } from "./random";

export interface Setup {
  clients: number;
  steps: number;
  /** Arbitrary delivery from peer to peer; else through a server, in order. */
  chaos: boolean;
  /** Begin without any content. */
  empty: boolean;
  /** How many of the clients may only read. */
  readers: number;
  /** Look at every client after every step: slower, and says where it began. */
  verify: boolean;
}

export interface Outcome {
  seed: number;
  problems: string[];
  html: string;
  state: number[]; // of the document, as a Yjs update
  /** What the server was sent, in order: the first content, then who sent what. */
  sent: { from: number; update: number[] }[];
  operations: number;
  rebuilt: number;
  log: string[];
}

const START =
  "<h2>見出し Heading</h2><p>The quick <strong>brown</strong> fox と日本語のテキスト。</p>" +
  "<ul><li>one</li><li>two<ul><li>two-a</li></ul></li></ul>" +
  "<blockquote><p>quoted</p><p>second</p></blockquote>" +
  '<figure class="table"><table><tbody><tr><td>a1</td><td>b1</td></tr><tr><td>a2</td><td>b2</td></tr></tbody></table></figure>' +
  '<p>tail <a href="https://e.com/x">link</a> 😀 end</p><pre><code class="language-plaintext">code line</code></pre>';
const DELIVERIES = 6000;
const SETTLING = 4;
const NETWORK = "network";

interface Mail {
  from: number;
  to: number;
  update: Uint8Array;
}

interface Client {
  editor: Editor;
  doc: Y.Doc;
  binding: Binding;
}

/** Everything a Y.Text holds, in a form that can be compared. */
export function dump(y: Y.Text): unknown {
  return readTokens(y).map((token) => {
    if (isText(token)) return [token.text, token.key];
    const element: YElement = token.y!;
    const keys = Object.entries(yAttributesOf(element)).sort(([a], [b]) => (a < b ? -1 : 1));
    const content = element.has(CONTENT) ? dump(contentOf(element)) : 0;
    return { name: element.get("#n"), kind: element.get("#k"), keys, content };
  });
}

export class World {
  #clients: Client[] = [];
  #server = new Y.Doc();
  #mail: Mail[] = [];
  #problems: string[] = [];
  #log: string[] = [];
  #operations = 0;
  #sent: Outcome["sent"] = [];

  /** One editor for each client and one more, for the first content and the late joiner. */
  constructor(
    private readonly editors: Editor[],
    private readonly setup: Setup,
  ) {
    for (const editor of editors) guardPostFixers(editor.model.document);
  }

  run(seed: number): Outcome {
    this.#clients = [];
    this.#server = new Y.Doc();
    this.#mail = [];
    this.#problems = [];
    this.#log = [];
    this.#operations = 0;
    this.#sent = [];
    let html = "";
    try {
      const random = seeded(seed);
      this.#open(seed);
      this.#work(random);
      this.#drain(random);
      html = this.#compare();
    } catch (error) {
      if (!this.#problems.length) this.#problems.push(String((error as Error).stack ?? error));
    }
    const [first] = this.#clients;
    const outcome = {
      seed,
      problems: this.#problems,
      html,
      state: first ? [...Y.encodeStateAsUpdate(first.doc)] : [],
      sent: this.#sent,
      operations: this.#operations,
      rebuilt: this.#clients.reduce((sum, { binding }) => sum + binding.rebuilt, 0),
      log: this.#log,
    };
    for (const { binding } of this.#clients) binding.destroy();
    return outcome;
  }

  get #spare(): Editor {
    return this.editors[this.setup.clients]!;
  }

  #open(seed: number): void {
    const start = this.setup.empty ? null : this.#firstContent();
    if (start) this.#store(start, -1);
    this.#server.on("update", (update: Uint8Array, origin: unknown) => {
      for (let to = 0; to < this.setup.clients; to++) {
        if (to !== origin) this.#mail.push({ from: -1, to, update });
      }
    });
    for (let index = 0; index < this.setup.clients; index++) {
      const doc = new Y.Doc();
      doc.clientID = 100 + index + seed * 10;
      if (start) Y.applyUpdate(doc, start);
      const editor = this.editors[index]!;
      const reads = index >= this.setup.clients - this.setup.readers;
      const binding = new Binding(editor, doc, { isLeader: () => index === 0 }).bind();
      if (reads) editor.enableReadOnlyMode("reader");
      else editor.disableReadOnlyMode("reader");
      editor.plugins.get(SharedUndo).follow(binding);
      doc.on("update", (update: Uint8Array, origin: unknown) => {
        if (origin !== NETWORK) this.#post(index, update);
      });
      this.#clients.push({ editor, doc, binding });
    }
  }

  #post(from: number, update: Uint8Array): void {
    if (!this.setup.chaos) this.#mail.push({ from, to: -1, update });
    else {
      for (let to = 0; to < this.setup.clients; to++) {
        if (to !== from) this.#mail.push({ from, to, update });
      }
    }
  }

  #firstContent(): Uint8Array {
    const doc = new Y.Doc();
    const binding = new Binding(this.#spare, doc).bind();
    this.#spare.setData(START);
    binding.destroy();
    return Y.encodeStateAsUpdate(doc);
  }

  #work(random: Random): void {
    const { clients, readers, steps } = this.setup;
    const held = new Set<number>();
    for (let step = 0; step < steps; step++) {
      if (random() < 0.02) {
        const client = below(random, clients);
        if (!held.delete(client)) held.add(client);
      }
      if (random() < 0.55 || !this.#mail.length) {
        const client = below(random, clients - readers);
        this.#operations += 1;
        this.#log.push(`${client}: ${operate(this.#clients[client]!.editor, random)}`);
      } else {
        const index = below(random, this.#mail.length);
        const { from, to } = this.#mail[index]!;
        if (!held.has(from) && !held.has(to)) this.#deliver(index);
      }
      this.#verify();
    }
  }

  #deliver(index: number): void {
    const chosen = this.#mail[index]!;
    const between = (mail: Mail) => mail.from === chosen.from && mail.to === chosen.to;
    const next = this.setup.chaos ? index : this.#mail.findIndex(between);
    const [{ from, to, update }] = this.#mail.splice(next, 1) as [Mail];
    this.#log.push(`  ${from} to ${to}`);
    if (to === -1) this.#store(update, from);
    else Y.applyUpdate(this.#clients[to]!.doc, update, NETWORK);
  }

  #store(update: Uint8Array, from: number): void {
    this.#sent.push({ from, update: [...update] });
    Y.applyUpdate(this.#server, update, from);
  }

  #verify(): void {
    if (!this.setup.verify) return;
    for (const [index, { binding }] of this.#clients.entries()) {
      const found = binding.check();
      if (!found.length) continue;
      const last = this.#log.slice(-3).join(" | ");
      this.#problems.push(`client ${index}: ${found.slice(0, 2).join("; ")} after ${last}`);
      throw new Error("found");
    }
  }

  #drain(random: Random): void {
    let deliveries = 0;
    for (let round = 0; round < 50; round++) {
      while (this.#mail.length) {
        if (++deliveries > DELIVERIES) throw new Error("The fixes of two clients never settle.");
        this.#deliver(below(random, this.#mail.length));
        this.#verify();
      }
      for (const { binding } of this.#writers()) if (!this.#mail.length) binding.writeFixes();
      if (!this.#mail.length) return;
    }
    this.#problems.push("no rest");
  }

  #writers(): Client[] {
    return this.#clients.slice(0, this.setup.clients - this.setup.readers);
  }

  #compare(): string {
    const first = this.#clients[0]!;
    const texts = this.#clients.map(({ doc }) => JSON.stringify(dump(doc.getText(ROOT))));
    if (new Set(texts).size > 1) this.#problems.push("the Yjs documents differ");
    const late = this.#join(first);
    const shown = this.#clients.map(({ editor }) => dataOf(editor));
    const forms = shown.map(canonical);
    if (new Set(forms).size > 1) {
      this.#problems.push(`the HTML differs: ${forms.join("\n")}`);
    } else if (canonical(late) !== forms[0]) {
      this.#problems.push(`a late joiner sees something else: ${canonical(late)}\n${forms[0]}`);
    }
    for (const [index, { binding }] of this.#clients.entries()) {
      for (const problem of binding.check()) this.#problems.push(`at the end ${index}: ${problem}`);
    }
    return shown[0]!;
  }

  /** A late joiner whose post-fixers change what it loads writes that, as any client would. */
  #join(first: Client): string {
    for (let round = 0; ; round++) {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(first.doc));
      const binding = new Binding(this.#spare, doc, { isLeader: () => false }).bind();
      const html = dataOf(this.#spare);
      const before = Y.encodeStateVector(doc);
      const lasting = binding.fixes.pending.size > 0;
      if (lasting && round < SETTLING) binding.writeFixes();
      binding.destroy();
      if (!lasting) return html;
      if (round >= SETTLING) {
        this.#problems.push("a late joiner's fixes never settle");
        return html;
      }
      this.#spread(Y.encodeStateAsUpdate(doc, before));
    }
  }

  #spread(update: Uint8Array): void {
    for (const { doc } of this.#clients) Y.applyUpdate(doc, update, NETWORK);
    this.#store(update, this.setup.clients);
    for (let round = 0; round < 3000 && this.#mail.length; round++) this.#deliver(0);
    for (const { binding } of this.#writers()) {
      binding.writeFixes();
      for (let round = 0; round < 3000 && this.#mail.length; round++) this.#deliver(0);
    }
  }
}

function dataOf(editor: Editor): string {
  return editor.getData({ skipListItemIds: true });
}
