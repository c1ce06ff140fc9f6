"""What is said where a view cannot be kept."""

SAYS = {
    "view-unnamed": (
        "给视图起个名字，不超过 {most} 个字。",
        "Give the view a name of at most {most} characters.",
    ),
    "too-many-views": (
        "最多保存 {most} 个视图。请先删除不用的。",
        "You can keep {most} views at most. Drop one that you no longer use first.",
    ),
}
