// Words and pictures go to the app in one step, where the browser can share files.
const share = document.getElementById("share");
const words = document.getElementById("hand-text")?.textContent ?? "";
const pictures = [...document.querySelectorAll("[data-picture]")];

const kept = await Promise.all(pictures.map(brought)).catch(() => []);
const said = { ...(words && { text: words }), ...(kept.length && { files: kept }) };
share.hidden = !navigator.canShare?.(said);
share.addEventListener("click", () => navigator.share(said).catch(() => { /* they went back */ }));

/** Before the button is pressed: a browser shares only at once after a tap. */
async function brought(link) {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(String(answer.status));
  return new File([await answer.blob()], link.download, { type: link.dataset.mime });
}
