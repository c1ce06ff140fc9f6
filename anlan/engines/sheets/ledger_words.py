"""The words that the ledgers offer as choices, and how offices spell them."""

from anlan.engines.sheets.words import Word, names

CATEGORY = (
    Word(code="person", zh="人的不安全行为", en="person", also=names("人 人员 人的行为 人的因素 行为类")),
    Word(code="object", zh="物的不安全状态", en="object", also=names("物 设备 设备设施 物的状态 物的因素")),
    Word(code="environment", zh="环境的不安全因素", en="environment", also=names("环境 环境因素 场所环境")),
    Word(code="management", zh="管理缺陷", en="management", also=names("管理 管理类 管理因素 基础管理 管理上的缺陷")),
)
GRADE = (
    Word(
        code="general",
        zh="一般",
        en="general",
        also=names("一般隐患 一般事故隐患 一般级 普通 非重大 否 n no ×"),
        softened=names("较大 较大隐患 较大事故隐患 低 较小"),
    ),
    Word(
        code="major",
        zh="重大",
        en="major",
        also=names("重大隐患 重大事故隐患 重大级 是 y yes √"),
        softened=names("特别重大 特大 特大隐患"),
    ),
)
SOURCE = (
    Word(code="self-check", zh="企业自查", en="self-check", also=names("自查 自查自纠 企业自查自纠 日常排查 自检")),
    Word(
        code="inspection",
        zh="监督检查",
        en="inspection",
        also=names("检查 执法检查 专项检查 日常检查 部门检查 综合检查 联合检查 双随机 明查暗访 督查"),
    ),
    Word(code="superior", zh="上级交办", en="superior", also=names("上级 上级督办 上级检查 交办 巡查 督导")),
    Word(code="expert", zh="专家检查", en="expert", also=names("专家 专家会诊 专家排查 第三方检查 第三方")),
    Word(code="hotline", zh="群众举报", en="hotline", also=names("举报 热线 12350 12345 投诉 信访")),
    Word(code="report", zh="上报", en="report", also=names("报告 报送 随手拍 网格员上报 员工上报")),
    Word(code="sensor", zh="监测预警", en="sensor", also=names("监测 传感器 在线监测 感知")),
    Word(code="drill", zh="演练发现", en="drill", also=names("演练 应急演练 桌面推演")),
)
