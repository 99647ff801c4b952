"""IATI files made to harm: entities, document types, depth, size, wrong encodings, damage."""

from pathlib import Path

import pytest

from svitlo.exchange import iati_xml
from svitlo.exchange.iati_in import drafts_from_iati
from svitlo.exchange.iati_out import Reporter, iati_of
from svitlo.tables.errors import BadInput
from tests.exchange.histories import history, seen
from tests.exchange.hostile import check_no_plain_file, check_packed, mangled, refused_or_right

OPEN = '<iati-activities version="2.03"><iati-activity><iati-identifier>'
CLOSE = "</iati-identifier></iati-activity></iati-activities>"
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
ENTITIES = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>{OPEN}&a11;{CLOSE}',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"x" * 50_000}">]>{OPEN}{"&a;" * 50_000}{CLOSE}',
    "in an attribute": f'<!DOCTYPE x [<!ENTITY a "9">]><iati-activities version="&a;">{CLOSE}',
    "external file": f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>{OPEN}&a;{CLOSE}',
    "external address": f'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">{OPEN}x{CLOSE}',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>' + OPEN + CLOSE,
    "document type alone": f"<!DOCTYPE iati-activities>{OPEN}x{CLOSE}",
}


def refused(folder: Path, content: bytes | str, what: str) -> BadInput:
    path = folder / "hostile.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(BadInput, match=what) as caught:
        drafts_from_iati(path)
    return caught.value


@pytest.mark.parametrize("name", sorted(ENTITIES))
def test_document_types_and_entities_are_refused(name: str, tmp_path: Path) -> None:
    error = refused(tmp_path, "<?xml version='1.0'?>\n" + ENTITIES[name], "document type or entities")
    assert error.problems[0].row == 2


def test_an_entity_that_nobody_declared_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, f"{OPEN}&nbsp;{CLOSE}", "undefined entity")


@pytest.mark.parametrize("depth", [iati_xml.MOST_DEPTH + 1, 100_000])
def test_depth_is_bounded(depth: int, tmp_path: Path) -> None:
    refused(tmp_path, "<iati-activities>\n" + "<a>" * depth, "more than 64 deep")


def test_the_number_of_elements_is_bounded(tmp_path: Path) -> None:
    many = "<a/>" * iati_xml.MOST_ELEMENTS
    refused(tmp_path, f"<iati-activities>{many}</iati-activities>", "more than 1000000 elements")
    many = "<a/>" * iati_xml.MOST_INSIDE
    refused(tmp_path, f"{OPEN}x</iati-identifier>{many}{CLOSE}", "more than 200000 elements in one activity")


def test_long_words_and_many_attributes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.xml"
    attributes = " ".join(f'a{number}="x"' for number in range(50_000))
    path.write_text(f"{OPEN}{'x' * 5_000_000}</iati-identifier><a {attributes}/></iati-activity></iati-activities>")
    assert not refused_or_right(drafts_from_iati, path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "not well-formed|no element"),
        (b"   \n", "not well-formed|no element"),
        (b"not xml", "not well-formed"),
        (b"<iati-activities>", "not well-formed"),
        (b"<other/>", "its root is 'other'"),
        (b"<iati-organisations version='2.03'/>", "its root is"),
        (b"<iati-activities version='2.03'>\0</iati-activities>", "not well-formed"),
        (b"<iati-activities version='2.03'>\xe9</iati-activities>", "not well-formed"),
        (b"<?xml version='1.0' encoding='utf-7'?><iati-activities/>", "not"),
        (b"<?xml version='1.0' encoding='no-such'?><iati-activities/>", "not"),
        (b"<?xml version='1.0' encoding='rot13'?><iati-activities/>", "not"),
        (b"<iati-activities version='2.03'>\xed\xa0\x80</iati-activities>", "not well-formed"),
        (b"<iati-activities version='2.03'><iati-activity/></iati-activities>", "an activity without it"),
    ],
)
def test_what_is_not_such_a_file_is_refused(content: bytes, what: str, tmp_path: Path) -> None:
    refused(tmp_path, content, what)


def text_with(name: str) -> str:
    return (
        '<iati-activities version="2.03"><iati-activity default-currency="EUR"><iati-identifier>X-1</iati-identifier>'
        f"<reporting-org><narrative>{name}</narrative></reporting-org>"
        '<transaction><transaction-type code="12"/><transaction-date iso-date="2022-12-01Z"/>'
        "<value><![CDATA[5.00]]></value></transaction></iati-activity></iati-activities>"
    )


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-8", "utf-8-sig"])
def test_encodings_that_are_declared_are_read(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "encoded.xml"
    head = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?><!-- a <comment> -->"
    path.write_bytes((head + text_with("Åland")).encode(encoding))
    drafts, _ = drafts_from_iati(path)
    assert drafts[-1].data["amount_minor"] == 500
    assert drafts[0].data["name"] == "Åland"


def test_invisible_and_odd_signs_in_names_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "odd.xml"
    path.write_text(text_with("A\u202eb\ufffec\t\n d&#133;\u200b" + "x" * 5000).replace("\ufffe", ""), encoding="utf-8")
    drafts, _ = drafts_from_iati(path)
    assert drafts[0].data["name"].isprintable()
    assert len(drafts[0].data["name"]) == 300


def test_packed_files_are_refused(tmp_path: Path) -> None:
    check_packed(drafts_from_iati, tmp_path)


def test_only_plain_files_of_a_bearable_size_are_read(tmp_path: Path) -> None:
    check_no_plain_file(drafts_from_iati, tmp_path)


def test_damage_is_refused_or_read_rightly(tmp_path: Path) -> None:
    with seen(history(1, 6)) as view:
        content, _ = iati_of(view, Reporter(ref="XX-TEST-1", name="A ministry"))
    path = tmp_path / "damaged.xml"
    read = 0
    for seed in range(400):
        path.write_bytes(mangled(content, seed))
        read += refused_or_right(drafts_from_iati, path)
    # Most damage breaks the file; some lies in words.
    assert 0 < read < 300


def test_a_file_cut_anywhere_is_refused(tmp_path: Path) -> None:
    with seen(history(2, 2)) as view:
        content, _ = iati_of(view, Reporter(ref="XX-TEST-1", name="A ministry"))
    path = tmp_path / "cut.xml"
    for length in range(0, len(content) - 2, 97):
        path.write_bytes(content[:length])
        assert not refused_or_right(drafts_from_iati, path)
