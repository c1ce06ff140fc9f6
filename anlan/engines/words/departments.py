"""Departments as people write them, each with many names."""

from __future__ import annotations

DEPARTMENTS = tuple(
    (word, code)
    for code, words in {
        "safety": "应急管理 应急局 安监 安全生产监督 safety",
        "housing": "住房 住建 城乡建设 housing",
        "water": "水利 水务 water",
        "fire": "消防 fire",
        "transport": "交通 运输 transport",
        "industry": "工业和信息化 工信 经信 industry",
        "market": "市场监管 市监 市场监督 market",
        "education": "教育 education",
        "health": "卫生 卫健 health",
        "agriculture": "农业 农牧 agriculture",
        "culture": "文化 文旅 文体 culture",
        "energy": "能源 energy",
        "resources": "自然资源 国土 resources",
        "weather": "气象 weather",
        "forestry": "林业 林草 forestry",
        "police": "公安 police",
        "commerce": "商务 commerce",
        "civil": "民政 civil",
        "environment": "生态环境 环保 environment",
        "emergency": "应急指挥 应急 emergency",
    }.items()
    for word in words.split()
)


def department_of(said: str) -> str | None:
    """Return the code of the department that a text names, as 县应急管理局 names emergency management."""
    return next((code for word, code in DEPARTMENTS if word in said), None)
