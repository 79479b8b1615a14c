/** The one question dialog of every page (`components/confirm_dialog.html`). */

/** Asks and answers whether the person agreed; Escape and the backdrop mean no. */
export function confirmed(text: string, agree?: string): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm-dialog");
  const question = dialog?.querySelector<HTMLElement>("[data-confirm-text]");
  const yes = dialog?.querySelector<HTMLButtonElement>('button[value="yes"]');
  if (!dialog || !question || !yes) return Promise.resolve(window.confirm(text));
  question.textContent = text;
  yes.dataset.standard ??= yes.textContent ?? "";
  yes.textContent = agree ?? yes.dataset.standard;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
