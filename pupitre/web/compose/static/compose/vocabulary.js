// What the brand knows already: asked for once, when the page stands; its browser keeps it as long as it is the same.
const NONE = { campaigns: [], labels: [], hashtags: [], handles: {}, groups: [] };

export async function learn(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "error" });
    return answer.ok ? { ...NONE, ...(await answer.json()) } : NONE;
  } catch {
    return NONE; // nothing is completed then; what is written is written all the same
  }
}
