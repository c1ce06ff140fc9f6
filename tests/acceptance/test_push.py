"""Where no page is open a call that is pushed is shown all the same, and says where it is answered."""

import json

import pytest

pytestmark = pytest.mark.browser

WORKER = "/static/dist/push.js"
REGISTER = """async (address) => {
  const worker = await navigator.serviceWorker.register(address);
  const coming = worker.installing ?? worker.waiting;
  const isReady = (done) => coming.addEventListener("statechange", () => coming.state === "activated" && done());
  if (coming) await new Promise(isReady);
  return worker.scope;
}"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/static/dist/");
  return (await worker.getNotifications()).map((one) => [one.body, one.tag, one.data.url]);
}"""


def test_what_was_pushed_is_shown_with_where_it_is_answered(building):
    with building.desk("duty") as page:
        page.goto("/push/")
        page.context.grant_permissions(["notifications"])
        wire = page.context.new_cdp_session(page)
        known = []
        wire.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
        wire.send("ServiceWorker.enable")
        scope = page.evaluate(REGISTER, WORKER)
        page.wait_for_timeout(300)
        [number] = {one["registrationId"] for one in known if one["scopeURL"] == scope}
        told = {"body": "山洪红色预警，立即向高处转移", "url": "/r/token/", "key": "key-1"}
        origin = scope.removesuffix("/static/dist/")
        words = {"origin": origin, "registrationId": number, "data": json.dumps(told)}
        wire.send("ServiceWorker.deliverPushMessage", words)

        page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")
        assert page.evaluate(SHOWN) == [[told["body"], "key-1", "/r/token/"]]


def test_the_page_says_in_words_where_nothing_can_be_pushed(building):
    with building.desk("duty") as page:
        page.goto("/push/")
        assert "还没有设置推送渠道" in page.locator("#push").inner_text()
