// Arrows go from day to day, past the edge to the next page; Enter opens the day (it is a link). Of all the
// days one alone, with what stands in it, is reached by Tab.
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const sheet = () => document.getElementById("calendar");
const links = () => [...sheet().querySelectorAll("[data-day]")];

function rove(to) {
  for (const link of links()) {
    const day = link.closest(".day");
    const reached = link === to;
    for (const each of day.querySelectorAll("a, button, summary")) each.tabIndex = reached ? 0 : -1;
  }
}

function settle(keep) {
  const all = links();
  if (!all.length) return;
  const named = location.hash && all.find((link) => `#${link.id}` === location.hash);
  const kept = keep && document.getElementById(keep)?.closest(".day")?.querySelector("[data-day]");
  const today = all.find((link) => link.getAttribute("aria-current"));
  const first = all.find((link) => !link.closest(".day").classList.contains("out"));
  rove(kept || named || today || first || all[0]);
  if (named && !keep) named.focus();
}

function shifted(date, by) {
  const day = new Date(`${date}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + by);
  return day.toISOString().slice(0, 10);
}

function go(date, step) {
  const link = document.getElementById(`d-${date}`);
  if (link && link.offsetParent && !(link.closest(".day.out") && sheet().dataset.view === "month")) {
    rove(link);
    link.focus();
    return;
  }
  if (sheet().dataset.view === "list") {
    const all = links();
    const next = all[all.indexOf(document.activeElement.closest(".day").querySelector("[data-day]")) + step];
    if (next) {
      rove(next);
      next.focus();
      return;
    }
  }
  const address = new URL(step > 0 ? sheet().dataset.after : sheet().dataset.before, location.href);
  address.searchParams.set("on", date);
  location.assign(`${address.pathname}${address.search}#d-${date}`);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, select, textarea")) return;
  const day = event.target.closest?.(".day");
  if (day && STEPS[event.key]) {
    const step = sheet().dataset.view === "month" ? STEPS[event.key] : Math.sign(STEPS[event.key]);
    event.preventDefault();
    go(shifted(day.dataset.date, step), step);
  } else if (day && (event.key === "PageUp" || event.key === "PageDown")) {
    event.preventDefault();
    location.assign(event.key === "PageUp" ? sheet().dataset.before : sheet().dataset.after);
  } else if (event.key === "Home" && day) {
    event.preventDefault();
    location.assign(sheet().dataset.now);
  }
});

document.addEventListener("focusin", (event) => {
  const link = event.target.closest?.("#calendar .day")?.querySelector("[data-day]");
  if (link) rove(link);
});

let held = "";
document.addEventListener("htmx:beforeSwap", () => { held = document.activeElement?.id || document.activeElement?.closest?.("[id]")?.id || ""; });
document.addEventListener("htmx:afterSettle", () => settle(held));

settle("");
const today = sheet().querySelector(".day.today");
if (today && matchMedia("(max-width: 800px)").matches && !location.hash) today.scrollIntoView({ block: "start" });
