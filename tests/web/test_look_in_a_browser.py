"""What only a browser can tell: reach, contrast, reflow, keys. The gallery hangs every fragment in its states."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from anlan.faces.web.samples import states
from anlan.faces.web.samples.parts import PARTS
from anlan.faces.web.templatetags import times
from tests.web.gallery.show import PAGES, hang

pytestmark = pytest.mark.browser

AXE = (Path(settings.HOUSE).parent / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
# Every page on every wall; the pages of what went wrong are alike, four of them hang on two, as the first of the guide.
ALIKE = {"door", "styleguide/index", "errors/404", "errors/409", "errors/422", "errors/500"}
WALLS = [
    (page, *wall)
    for page in sorted(page for page in PAGES if page in ALIKE or not page.startswith(("errors/", "pages/")))
    for wall in product(("light", "dark"), ("zh-hans", "en"), (1440, 390, 320))
    if page not in ALIKE or wall in {("light", "zh-hans", 1440), ("dark", "en", 320)}
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = (
    "tags => axe.run(document, {runOnly: tags, rules: {region: {enabled: true}}})"
    ".then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"
)
# Controls that are seen, less those in running text and those laid over by a larger one.
TOO_SMALL = """least => [...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
  .filter(e => e.getClientRects().length && getComputedStyle(e).pointerEvents !== "none" && !e.matches(".skip"))
  .filter(e => !e.closest("label.choice, form.search") || e.matches("label.choice"))
  .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < least - 0.5 || box.width < Math.min(least, 24) - 0.5)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


@pytest.mark.parametrize(("page", "theme", "language", "width"), WALLS)
def test_everybody_can_read_and_reach_a_page(browser, page, theme, language, width):
    shown = hang(browser, page, language=language, theme=theme, width=width)

    shown.evaluate(AXE)
    assert shown.evaluate(RUN_AXE, TAGS) == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.evaluate(TOO_SMALL, 24 if width > 760 else 44) == []
    assert shown.evaluate("document.querySelectorAll('h1').length") == 1
    assert shown.complaints == []
    shown.context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_what_opens_over_a_page_is_as_readable_as_the_page(browser, width):
    shown = hang(browser, "ledger", width=width)
    shown.evaluate(AXE)
    shown.locator(".top .menu summary").click()
    assert shown.evaluate(RUN_AXE, TAGS) == []
    assert shown.evaluate(TOO_SMALL, 24 if width > 760 else 44) == []

    shown.keyboard.press("Escape")
    shown.keyboard.press("?")
    assert shown.evaluate(RUN_AXE, TAGS) == []
    shown.context.close()


