"""A paper from the console: a file of that name, once."""

import io

from pypdf import PdfReader


def test_a_paper_is_written_to_a_file_and_never_over_another(demo, tmp_path):
    rows = demo.anlan("obligations", "ledger", "--as", "officer", "--view", "struck-off", "--json").told["rows"]
    no = next(row["item"]["no"] for row in rows if row["item"]["kind"] == "danger")
    out = tmp_path / "sheet.pdf"

    made = demo.anlan("paper", "closure", no, "--out", str(out), "--as", "officer", "--json")

    assert made.code == 0, made.err
    assert made.told == {"file": str(out), "bytes": out.stat().st_size}
    assert PdfReader(io.BytesIO(out.read_bytes())).attachments
    again = demo.anlan("paper", "closure", no, "--out", str(out), "--as", "officer", "--json")
    assert (again.code, again.told["error"]) == (1, "not-written")
