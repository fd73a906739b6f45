/* A stand-in for the part of Stripe.js that the card page uses: Stripe(key).elements().create("card"), mount, on,
   confirmCardPayment, retrievePaymentIntent. Same names, same shapes; nothing here is for production. */
(function () {
  "use strict";
  var base = new URL(document.currentScript.src).origin;

  function form(fields) {
    var body = new URLSearchParams();
    Object.keys(fields).forEach(function (name) { body.append(name, fields[name]); });
    return body;
  }

  function ask(method, path, fields) {
    var address = base + "/v1/payment_intents/" + path;
    var options = { method: method };
    if (method === "GET") { address += "?" + form(fields); } else { options.body = form(fields); }
    return fetch(address, options).then(function (answer) { return answer.json(); }).then(function (body) {
      return body.error ? { error: body.error } : { paymentIntent: body };
    }, function () {
      return { error: { type: "api_connection_error", message: "Không nối được với bên thu thẻ." } };
    });
  }

  function CardElement() {
    this.listeners = {};
    this.box = document.createElement("div");
    this.box.className = "StripeElement";
    this.box.innerHTML =
      '<input name="number" inputmode="numeric" autocomplete="cc-number" aria-label="Số thẻ" placeholder="1234 1234 1234 1234">' +
      '<input name="expiry" inputmode="numeric" autocomplete="cc-exp" aria-label="Hết hạn" placeholder="MM/YY">' +
      '<input name="cvc" inputmode="numeric" autocomplete="cc-csc" aria-label="CVC" placeholder="CVC">';
    this.box.addEventListener("input", this.changed.bind(this));
  }
  CardElement.prototype.mount = function (where) {
    (typeof where === "string" ? document.querySelector(where) : where).appendChild(this.box);
    this.tell("ready", {});
  };
  CardElement.prototype.unmount = function () { this.box.remove(); };
  CardElement.prototype.destroy = CardElement.prototype.unmount;
  CardElement.prototype.focus = function () { this.box.firstChild.focus(); };
  CardElement.prototype.on = function (name, listener) { (this.listeners[name] = this.listeners[name] || []).push(listener); return this; };
  CardElement.prototype.tell = function (name, event) { (this.listeners[name] || []).forEach(function (listener) { listener(event); }); };
  CardElement.prototype.field = function (name) { return this.box.querySelector("[name=" + name + "]").value.trim(); };
  CardElement.prototype.changed = function () {
    var digits = this.field("number").replace(/\D/g, "");
    var whole = digits.length >= 15 && /^\d\d\s*\/\s*\d\d$/.test(this.field("expiry")) && /^\d{3,4}$/.test(this.field("cvc"));
    this.tell("change", { elementType: "card", complete: whole, empty: !digits, error: undefined });
  };

  function authenticate(intent) {
    return new Promise(function (done) {
      var veil = document.createElement("div");
      veil.style.cssText = "position:fixed;inset:0;z-index:9999;background:rgba(10,16,28,.6);display:grid;place-items:center";
      var frame = document.createElement("iframe");
      frame.title = "3-D Secure";
      frame.style.cssText = "width:min(24rem,92vw);height:18rem;border:0;border-radius:.75rem;background:#fff";
      frame.src = intent.next_action.redirect_to_url.url;
      veil.appendChild(frame);
      document.body.appendChild(veil);
      window.addEventListener("message", function heard(message) {
        if (message.origin !== base || message.data !== "3ds-done") { return; }
        window.removeEventListener("message", heard);
        veil.remove();
        done();
      });
    });
  }

  function afterBank(key, secret, id) {
    return ask("GET", id, { key: key, client_secret: secret }).then(function (result) {
      var intent = result.paymentIntent;
      if (intent && intent.status === "requires_payment_method") { return { error: intent.last_payment_error }; }
      return result;
    });
  }

  window.Stripe = function (key) {
    function confirmCardPayment(secret, data) {
      var id = secret.split("_secret_")[0];
      var card = data.payment_method.card;
      var fields = { key: key, client_secret: secret, "payment_method_data[type]": "card" };
      fields["payment_method_data[card][number]"] = card.field("number").replace(/\s/g, "");
      fields["payment_method_data[card][cvc]"] = card.field("cvc");
      var expiry = card.field("expiry").split("/");
      fields["payment_method_data[card][exp_month]"] = (expiry[0] || "").trim();
      fields["payment_method_data[card][exp_year]"] = (expiry[1] || "").trim();
      return ask("POST", id + "/confirm", fields).then(function (result) {
        if (!result.paymentIntent || result.paymentIntent.status !== "requires_action") { return result; }
        return authenticate(result.paymentIntent).then(function () { return afterBank(key, secret, id); });
      });
    }
    return {
      elements: function () { return { create: function () { return new CardElement(); } }; },
      confirmCardPayment: confirmCardPayment,
      retrievePaymentIntent: function (secret) {
        return ask("GET", secret.split("_secret_")[0], { key: key, client_secret: secret });
      }
    };
  };
})();
