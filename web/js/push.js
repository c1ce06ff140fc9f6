// Calls are pushed to this browser, once its owner asked for it: the worker is registered, and what it gives is sent.
export function watchPush() {
  const card = document.getElementById("push"), button = card?.querySelector("[data-push]");
  if (!button) return;
  const no = card.querySelector("[data-push-no]");
  const say = (why) => { no.textContent = no.dataset[why]; no.hidden = false; button.disabled = false; };
  button.addEventListener("click", async () => {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return say("none");
    button.disabled = true;
    if (await Notification.requestPermission() !== "granted") return say("blocked");
    try {
      const worker = await navigator.serviceWorker.register(card.dataset.worker);
      const ready = worker.active ? worker : await activated(worker);
      const key = Uint8Array.from(atob(card.dataset.key.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
      const old = await ready.pushManager.getSubscription();
      if (old) await old.unsubscribe(); // it may be of a key that the house has no longer
      const told = (await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
      const form = button.form;
      [form.elements.endpoint.value, form.elements.p256dh.value, form.elements.auth.value] = [told.endpoint, told.keys.p256dh, told.keys.auth];
      form.submit();
    } catch (error) {
      console.warn(error);
      say("failed");
    }
  });
}

function activated(worker) {
  const coming = worker.installing ?? worker.waiting;
  return new Promise((done) => coming.addEventListener("statechange", () => { if (coming.state === "activated") done(worker); }));
}
