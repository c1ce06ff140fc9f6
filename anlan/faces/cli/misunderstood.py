"""What was typed and not understood: said in the language of the console, in a sentence, with where to read on."""

from __future__ import annotations

import re
from typing import Any

import typer
import typer.core

from anlan.faces.cli.console import language, say

# How the parser of the command line says it, and how it is said in Chinese.
SAID = (
    (r"^No such command '(.*?)'\.", r"没有命令“\1”。"),
    (r" ?Did you mean (.*?)\?", r"是不是 \1？"),
    (r"^No such option: (\S+)", r"没有选项 \1"),
    (r" ?\(Possible options: (.*)\)", r"（可用：\1）"),
    (r"^Missing (?:option|argument|parameter) '(.*?)'\.?", r"缺少 \1。"),
    (r" ?Choose from: (.*)\.", r"可选：\1。"),
    (r"^Option '(.*?)' requires an argument\.?", r"\1 之后须写上值。"),
    (r"^Got unexpected extra argument\(s\) \((.*)\)", r"多出了 \1。"),
    (r"^Invalid value for '(.*?)': (?:Value error, )?", r"\1 不对："),
    (r"^Invalid value: ", r""),
    (r"'(.*?)' is not one of (.*?)\.?$", r"“\1”不在 \2 之内。"),
    (r"(?:file|path|File|Path) '(.*?)' does not exist\.?", r"没有文件 \1。"),
    (r"(?:file|path|File|Path) '(.*?)' is a directory\.?", r"\1 是文件夹，请写一个文件。"),
    (r"Input should be a valid integer.*", r"应为整数。"),
    (r"Input should be less than or equal to (\d+)", r"不能大于 \1。"),
    (r"Input should be greater than or equal to (\d+)", r"不能小于 \1。"),
)


# How the help of a command is headed, and how in Chinese.
HEADED = (
    (r"<int(?: range)?>", "<整数>"),
    (r"<str>", "<文字>"),
    (r"^Usage: ", "用法："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]..."),
    (r"^Arguments:$", "参数："),
    (r"^Options:$", "选项："),
    (r"^Commands:$", "命令："),
    (r"\[required\]", "[必填]"),
    (r"\[default: ", "[默认："),
    (r"Show this message and exit\.", "显示这段说明。"),
)


class Command(typer.core.TyperCommand):
    """A command whose help is all in the language of the console."""

    def get_help(self, ctx: Any) -> str:
        """Return the help of this command."""
        return headed(super().get_help(ctx))


class Group(typer.core.TyperGroup):
    """Commands under one word; their help is all in the language of the console, too."""

    def get_help(self, ctx: Any) -> str:
        """Return the help of these commands."""
        return headed(super().get_help(ctx))


def headed(help_: str) -> str:
    """Return help with its headings in the language of the console, and arguments as they are typed: without braces."""
    help_ = re.sub(r"\{([A-Z]+)\}", r"\1", help_)
    if language() == "zh":
        for english, chinese in HEADED:
            help_ = re.sub(english, chinese, help_, flags=re.MULTILINE)
    return help_


def _in_one_line(choices: re.Match[str]) -> str:
    """Return what there is to choose from in one line: the parser writes each on a line of its own."""
    several = re.findall(r"[^\s,]+", choices[1])
    return f" Choose from: {', '.join(several)}."


def sentence(wrong: typer.TyperException) -> str:
    """Say what was not understood, and where its use is told; of a command that wants another word, its help."""
    context = getattr(wrong, "ctx", None)
    said = str(wrong.format_message() if hasattr(wrong, "format_message") else wrong)
    if context is not None and said == context.get_help():
        return said
    said = re.sub(r" Choose from:\s+(.*)", _in_one_line, said, flags=re.DOTALL)
    said = said.replace("Value error, ", "")
    if language() == "zh":
        for english, chinese in SAID:
            said = re.sub(english, chinese, said)
    said = re.sub("^Invalid value: ", "", said)
    path = context.command_path if context else "anlan"
    return said + "\n" + say(f"用法：{path} -h", f"See {path} -h.")
