"""Reading Keras' docstrings: the sentence that says what a class does, and the words on each argument.

Pure text in, plain text out: markdown is taken off, wrapped lines are joined, examples are left out. What the
words mean for a parameter's kind is for `introspection_parameters` to judge.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

DOCUMENTATION_LENGTH = 1200

_SECTION = re.compile(
    r"^(Args|Arguments|Call arguments|Attributes|Examples?|Example usage.*|Standalone usage.*|Usage.*|Input shape|"
    r"Output shape|Output|Inputs?|Returns?|Raises|References?|Formula|Methods|Demonstration|For example|"
    r"Reference usage|\*\*(?:Examples?|References?|Input|Output|Notes?).*):?\**:?\s*$"
)
_ARGUMENTS = re.compile(r"^(Args|Arguments|Initialization args|Args \(.*\)):\s*$")
_ARGUMENT = re.compile(r"^(\s{1,8})`?\*{0,2}(\w+)`?(?:\s*\([^)]*\))?:(?:\s+(.*)|())$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Docstring:
    """What a docstring says, as plain text."""

    sentence: str
    documentation: str
    arguments: Mapping[str, str]


def read_docstring(text: str | None, argument_names: Collection[str]) -> Docstring:
    r"""Return the parts of a Keras docstring; arguments that it does not explain are left out.

    >>> read_docstring("Adds `x`.\n\nArgs:\n    x: Float,\n        what to add.", ["x"])
    Docstring(sentence='Adds x.', documentation='Adds x.', arguments={'x': 'Float, what to add.'})
    """
    paragraphs = _paragraphs(_lead(_dedent(text)))
    return Docstring(
        sentence=_first_sentence(paragraphs[0]) if paragraphs else "",
        documentation=_shorten(paragraphs),
        arguments={name: plain(words) for name, words in raw_arguments(text, argument_names).items()},
    )


def raw_arguments(text: str | None, argument_names: Collection[str]) -> Mapping[str, str]:
    """Return what a docstring's Args section says of each argument, lines joined, quotes and backticks kept."""
    arguments: dict[str, list[str]] = {}
    words: list[str] = []
    indentation: int | None = None
    is_inside = False
    for line in _dedent(text):
        if line and not line[0].isspace():
            is_inside, indentation = _ARGUMENTS.match(line) is not None, None
            continue
        if not is_inside or not line:
            continue
        match = _ARGUMENT.match(line)
        if match and (indentation is None or len(match[1]) == indentation):
            indentation = len(match[1])
            words = [match[3] or ""]
            if match[2] in argument_names:
                arguments.setdefault(match[2], words)
        else:
            words.append(line.strip())
    return {name: " ".join(filter(None, words)) for name, words in arguments.items()}


def plain(text: str) -> str:
    """Return text with its markdown taken off and its white space made even.

    >>> plain("See [the  paper](https://a.b), `x` and **y**.")
    'See the paper, x and y.'
    """
    text = re.sub(r"\[([^\]]+)\]\s*\(\s*(?:https?:)?[^)\s]*\s*\)", r"\1", text)
    text = re.sub(r"\*\*([^*\s][^*]*)\*\*", r"\1", text)
    text = re.sub(r"(?<![\w*])\*([^*\s][^*]*[^*\s])\*(?![\w*])", r"\1", text)
    # Keras writes some names as `"same`": the quote and the backtick the wrong way round.
    text = re.sub(r"`\"([\w ]+)`\"", r'"\1"', text)
    text = text.replace("`", "").replace("$$", "").replace("\\$", "")
    return re.sub(r"\s+", " ", text).strip()


def _dedent(text: str | None) -> list[str]:
    """Return the lines of a docstring, indented as its second line is.

    `inspect.cleandoc` goes by the least indented line, which misleads where Keras has put an example without
    indentation into its docstrings.
    """
    first, *others = (text or "").expandtabs().strip().splitlines() or [""]
    indentation = next((len(line) - len(line.lstrip()) for line in others if line.strip()), 0)
    dedented = [line[min(indentation, len(line) - len(line.lstrip())) :].rstrip() for line in others]
    return [first.strip(), *dedented]


def _lead(lines: list[str]) -> list[str]:
    """Return the lines before the first section, code left out."""
    lead: list[str] = []
    is_code = False
    for line in lines:
        if line.strip().startswith("```"):
            is_code = not is_code
            lead.append("")
        elif is_code or line.lstrip().startswith((">>>", "...")):
            continue
        elif _SECTION.match(line):
            break
        else:
            lead.append(line)
    return lead


def _paragraphs(lines: list[str]) -> list[str]:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if not line.strip():
            paragraphs.append([])
        elif _LIST_ITEM.match(line):
            paragraphs.append([_LIST_ITEM.sub("• ", line)])
        else:
            paragraphs[-1].append(line)
    return [plain(" ".join(paragraph)) for paragraph in paragraphs if paragraph]


def _first_sentence(paragraph: str) -> str:
    # A full stop inside "e.g.", "i.e." or a number ends no sentence.
    match = re.match(r"(.*?(?<!e\.g)(?<!i\.e)(?<!\bvs)(?<!et al)[.:])(?:\s|$)", paragraph)
    sentence = (match[1] if match else paragraph).rstrip(":. ")
    return sentence[:1].upper() + sentence[1:] + "."


def _shorten(paragraphs: list[str]) -> str:
    """Return as many whole paragraphs as the length allows, and never a paragraph that announces what was cut."""
    kept: list[str] = []
    for paragraph in paragraphs:
        if kept and sum(map(len, kept)) + 2 * len(kept) + len(paragraph) > DOCUMENTATION_LENGTH:
            break
        kept.append(paragraph)
    while len(kept) > 1 and kept[-1].endswith(":"):
        kept.pop()
    return "\n\n".join(kept)
