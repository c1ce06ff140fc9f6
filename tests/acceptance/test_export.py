"""What the screen shows of dangers goes out as a file: the same rows, in Chinese, and no cell that runs anything."""

import csv
import io
import re

import openpyxl
import pytest

pytestmark = pytest.mark.browser

VIEWS = [
    "/items/?kind=danger",
    "/items/?view=overdue&kind=danger",
    "/items/?view=struck-off",
    "/items/?view=all&q=配电箱",
]
RUN = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize("view", VIEWS)
def test_the_file_has_the_rows_of_the_screen(building, view):
    with building.desk("duty") as page:
        page.goto(view)
        shown = {re.sub(r"\D", "", no)[-6:] for no in page.locator("[data-row] .no a").all_inner_texts()}
        links = [page.locator(f"a[href*='form={form}']").get_attribute("href") for form in ("xlsx", "csv")]
        workbook, text = (page.request.get(link).body() for link in links)

    sheet = openpyxl.load_workbook(io.BytesIO(workbook), read_only=True).worksheets[0]
    cells = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    lines = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))

    assert shown
    for rows in (cells, lines):
        numbers = {str(cell)[-6:] for row in rows for cell in row if re.fullmatch(r"demo-20\d\d-\d{6}", str(cell))}
        assert numbers == shown
        assert not [cell for row in rows for cell in row if str(cell).startswith(RUN)]
        assert any("隐患" in str(cell) for cell in rows[0])
