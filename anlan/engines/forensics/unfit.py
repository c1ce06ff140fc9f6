"""Why a file cannot be kept as evidence, and what its owner can do about it."""

SAYS = {
    "file-empty": (
        "文件是空的。请重新选择，或重新拍一张。",
        "The file is empty. Choose it again, or take the picture anew.",
    ),
    "file-too-large": (
        "文件超过 {megabytes} MB。请压缩、裁短或拆成几个文件，再分别上传。",
        "The file is larger than {megabytes} MB. Shrink, shorten or split it, and send the parts.",
    ),
}


class Unfit(Exception):
    """The file cannot be kept. `says` tells its owner what to do."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def says(self, language: str) -> str:
        """Return the sentence for this refusal, in `zh` or `en`."""
        return SAYS[self.code][language != "zh"].format(**self.params)
