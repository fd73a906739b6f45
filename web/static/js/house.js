/* What the pages do better with a script. Every one of them works without. */
(() => {
  "use strict";
  const words = document.body.dataset;
  const all = (selector, root = document) => root.querySelectorAll(selector);

  /* Errors first: the summary takes the focus, also for who cannot see it. */
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  function toast(text) {
    const line = document.createElement("div");
    line.className = "toast";
    line.textContent = text;
    document.getElementById("toasts").append(line);
    setTimeout(() => line.remove(), 5000);
  }
  addEventListener("offline", () => toast(words.offline));
  addEventListener("online", () => toast(words.online));

  /* A second tap on a slow line sends nothing; the server would answer the same anyway. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = event.submitter || form.querySelector("button:not([type=button])");
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    if (button.dataset.waitHere !== undefined) button.textContent = words.wait;
    setTimeout(() => toast(words.wait), 600);
  });
  addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
    for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
  });

  /* Figures as they are typed here: "2,5" and "1.250". */
  const read = (text) => {
    const value = Number(String(text).replace(/[.\s](?=\d{3}(\D|$))/g, "").replace(",", "."));
    return Number.isFinite(value) ? value : 0;
  };
  const write = (value) => String(Math.round(value * 1000) / 1000).replace(".", document.documentElement.lang === "en" ? "." : ",");

  /* Steppers: the buttons come with the script, the field is there without. */
  function stepper(box) {
    const input = box.querySelector("input");
    const buttons = all("button", box);
    const low = read(input.dataset.min || 0);
    const high = input.dataset.max ? read(input.dataset.max) : Infinity;
    const mark = () => {
      for (const button of buttons) {
        const next = read(input.value) + Number(button.dataset.by);
        button.disabled = next < low - 1e-9 || next > high + 1e-9;
      }
    };
    for (const button of buttons) {
      button.hidden = false;
      button.addEventListener("click", () => {
        input.value = write(Math.min(high, Math.max(low, read(input.value) + Number(button.dataset.by))));
        mark();
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
    input.addEventListener("input", mark);
    mark();
  }
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    if (!add) return;
    const input = document.querySelector(add.dataset.to);
    input.value = write(read(input.value) + Number(add.dataset.add));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* A changed field sends its form (basket quantities, sorting): the button that did it before goes away. */
  function autosend(form) {
    for (const button of all("[data-without-script]", form)) button.hidden = true;
    let timer;
    form.addEventListener("change", (event) => {
      if (event.target.closest("[data-quiet]")) return;
      clearTimeout(timer);
      timer = setTimeout(() => form.requestSubmit(), 700);
    });
  }

  function copy(button) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const input = document.querySelector(button.dataset.copy);
      input.select();
      try { await navigator.clipboard.writeText(input.value); } catch { document.execCommand("copy"); }
      toast(words.copied);
    });
  }

  /* The telephone's own sheet for passing on a link; where there is none, the link to copy stands below. */
  function share(button) {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {});
    });
  }

  /* Where the telephone is, into a field. */
  function locate(button) {
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const into = document.querySelector(button.dataset.locate);
      const got = ({ coords }) => { into.value = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`; into.focus(); };
      navigator.geolocation.getCurrentPosition(got, () => toast(button.dataset.refused), { enableHighAccuracy: true, timeout: 15000 });
    });
  }

  /* A list under a field while one types (a place, a search); arrows, Enter and Escape as in any list. An item
     fills the field in, or leads somewhere; without one chosen, Enter sends what was typed. */
  function suggest(box) {
    const input = box.querySelector("input:not([type=hidden])");
    const code = box.querySelector("input[type=hidden]");
    const list = box.querySelector("ul");
    let timer, asked = 0, at = -1;
    input.setAttribute("autocomplete", "off");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-autocomplete", "list");
    const close = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (item) => {
      if (item.dataset.url) { location.assign(item.dataset.url); return; }
      input.value = item.dataset.name;
      code.value = item.dataset.code;
      close();
      box.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const move = (by) => {
      const items = all("[role=option]", list);
      if (!items.length) return;
      at = (at + by + items.length) % items.length;
      items.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
      items[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[at].id);
    };
    const ask = async () => {
      const mine = ++asked;
      const text = input.value.trim();
      if (text.length < 2) return close();
      try {
        const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } });
        if (mine !== asked || !answer.ok) return;
        list.innerHTML = await answer.text();
        all("[role=option]", list).forEach((item, index) => { item.id = `${list.id}-${index}`; });
        input.removeAttribute("aria-activedescendant");
        at = -1;
        list.hidden = !list.children.length;
        input.setAttribute("aria-expanded", String(!list.hidden));
      } catch { close(); }
    };
    input.addEventListener("input", () => { if (code) code.value = ""; clearTimeout(timer); timer = setTimeout(ask, 180); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" && list.hidden) { event.preventDefault(); ask(); }
      else if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
      else if (event.key === "ArrowUp" && !list.hidden) { event.preventDefault(); move(at < 0 ? 0 : -1); }
      else if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); choose(all("[role=option]", list)[at]); }
    });
    list.addEventListener("pointerdown", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) { event.preventDefault(); choose(item); }
    });
    input.addEventListener("blur", () => { asked += 1; clearTimeout(timer); setTimeout(close, 150); });
  }

  /* Photos: the small one moves the big one; big files are made small before a slow line sees them. */
  function thumbs(list) {
    list.addEventListener("click", (event) => {
      const link = event.target.closest("[data-slide]");
      const slide = link && document.querySelector(link.getAttribute("href"));
      if (!slide) return;
      event.preventDefault();
      slide.parentElement.scrollTo({ left: slide.offsetLeft - slide.parentElement.offsetLeft });
      for (const other of all("[data-slide]", list)) other.toggleAttribute("aria-current", other === link);
    });
  }
  async function smaller(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 600000) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? new File([blob], "anh.jpg", { type: "image/jpeg" }) : file;
  }
  function shrink(input) {
    const shown = input.closest(".field").querySelector("[data-previews]");
    input.addEventListener("change", async () => {
      const bag = new DataTransfer();
      for (const file of input.files) {
        try { bag.items.add(await smaller(file)); } catch { bag.items.add(file); }
      }
      input.files = bag.files;
      shown.replaceChildren(...Array.from(bag.files, (file) => {
        const item = document.createElement("li");
        const image = document.createElement("img");
        image.className = "photo photo-72";
        image.alt = "";
        image.src = URL.createObjectURL(file);
        item.append(image);
        return item;
      }));
    });
  }

  /* What a weight means in money, said while it is typed: the server computes it again. */
  function weigh(input) {
    const out = document.getElementById(input.dataset.weigh);
    const { ordered, unit, price, less, enough } = input.dataset;
    const say = () => {
      const missing = Number(ordered) - read(input.value);
      if (!input.value.trim()) { out.textContent = ""; return; }
      if (missing <= 0) { out.textContent = enough; return; }
      const money = Math.round(missing * Number(price)).toLocaleString(document.documentElement.lang === "en" ? "en" : "vi");
      out.textContent = less.replace("{missing}", `${write(missing)} ${unit}`).replace("{money}", `${money} ₫`);
    };
    input.addEventListener("input", say);
    say();
  }

  /* The camera reads the code on a parcel where the browser can; typing is always there. */
  function scan(button) {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
    const video = document.getElementById(button.dataset.scan);
    const input = document.getElementById(button.dataset.into);
    const detector = new window.BarcodeDetector({ formats: ["qr_code", "code_128"] });
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        video.hidden = false;
        video.srcObject = stream;
        await video.play();
        const look = async () => {
          const [found] = await detector.detect(video);
          if (!found) { requestAnimationFrame(look); return; }
          for (const track of stream.getTracks()) track.stop();
          input.value = found.rawValue.split("/").pop();
          if (navigator.vibrate) navigator.vibrate(80);
          input.form.requestSubmit();
        };
        look();
      } catch { toast(button.dataset.refused); button.hidden = true; }
    });
  }

  const PARTS = {
    "[data-stepper]": stepper, "[data-copy]": copy, "[data-share]": share, "[data-locate]": locate, "[data-suggest]": suggest, ".thumbs": thumbs,
    "[data-shrink]": shrink, "form[data-autosend]": autosend, "[data-weigh]": weigh, "[data-scan]": scan,
  };
  function dress(root) {
    for (const [selector, part] of Object.entries(PARTS)) {
      for (const element of [...(root.matches && root.matches(selector) ? [root] : []), ...all(selector, root)]) {
        if (element.dataset.dressed) continue;
        element.dataset.dressed = "yes";
        part(element);
      }
    }
    for (const element of all("[data-print]", root)) {
      element.hidden = false;
      element.addEventListener("click", () => print());
    }
  }
  dress(document.body);
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
})();
