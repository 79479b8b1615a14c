/** Ask for one line of text in a dialog of ours; null when the person changes their mind. */
import { t } from "./strings";

export function asked(question: string, value = ""): Promise<string | null> {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog--small";
  dialog.setAttribute("aria-label", question);
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "dialog__body stack";
  const label = document.createElement("label");
  label.className = "field__label";
  label.textContent = question;
  const input = document.createElement("input");
  input.className = "input";
  input.maxLength = 80;
  input.required = true;
  input.value = value;
  label.append(input);
  const buttons = document.createElement("div");
  buttons.className = "form-actions";
  buttons.append(button("submit", t("prompt.agree"), "button button--primary"));
  const cancel = button("button", t("prompt.cancel"), "button button--quiet");
  cancel.addEventListener("click", () => dialog.close());
  buttons.append(cancel);
  form.append(label, buttons);
  dialog.append(form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let answer: string | null = null;
    form.addEventListener("submit", () => {
      answer = input.value.trim() || null;
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    dialog.showModal();
    input.select();
  });
}

function button(type: "submit" | "button", text: string, className: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = type;
  made.className = className;
  made.textContent = text;
  return made;
}
