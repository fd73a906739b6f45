/* Where the telephone is: only on a press of the button, and no closer than about a kilometre. */
(() => {
  "use strict";
  const button = document.querySelector("[data-locate]");
  if (!button || !navigator.geolocation) return;
  const said = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    said.hidden = true;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const address = new URL(button.dataset.locate, location.href);
      address.searchParams.set("o", `${coords.latitude.toFixed(2)}~${coords.longitude.toFixed(2)}`);
      location.assign(address);
    }, () => {
      button.removeAttribute("aria-busy");
      said.hidden = false;
    }, { maximumAge: 600000, timeout: 15000 });
  });
})();
