/**
 * Some states send CKEditor's post-fixers round in circles, and the tab hangs with everything
 * unsaved. The guard turns an endless loop into an error, which the page shows and survives.
 * It uses `_postFixers`, which is not public: CAVEATS.md.
 */
import type { ModelDocument, ModelPostFixer } from "ckeditor5";

const ROUNDS = 300;

export class FixerLoop extends Error {}

export function guardPostFixers(document: ModelDocument): void {
  const fixers = (document as unknown as { _postFixers: Set<ModelPostFixer> })._postFixers;
  let rounds = 0;
  const guard: ModelPostFixer = () => {
    if (++rounds <= ROUNDS) return false;
    rounds = 0;
    throw new FixerLoop("CKEditor's post-fixers do not settle.");
  };
  const others = [...fixers];
  fixers.clear();
  for (const fixer of [guard, ...others]) fixers.add(fixer);
  const settled = () => {
    rounds = 0;
  };
  document.on("change", settled);
  document.on("change:data", settled);
}
