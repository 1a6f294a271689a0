/* Conveniences only: every page works without them. */
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const words = button.innerHTML;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.innerHTML = words; }, 2000);
  });
}

/* "/" goes to the search box, as on many sites. */
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("kt-q");
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "/" && box && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

/* Menus of Datasette's tables close when something else is clicked. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.nav-menu[open], details.actions-menu-links[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

/* Some of Datasette's fields have no names of their own. */
for (const field of document.querySelectorAll("form.filters select, form.filters .filter-value, textarea[name]")) {
  if (!field.labels.length) field.setAttribute("aria-label", field.name.replace(/^_/, "").replaceAll("_", " "));
}

/* The menus of Datasette's columns, by keyboard too, and in the page's language. */
const MENU = {
  "Sort ascending": "Xếp tăng dần", "Sort descending": "Xếp giảm dần", "Facet by this": "Phân nhóm theo cột này",
  "Hide this column": "Ẩn cột này", "Show all columns": "Hiện tất cả các cột", "Show not-blank rows": "Chỉ dòng có giá trị",
};
document.addEventListener("DOMContentLoaded", () => {
  const vietnamese = document.documentElement.lang === "vi";
  if (vietnamese) {
    for (const link of document.querySelectorAll(".dropdown-menu a")) link.textContent = MENU[link.textContent] || link.textContent;
  }
  for (const icon of document.querySelectorAll(".dropdown-menu-icon")) {
    const column = icon.closest("th").dataset.column;
    icon.setAttribute("role", "button");
    icon.setAttribute("tabindex", "0");
    icon.setAttribute("aria-label", vietnamese ? `Trình đơn của cột ${column}` : `Menu of the column ${column}`);
    icon.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      icon.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      const menu = [...document.querySelectorAll(".dropdown-menu")].find((each) => each.style.display === "block");
      if (!menu) return;
      menu.querySelector("li:not([style*=none]) a").focus();
      menu.addEventListener("keydown", (pressed) => {
        if (pressed.key !== "Escape") return;
        menu.style.display = "none";
        icon.focus();
      }, { once: true });
    });
  }
});
