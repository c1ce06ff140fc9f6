"""The columns of the three ledgers are consistent, and hold what the offices' ledgers hold."""

import pytest

from anlan.engines.sheets.headings import bare
from anlan.engines.sheets.ledgers import DANGERS, ORGANISATIONS, PEOPLE
from anlan.engines.sheets.schema import Kind
from anlan.engines.sheets.words import names

LEDGERS = {"dangers": DANGERS, "organisations": ORGANISATIONS, "people": PEOPLE}

# The headings by which offices know the columns of their ledgers of dangers.
OFFICES = names(
    "序号 编号 隐患编号 行政区划 区县 所在地 单位名称 企业名称 受检单位 统一社会信用代码 行业 行业领域 "
    "监管行业 隐患部位 地点 场所 经度 纬度 坐标 隐患描述 问题描述 存在问题 隐患内容 隐患类别 隐患级别 等级 "
    "是否重大 判定依据 依据条款 法规依据 隐患来源 检查方式 排查时间 检查日期 发现时间 排查人 检查人 发现人 "
    "整改措施 治理措施 整改责任人 责任人 联系电话 责任单位 整改单位 属地责任人 行业监管责任人 监管单位 督办人 "
    "整改资金 投入资金 整改时限 整改期限 计划完成时间 应急措施 管控措施 应急预案 整改情况 完成情况 进展 "
    "是否完成 整改状态 是否销号 完成时间 整改完成日期 验收时间 销号时间 复查人 验收人 复查意见 整改前照片 "
    "整改后照片 延期情况 延期至 是否挂牌 挂牌级别 处罚文书号 文书编号 备注 "
)


@pytest.mark.parametrize("name", LEDGERS)
def test_no_heading_belongs_to_two_columns(name):
    spelt = [bare(text) for column in LEDGERS[name] for text in {column.zh, column.en, *column.aliases}]

    assert sorted(set(spelt)) == sorted(spelt)


@pytest.mark.parametrize("name", LEDGERS)
def test_keys_are_unique_and_conditions_speak_of_columns_that_exist(name):
    keys = [column.key for column in LEDGERS[name]]

    assert len(set(keys)) == len(keys)
    assert {column.required_if[0] for column in LEDGERS[name] if column.required_if} <= set(keys)


def test_every_heading_that_offices_use_is_known():
    known = {text for column in DANGERS for text in (column.zh, *column.aliases)}

    assert set(OFFICES) <= known


@pytest.mark.parametrize("name", LEDGERS)
def test_what_is_said_of_persons_is_personal(name):
    for column in LEDGERS[name]:
        if column.kind in (Kind.PERSON, Kind.PEOPLE, Kind.PHONE, Kind.ID_NUMBER):
            assert column.personal, column.key


@pytest.mark.parametrize("name", LEDGERS)
def test_a_choice_has_words_and_nothing_else_has(name):
    assert all((column.kind is Kind.CHOICE) == bool(column.words) for column in LEDGERS[name])
