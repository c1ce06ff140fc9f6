// What runs where no page is open: a call that was pushed is shown, and a press leads to where it is answered.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => {
  const told = event.data.json();
  const shown = { body: told.body, tag: told.key, renotify: true, requireInteraction: true, data: { url: told.url } };
  event.waitUntil(self.registration.showNotification("安澜 · 叫应 Anlan", shown));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  if (url) event.waitUntil(self.clients.openWindow(url));
});
