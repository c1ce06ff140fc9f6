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
    "file-is-heic": (
        "这是 HEIC 照片，多数电脑打不开。请在手机“设置 → 相机 → 格式”里选“兼容性最佳”重拍，或另存为 JPEG 再上传。",
        "This is a HEIC photo, which most computers cannot open. "
        "Set the camera's format to “Most Compatible” and take it anew, or save it as JPEG and send that.",
    ),
    "file-is-old-office": (
        "这是{found_zh}。请用 Word、Excel 或 WPS 打开它，另存为 PDF、.docx 或 .xlsx，再上传。",
        "This is {found_en}. Open it in Word, Excel or WPS, save it as PDF, .docx or .xlsx and send that.",
    ),
    "file-has-password": (
        "文件设有密码，验收人打不开。请去掉密码，再上传。",
        "The file has a password, and its checker could not open it. Remove the password and send it again.",
    ),
    "file-is-archive": (
        "这是{found_zh}。请解压后，把里面的照片或文件逐个上传。",
        "This is {found_en}. Unpack it, and send the photos or papers in it one by one.",
    ),
    "file-can-run": (
        "这是{found_zh}，打开时会自行运行，不能作证据。请上传照片、PDF 或视频。",
        "This is {found_en}, which runs when it is opened; it is no evidence. Send a photo, a PDF or a film.",
    ),
    "file-is-no-evidence": (
        "这是{found_zh}，不能作证据。请上传 JPEG 照片、PDF、MP4 视频、.docx 或 .xlsx。",
        "This is {found_en}, which is not taken as evidence. Send a JPEG photo, a PDF, an MP4 film, .docx or .xlsx.",
    ),
    "file-is-unknown": (
        "认不出这个文件的格式。请上传 JPEG 照片、PDF、MP4 视频、.docx 或 .xlsx。",
        "The form of this file is unknown. Send a JPEG photo, a PDF, an MP4 film, .docx or .xlsx.",
    ),
    "file-is-two": (
        "{found_zh}里藏着另一个文件或网页代码，没有收下。请重新拍照，或截图后再上传。",
        "Another file or a web page hides in {found_en}; it was not taken. "
        "Take the picture anew, or send a screenshot.",
    ),
    "file-cut-off": (
        "{found_zh}不完整，可能没有传完。请从手机或电脑重新选择原文件，再上传。",
        "The end of {found_en} is missing: it was perhaps not copied whole. Choose the original again and send that.",
    ),
    "file-damaged": (
        "{found_zh}已损坏，打不开。请重新拍照，或重新取得文件，再上传。",
        "The inside of {found_en} is damaged and cannot be opened. Take it anew or fetch it again, and send that.",
    ),
    "picture-too-large": (
        "图片有 {width} × {height} 像素，超过 {megapixels} 百万像素。请在相机里选普通分辨率重拍，或缩小后再上传。",
        "The picture has {width} × {height} pixels, more than {megapixels} megapixels. "
        "Take it anew at the usual resolution, or shrink it and send that.",
    ),
    "picture-moves": (
        "这是动图，无法逐处比对。请截取其中一帧另存为 JPEG，或上传 MP4 视频。",
        "This picture moves, and cannot be compared spot by spot. Save one frame as JPEG, or send an MP4 film.",
    ),
    "paper-acts": (
        "{found_zh}里带有宏、脚本或嵌入的文件，没有收下。请打印成 PDF（或另存为不带宏的文件），再上传。",
        "There are macros, scripts or embedded files in {found_en}; it was not taken. "
        "Print it as PDF, or save it without macros, and send that.",
    ),
    "paper-absurd": (
        "{found_zh}展开后大得不合常理，或内部路径越界，没有收下。请用 Word、Excel 或 WPS 重新保存，再上传。",
        "Unpacked, {found_en} is absurdly large or reaches outside itself; it was not taken. "
        "Save it anew in Word, Excel or WPS and send that.",
    ),
}


class Unfit(Exception):
    """The file cannot be kept as evidence. `says` tells its owner what to do."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def says(self, language: str) -> str:
        """Return the sentence for this refusal, in `zh` or `en`."""
        return SAYS[self.code][language != "zh"].format(**self.params)
