"""Why a file cannot be read, and what its owner can do about it."""

SAYS = {
    "too-large": (
        "文件超过 {megabytes} MB。请删去图片或拆成几个文件，再分别导入。",
        "The file is larger than {megabytes} MB. Remove its pictures or split it, and import the parts.",
    ),
    "empty-file": (
        "文件里没有任何内容。请确认选对了文件。",
        "There is nothing in the file. Check that it is the right one.",
    ),
    "name-lies": (
        "文件名写的是 {said}，内容却是 {found}。请用 Excel 或 WPS 打开它，另存为 .xlsx，再导入。",
        "The name says {said}, but the content is {found}. Open it in Excel or WPS, save it as .xlsx and import that.",
    ),
    "not-a-ledger": (
        "这个文件是 {found}，不是表格。请选择 .xlsx、.xls、.ods 或 .csv 文件。",
        "This file is {found}, not a table. Choose an .xlsx, .xls, .ods or .csv file.",
    ),
    "unknown-form": (
        "认不出这个文件的格式。请选择 .xlsx、.xls、.ods 或 .csv 文件。",
        "The format of this file is unknown. Choose an .xlsx, .xls, .ods or .csv file.",
    ),
    "is-et": (
        "WPS 的 .et 格式不能直接导入。请用 WPS 打开它，另存为 .xlsx，再导入。",
        "The WPS format .et cannot be read. Open it in WPS, save it as .xlsx and import that.",
    ),
    "is-xlsb": (
        "二进制工作簿 .xlsb 不能直接导入。请用 Excel 打开它，另存为 .xlsx，再导入。",
        "Binary workbooks (.xlsb) cannot be read. Open it in Excel, save it as .xlsx and import that.",
    ),
    "too-old": (
        "这是 Excel 5 以前的旧格式。请用 Excel 或 WPS 打开它，另存为 .xlsx，再导入。",
        "This is a format older than Excel 5. Open it in Excel or WPS, save it as .xlsx and import that.",
    ),
    "encrypted": (
        "文件设有密码。请用 Excel 或 WPS 打开它，去掉密码，另存为 .xlsx，再导入。",
        "The file has a password. Open it in Excel or WPS, remove the password, save it as .xlsx and import that.",
    ),
    "cut-off": (
        "文件不完整，可能没有下载或复制完。请重新取得文件，再导入。",
        "The file is cut off: it was perhaps not copied to its end. Fetch it again and import that.",
    ),
    "damaged": (
        "文件已损坏。请用 Excel 或 WPS 打开它，另存为 .xlsx，再导入。",
        "The file is damaged. Open it in Excel or WPS, save it as .xlsx and import that.",
    ),
    "bomb": (
        "文件展开后大得不合常理，没有读取。请把需要的行复制到一个新的 .xlsx，再导入。",
        "Unpacked, the file is absurdly large; it was not read. Copy the rows into a new .xlsx and import that.",
    ),
    "xml-tricks": (
        "文件里有表格不该有的内容（DTD 或实体），没有读取。请用 Excel 或 WPS 打开它，另存为 .xlsx，再导入。",
        "The file holds what no table should (a DTD or entities); it was not read. "
        "Open it in Excel or WPS, save it as .xlsx and import that.",
    ),
    "too-many-rows": (
        "文件超过 {limit} 行。请拆成几个文件，再分别导入。",
        "The file has more than {limit} rows. Split it and import the parts.",
    ),
    "too-many-columns": (
        "“{sheet}”第 {row} 行超过 {limit} 列。请删去右边多余的列，再导入。",
        "Row {row} of “{sheet}” has more than {limit} columns. Delete those at the right that are not needed.",
    ),
    "too-many-sheets": (
        "文件超过 {limit} 张工作表。请只留下台账所在的工作表，再导入。",
        "The file has more than {limit} sheets. Keep only those of the ledger and import again.",
    ),
    "too-many-pictures": (
        "文件里的图片超过 {limit} 张。请拆成几个文件，再分别导入。",
        "The file holds more than {limit} pictures. Split it and import the parts.",
    ),
    "encoding-mixed": (
        "第 {line} 行的文字编码与其他行不同。请用 Excel 或 WPS 打开核对，另存为 .xlsx，再导入。",
        "Line {line} is written in another encoding than the rest. "
        "Open it in Excel or WPS, check that line, save it as .xlsx and import that.",
    ),
    "encoding-unknown": (
        "第 {line} 行的文字编码认不出来。请用 Excel 或 WPS 打开它，另存为 .xlsx，再导入。",
        "The encoding of line {line} is unknown. Open it in Excel or WPS, save it as .xlsx and import that.",
    ),
    "quotes-open": (
        "第 {line} 行的引号没有成对，分不清单元格的界限。请改正引号，或用 Excel 另存为 .xlsx，再导入。",
        "The quotes of line {line} do not match, so its cells cannot be told apart. "
        "Mend them, or save it as .xlsx in Excel, and import again.",
    ),
    "cell-too-long": (
        "第 {line} 行有一个单元格超过 {limit} 字。请缩短，或检查它前面的引号是否成对，再导入。",
        "Line {line} has a cell of more than {limit} characters. Shorten it, or check that the quotes before it match.",
    ),
}


class Unreadable(Exception):
    """The file cannot be read as a table. `says` tells its owner what to do."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def says(self, language: str) -> str:
        """Return the sentence for this refusal, in `zh` or `en`."""
        return SAYS[self.code][language != "zh"].format(**self.params)
