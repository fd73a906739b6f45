/* The card page: the number goes from this browser to the bank's provider and never to us. */
(() => {
  "use strict";
  const form = document.getElementById("the");
  const wrong = document.getElementById("the-loi");
  const button = form.querySelector("button");
  const say = (text) => { wrong.hidden = !text; wrong.querySelector("span").textContent = text; };
  form.hidden = false;
  if (!window.Stripe) { say(form.dataset.noScript); button.disabled = true; return; }

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const stripe = window.Stripe(form.dataset.key);
  const card = stripe.elements({ locale: document.documentElement.lang }).create("card", {
    hidePostalCode: true,
    style: { base: { fontSize: "17px", color: colour("--ink"), "::placeholder": { color: colour("--quiet") } } },
  });
  card.mount("#the-khung");
  card.on("change", (event) => say(event.error ? event.error.message : ""));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    say("");
    try {
      const answer = await stripe.confirmCardPayment(form.dataset.secret, { payment_method: { card } });
      if (!answer.error) { location.assign(`${form.dataset.back}?tra=xong`); return; }
      const declined = answer.error.code === "card_declined" || !answer.error.message;
      say(declined ? form.dataset.failed : answer.error.message);
    } catch { say(form.dataset.failed); }
    button.removeAttribute("aria-busy");
  });
})();
