/** What the page of the fuzz offers to the test that drives it. */
import { ClassicEditor, type Editor } from "ckeditor5";
import { SharedUndo } from "../binding/undo";
import { canonical } from "./canonical";
import { type Meeting, meetings } from "./concurrency";
import { sharedConfig, sharedPlugins } from "../plugins";
import { type Outcome, type Setup, World } from "./world";

export async function makeEditor(): Promise<Editor> {
  const place = document.createElement("div");
  document.body.append(place);
  return (await ClassicEditor.create(place, {
    ...sharedConfig,
    plugins: [...sharedPlugins, SharedUndo],
    toolbar: [],
  } as never)) as Editor;
}

async function fuzz(setup: Setup, first: number, count: number): Promise<Outcome[]> {
  const editors: Editor[] = [];
  for (let index = 0; index <= setup.clients; index++) editors.push(await makeEditor());
  const world = new World(editors, setup);
  const outcomes: Outcome[] = [];
  for (let seed = first; seed < first + count; seed++) outcomes.push(world.run(seed));
  for (const editor of editors) await editor.destroy();
  return outcomes;
}

async function table(): Promise<Meeting[]> {
  return meetings([await makeEditor(), await makeEditor()]);
}

Object.assign(window, { fuzz, canonical, table });
