/* Sets up the editor on Datasette's SQL pages: its own is a script in the page, which our policy
   does not let run. */
"use strict";
window.addEventListener("load", () => {
  const input = document.querySelector("textarea#sql-editor");
  const shown = document.querySelector("pre#sql-query");
  const button = document.querySelector("button#sql-format");
  if (input) {
    const editor = CodeMirror.fromTextArea(input, {
      lineNumbers: true,
      mode: "text/x-sql",
      lineWrapping: true,
      extraKeys: { "Shift-Enter": () => input.form.submit(), Tab: false },
    });
    editor.getInputField().setAttribute("aria-label", "SQL");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => editor.setValue(sqlFormatter.format(editor.getValue())));
    }
  } else if (shown && button) {
    button.hidden = false;
    button.addEventListener("click", () => { shown.textContent = sqlFormatter.format(shown.textContent); });
  }
});
