from graphnn.catalogue.load import load_catalogue
from graphnn.document.model import Block, Document, Node
from graphnn.web.sections import palette_sections


def test_the_palette_lists_every_layer_once_in_the_catalogues_order():
    catalogue = load_catalogue()

    sections = palette_sections(catalogue, Document())

    listed = [item["type"] for section in sections for item in section["items"]]
    titles = [section["title"] for section in sections]
    assert sorted(listed) == sorted(catalogue.layers)
    assert titles == list(dict.fromkeys(layer.category for layer in catalogue.layers.values()))
    assert len(titles) == len(set(titles))


def test_the_ends_of_a_network_have_a_colour_of_their_own():
    items = {
        item["type"]: item for section in palette_sections(load_catalogue(), Document()) for item in section["items"]
    }

    assert items["Input"]["category"] == "Input"
    assert items["Output"]["category"] == "Output"
    assert items["Dense"]["category"] == load_catalogue().layers["Dense"].category
    assert all(item["doc"] for item in items.values())


def test_the_document_s_own_blocks_stand_first_under_their_names():
    document = Document(blocks={"residual": Block(), "stem": Block()})

    first = palette_sections(load_catalogue(), document)[0]

    assert first["title"] == "Blocks"
    assert [(item["title"], item["type"], item["category"]) for item in first["items"]] == [
        ("residual", "block.residual", "Block"),
        ("stem", "block.stem", "Block"),
    ]
    assert all(item["doc"] for item in first["items"])


def test_inside_a_block_only_what_can_stand_there_is_listed():
    inner, outer = Block(nodes={"d": Node(type="Dense")}), Block(nodes={"i": Node(type="block.inner")})
    document = Document(blocks={"inner": inner, "outer": outer, "other": Block()})

    outside = {item["type"] for section in palette_sections(load_catalogue(), document) for item in section["items"]}
    inside = {
        item["type"] for section in palette_sections(load_catalogue(), document, "inner") for item in section["items"]
    }

    assert outside - inside == {"Input", "Output", "block.inner", "block.outer"}
    assert inside < outside
