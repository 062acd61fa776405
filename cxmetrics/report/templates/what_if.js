"use strict";
for (const box of document.querySelectorAll(".what-if")) {
  const find = (name) => box.querySelector(name);
  const data = JSON.parse(find("script").textContent);
  const which = find("select");
  const range = find("input");
  const write = (number, digits) =>
    new Intl.NumberFormat(document.documentElement.lang, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(number);
  const fill = (pattern, text) => pattern.replace("{}", () => text);
  const money = (amount) => {
    const digits = Math.abs(amount) < data.whole_from ? data.digits : 0;
    const text = fill(data.money, write(Math.abs(amount), digits));
    return amount < 0 && /[1-9]/.test(text) ? data.minus + text : text;
  };
  const show = () => {
    const one = data.initiatives[which.selectedIndex];
    const effect = (one.effect * range.value) / 100;
    const value = one.worth.reduceRight((sum, part) => sum * effect + part, 0);
    const plus = range.value > 0 ? "+" : "";
    const said = fill(data[one.unit], plus + write(100 * effect, one.digits));
    find(".chosen").textContent = said;
    find(".share").textContent = fill(data.share, range.value);
    find(".npv").textContent = money(value);
    find(".better").hidden = value < 0;
    find(".worse").hidden = value >= 0;
    range.setAttribute("aria-valuetext", said);
  };
  const choose = () => {
    const one = data.initiatives[which.selectedIndex];
    range.max = one.most;
    range.value = 100;
    find(".most").textContent = fill(data.share, one.most);
    find(".needed").textContent = one.needed;
    show();
  };
  which.addEventListener("change", choose);
  range.addEventListener("input", show);
  choose();
  box.hidden = false;
}
