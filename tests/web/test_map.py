"""The map is whole without a script: a drawing and a table of the same; what moves comes only to who asks for it."""

import gzip
import json

import pytest
from django.conf import settings

from anlan.faces.web import map as maps
from anlan.faces.web import outline
from anlan.kernel.journal.record import record
from anlan.kernel.registry.facts import SitesRegistered
from tests.cast import MORNING, by
from tests.doors import browser
from tests.units.test_spread import danger, lay

SQUARE = [[[101, 36], [102, 36], [102, 37], [101, 37], [101, 36]]]


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    """A pack with the outline of a prefecture and one county, and a river."""
    monkeypatch.setenv("ANLAN_NOW", MORNING.isoformat())

    def shape(code, parent):
        told = {"code": code, "name": code, "level": "county", "parent": parent}
        return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": SQUARE}}

    river = {"type": "LineString", "coordinates": [[101.5, 36.5], [103, 38]]}
    layers = {
        "divisions": (shape("6301", "63"), shape("630101", "6301")),
        "waters": ({"type": "Feature", "properties": {"kind": "river"}, "geometry": river},),
    }
    monkeypatch.setattr(outline, "shapes", lambda layer: layers[layer])
    for kept in (outline.waters_in, maps._squeezed):
        kept.cache_clear()
    yield
    for kept in (outline.waters_in, maps._squeezed):
        kept.cache_clear()


def copied(code):
    """Return the outline of another county, as large as the first."""
    first = outline.shapes("divisions")[-1]
    return first | {"properties": first["properties"] | {"code": code, "name": code}}


@pytest.fixture
def land(county):
    lay()


def test_drawing_and_table_say_the_same(land):
    danger("630101001")
    danger("630102")

    page = browser("li").get("/map/").content.decode()

    assert '<svg class="chart"' in page
    assert "P630101<tspan" in page
    assert '<a href="/items/?place=630101&amp;view=open">1</a>' in page
    assert '<a data-open href="/map/?place=630102">P630102</a>' in page
    assert "在册 2 件，其中逾期 0 件。" in page
    assert "截至" in page


def test_where_the_pack_has_no_outline_there_is_the_table_and_the_page_says_so(land):
    page = browser("li").get("/map/?place=630102").content.decode()

    assert "数据包里没有这个地方的界线" in page
    assert '<svg class="chart"' not in page


def test_a_division_with_nothing_is_named_and_not_given_a_line(land):
    page = browser("li").get("/map/").content.decode()

    assert "1 个区划没有在册事项，也没有登记的单位" in page
    assert page.index("没有登记的单位") < page.index("P630102</a>")


def test_what_somebody_calls_a_site_is_never_markup(land):
    told = SitesRegistered(
        sites=("S-3",),
        names=("</script><script>alert(1)</script>",),
        organisations=("E-1",),
        places=("630101001",),
        kinds=("site",),
        lons_e7=(1_015_000_000,),
        lats_e7=(365_000_000,),
        are_simulated=(True,),
    )
    record([told], by=by("console"), at=MORNING)

    page = browser("li").get("/map/?place=630101").content.decode()

    assert "alert(1)" in page
    assert "<script>alert(1)" not in page


def test_shades_follow_what_is_there_and_the_legend_says_from_how_many_on(land):
    for _ in range(3):
        danger("630101001")
    danger("630102")

    page = browser("li").get("/map/").content.decode()

    assert '<i class="shade-0"></i>0<' in page
    assert '<i class="shade-1"></i>1<' in page
    assert '<i class="shade-2"></i>2–3<' in page
    assert '<path class="shade-2"' in page
    assert "件数未知" not in page


def test_a_division_of_which_one_is_told_nothing_is_not_drawn_as_if_nothing_were_open_there(land, monkeypatch):
    told = [*outline.shapes("divisions"), *map(copied, ["630103"])]
    monkeypatch.setattr(outline, "shapes", lambda layer: told)

    page = browser("li").get("/map/").content.decode()

    assert page.count('<path class="unknown"') == 1
    assert '<i class="unknown"></i>不在您的范围内，件数未知' in page


def test_what_the_drawing_leaves_out_the_page_says_so_that_it_adds_up_to_the_table(land):
    danger("630101001")
    danger("6301")

    page = browser("li").get("/map/").content.decode()

    assert "表格里有 1 件没有标在图上" in page


def test_a_unit_is_one_line_and_each_of_its_sites_in_it_says_no_number(land):
    danger("630101001")

    page = browser("li").get("/map/?place=630101").content.decode()

    assert page.count('<a href="/e/E-1/">云岭烟花</a></td><td class="n" data-word="在册">1</td>') == 1
    assert "事项记在单位名下，不记到场所" in page
    assert "场所的位置也是模拟的" in page


def test_another_county_has_no_map_here(land):
    assert browser("li").get("/map/?place=6302").status_code == 404
    assert browser("zhou").get("/map/?place=630101").status_code == 404


def test_shapes_come_small_with_the_waters_that_are_near(county):
    answer = browser("li").get("/map/shapes/?place=6301")

    told = json.loads(gzip.decompress(answer.content))
    assert answer.headers["Content-Encoding"] == "gzip"
    assert [one["properties"].get("code") for one in told["features"]] == ["6301", "630101", None]
    assert json.loads(gzip.decompress(browser("li").get("/map/shapes/?place=99").content))["features"] == []


def test_what_moves_is_a_chunk_of_its_own_and_comes_from_no_other_host(bundle):
    templates = (settings.HOUSE / "faces/web/templates").rglob("*.html")
    using = {path.name for path in templates if "dist/map.js" in path.read_text("utf-8")}

    assert using == {"map.html"}
    assert b"maplibre" not in (bundle / "app.js").read_bytes()
    assert (bundle / "map.js.gz").stat().st_size < 320_000
    assert (bundle / "maplibre-gl-worker.mjs.gz").stat().st_size < 160_000
    assert b"BSD" in (bundle / "map.js").read_bytes()  # its licence goes with it


def test_whoever_asks_for_places_that_are_none_fills_no_memory(land):
    li = browser("li")
    for n in range(3 * outline.OUTLINES):
        assert li.get(f"/map/shapes/?place=x{n}").status_code == 200

    for kept in (maps._squeezed, outline.waters_in):
        assert kept.cache_info().currsize <= outline.OUTLINES