# The exact place of a visitor, the last of several, with names as long as they come: whether all of it is seen.
SEEN_WHOLE = """() => {
  const scope = document.querySelector(".scope"), last = scope.querySelector("b");
  scope.querySelector(".step:nth-last-child(2)").textContent = "海西蒙古族藏族自治州";
  last.textContent = "化隆回族自治县";
  const [box, whole] = [last.getBoundingClientRect(), scope.getBoundingClientRect()];
  return box.width > 60 && box.left >= whole.left - 1 && box.right <= whole.right + 1 && box.bottom <= whole.bottom + 2
    && last.parentElement.scrollWidth <= last.parentElement.clientWidth + 1;
}"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_where_there_is_little_room_the_header_drops_the_widest_place_and_not_ones_own(browser, language, width):
    shown = hang(browser, "ledger", language=language, width=width)

    assert shown.evaluate(SEEN_WHOLE)
    shown.context.close()


@pytest.fixture
def ledger(browser):
    shown = hang(browser, "ledger")
    yield shown
    shown.context.close()


def cursor(page) -> str:
    return str(page.locator("[data-row].cur .no a").inner_text())


def test_j_and_k_move_the_cursor_and_the_panel_follows(ledger):
    ledger.keyboard.press("j")
    assert cursor(ledger) == "#26-004102"
    ledger.locator("#peek", has_text="/styleguide/26-004102/peek/").wait_for()

    ledger.keyboard.press("k")
    assert cursor(ledger) == "#26-004187"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1920, 1440, 1366, 1280, 1024, 800])
def test_at_every_width_of_a_desk_there_is_room_for_what_an_item_is(browser, width, language):
    shown = hang(browser, "ledger", width=width, language=language)
    boxes = [shown.locator(f".ledger thead th:nth-child({n})").bounding_box() for n in (3, 8)]
    table = shown.locator("table.ledger").bounding_box()

    assert boxes[0]["width"] >= (240 if width > 1400 else 170 if width > 1000 else 130)
    assert round(boxes[1]["x"] + boxes[1]["width"]) == round(table["x"] + table["width"])
    shown.context.close()


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_groups_the_ledger_too(browser, width):
    shown = hang(browser, "ledger", width=width)
    menus = shown.locator(".views details").all()
    assert menus
    for menu in menus:
        menu.locator("summary").click()
        for link in menu.locator("a").all():
            box = link.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
    shown.context.close()


@pytest.mark.parametrize(("width", "language"), [(390, "zh-hans"), (320, "zh-hans"), (320, "en")])
def test_on_a_phone_no_words_run_into_others(browser, width, language):
    shown = hang(browser, "ledger", width=width, language=language)
    brand, search = (shown.locator(part).bounding_box() for part in (".top .brand", ".top .search"))
    runs_out = "es => es.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)"

    assert search["y"] >= brand["y"] + brand["height"]
    assert shown.locator(".ledger td.no").evaluate_all(runs_out) == []
    # Nor is a unit cut where there is room for it, however long the title above.
    cut = "es => es.filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth < 130).map(e => e.innerText)"
    assert shown.locator(".ledger td.w:not(.check) small").evaluate_all(cut) == []
    shown.context.close()


def test_on_a_phone_what_is_to_be_done_stands_beside_how_long_is_left(browser):
    shown = hang(browser, "today", width=390)
    row = shown.locator(".todo li").first
    clock, press = (row.locator(part).first.bounding_box() for part in (".due", ".btn"))

    assert abs(clock["y"] + clock["height"] / 2 - press["y"] - press["height"] / 2) < 2
    assert press["x"] > clock["x"] + clock["width"]
    assert not shown.locator("[data-coach]").is_visible()  # it tells of keys
    shown.context.close()


def test_brackets_leap_from_group_to_group_and_x_selects(ledger):
    ledger.keyboard.press("]")
    assert cursor(ledger) == "#26-004233"

    ledger.keyboard.press("x")
    ledger.keyboard.press("j")
    ledger.keyboard.press("j")
    ledger.keyboard.press("Shift+X")
    assert ledger.locator("[data-row] input:checked").count() == 3


def test_enter_opens_what_the_cursor_stands_on(ledger):
    ledger.keyboard.press("Enter")

    ledger.wait_for_url("**/styleguide/item/")


def test_g_and_a_letter_go_to_a_place(ledger):
    ledger.keyboard.press("g")
    ledger.keyboard.press("t")

    ledger.wait_for_url("https://anlan.test/")


def test_a_slash_finds_and_letters_in_a_field_are_letters(ledger):
    ledger.keyboard.press("/")
    ledger.keyboard.type("jj.")

    assert ledger.locator("#find").input_value() == "jj."
    assert cursor(ledger) == "#26-004187"


def press(page, **event: object) -> None:
    page.evaluate("e => document.body.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, ...e}))", event)


def test_keys_are_known_by_their_place_while_an_input_method_is_on(ledger):
    press(ledger, code="KeyJ", key="Process", keyCode=229)
    assert cursor(ledger) == "#26-004102"

    press(ledger, code="KeyJ", key="j", isComposing=True)
    press(ledger, code="KeyJ", key="j", ctrlKey=True)
    assert cursor(ledger) == "#26-004102"


def test_the_list_of_keys_says_what_works_here_and_can_switch_them_off(ledger):
    ledger.keyboard.press("?")
    listed = ledger.locator("dialog.keys [data-here]").inner_text()
    assert "补传证据" in listed
    assert "新建事项" in listed
    assert all(word in listed for word in ("预览", "连选", "上一组"))

    ledger.locator("[data-keys-switch]").uncheck()
    ledger.keyboard.press("Escape")
    ledger.keyboard.press("j")
    assert cursor(ledger) == "#26-004187"


def test_keys_that_do_nothing_on_a_list_are_not_listed_there(browser):
    shown = hang(browser, "today")
    shown.keyboard.press("?")
    listed = shown.locator("dialog.keys [data-here]").inner_text()

    assert "下一行" in listed
    assert not any(word in listed for word in ("预览", "选择", "连选", "上一组"))
    shown.context.close()


def test_theme_and_density_are_kept_for_the_person_and_stand_before_the_paint(ledger):
    ledger.keyboard.press("Shift+.")
    ledger.keyboard.press(".")
    ledger.reload()

    assert ledger.evaluate("({...document.documentElement.dataset}).theme") == "dark"
    assert ledger.evaluate("document.documentElement.dataset.density") == "compact"
    assert "demo-p-000003" in ledger.evaluate("Object.keys(localStorage).join()")


def test_u_takes_back_and_the_offer_ends_after_its_seconds(browser):
    shown = hang(browser, "ledger")
    shown.clock.install()
    shown.reload()
    shown.clock.run_for(9_000)
    assert shown.locator(".toast").count() == 1
    shown.clock.run_for(2_000)
    assert shown.locator(".toast").count() == 0

    shown.reload()
    shown.keyboard.press("u")
    shown.wait_for_url("**take-back")
    shown.context.close()


def test_clocks_in_the_browser_say_what_the_server_says(browser):
    shown = hang(browser, "parts")
    told = shown.locator(".card.pad [data-due] b").all_inner_texts()

    a_second_later = states.ago(seconds=-1)
    assert told == [times.left(due_at, a_second_later) for due_at in PARTS["clocks"]]
    shown.context.close()


def test_a_job_is_asked_again_until_it_is_over_and_then_the_page_goes_on(browser):
    shown = hang(browser, "job")
    answers = ["<span data-again></span>14 000 / 20 000", "20 000 / 20 000"]
    shown.route("**/progress/", lambda route: route.fulfill(body=answers.pop(0), content_type="text/html"))
    shown.clock.install()
    shown.reload()
    shown.clock.run_for(31_000)
    shown.get_by_text("14 000 / 20 000").wait_for()

    shown.clock.run_for(31_000)
    shown.wait_for_url("**/imports/1/done/")
    shown.context.close()


def test_the_header_says_when_there_is_no_network(browser):
    shown = hang(browser, "today")
    shown.context.set_offline(True)
    assert shown.locator(".sync.off").inner_text() == "离线"

    shown.context.set_offline(False)
    assert "演示时间" in shown.locator(".sync").inner_text()
    shown.context.close()


def test_before_and_after_slide_by_the_arrow_keys(browser):
    shown = hang(browser, "item")
    shown.get_by_role("button", name="滑块").click()
    slider = shown.locator(".compare .slide")
    slider.focus()
    shown.keyboard.press("ArrowRight")

    assert slider.input_value() == "51"
    assert shown.evaluate("document.querySelector('.compare').style.getPropertyValue('--at')") == "51%"
    shown.context.close()


def test_files_go_up_one_by_one_and_the_form_carries_their_numbers(browser):
    shown = hang(browser, "parts")
    shown.route("**/styleguide/", lambda route: route.fulfill(json={"file": "ab" * 32}))
    photo = {"name": "before.jpg", "mimeType": "image/jpeg", "buffer": b"jpeg"}
    shown.locator("#photos").set_input_files([photo, {**photo, "name": "after.jpg"}])

    shown.locator(".files li", has_text="已存").nth(1).wait_for()
    numbers = shown.locator(".files input[name=evidence][type=hidden]")
    assert [number.input_value() for number in numbers.all()] == ["ab" * 32] * 2

    shown.locator(".files li button").first.click()
    assert numbers.count() == 1
    shown.context.close()


def test_a_form_sent_too_early_waits_for_its_files(browser):
    shown = hang(browser, "parts")
    held: list[Any] = []
    shown.route("**/styleguide/", lambda route: held.append(route))
    shown.route("**return_", lambda route: route.fulfill(body=route.request.post_data or ""))
    shown.locator("#more").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"jpeg"})
    shown.locator("#why").fill("缺断电试验视频")
    shown.get_by_role("button", name="退回").click()
    shown.wait_for_timeout(200)
    assert shown.url.endswith("/parts")

    held[0].fulfill(json={"file": "cd" * 32})
    shown.wait_for_url("**return_")
    assert "cd" * 32 in shown.content()
    shown.context.close()


def test_without_scripts_every_form_is_there_and_nothing_that_would_not_work(browser):
    shown = hang(browser, "parts", scripts=False)
    assert shown.locator("input[type=file][name=evidence]").count() == 2
    assert not shown.locator("[data-look]").first.is_visible()
    assert not shown.locator("[data-coach]").is_visible()

    shown.goto("https://anlan.test/ledger")
    shown.locator(".top .menu summary").click()
    assert shown.get_by_role("button", name="退出登录").is_visible()
    assert shown.get_by_role("button", name="撤回").is_visible()
    assert not shown.locator("[data-show-keys]").first.is_visible()
    shown.context.close()


def test_a_file_that_is_refused_says_why(browser):
    shown = hang(browser, "parts")
    shown.route("**/styleguide/", lambda route: route.fulfill(status=409, json={"says": "这不是照片"}))
    shown.locator("#photos").set_input_files({"name": "a.exe", "mimeType": "image/png", "buffer": b"MZ"})

    shown.locator(".files li.bad", has_text="这不是照片").wait_for()
    shown.context.close()


def test_a_hint_that_was_dismissed_stays_away_until_it_is_asked_for(browser):
    shown = hang(browser, "today")
    shown.get_by_role("button", name="知道了").click()
    shown.reload()
    assert not shown.locator("[data-coach]").is_visible()

    shown.keyboard.press("?")
    shown.locator("[data-coach-again]").click()
    assert shown.evaluate("!document.querySelector('[data-coach]').hidden")
    shown.context.close()


def test_what_is_asked_anew_stays_readable_meanwhile(ledger):
    ledger.evaluate(AXE)
    ledger.evaluate("document.getElementById('peek').setAttribute('aria-busy', 'true')")
    ledger.wait_for_timeout(700)

    assert ledger.evaluate(RUN_AXE, TAGS) == []


def test_every_field_that_is_wrong_has_a_border_of_its_own(browser):
    shown = hang(browser, "parts")
    width = "es => es.map(e => getComputedStyle(e).borderTopWidth)"

    assert set(shown.locator(".field.bad [aria-invalid]").evaluate_all(width)) == {"2px"}
    shown.context.close()
