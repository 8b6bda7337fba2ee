"""Which member of a record each column of a platform tells, and how."""
from .words import DOMAINS, INDICATORS, bits, block, chinese, coded, compact, joined, letters, money, number, parsed, share, text, whole, words

OPS = {"X": "upsert", "U": "upsert", "新增": "upsert", "C": "revoke", "撤销": "revoke", "Y": "remove", "D": "remove", "移出": "remove", "F": "repair", "修复": "repair"}
SUB_KINDS = {"1": "INDIVIDUAL_BUSINESS", "2": "COOPERATIVE", "个体工商户": "INDIVIDUAL_BUSINESS", "农民专业合作社": "COOPERATIVE"}
ID_TYPES = dict(zip("12345", ("USCC", "ORGCODE", "REGNO", "RIC", "OTHER"))) | {"统一社会信用代码": "USCC", "组织机构代码": "ORGCODE", "注册号": "REGNO", "身份证": "RIC", "其他证件": "OTHER"}
BASES = dict(zip("1234", ("CATALOGUE", "FINDER", "AUTHORITY", "CUSTODIAN"))) | {"目录": "CATALOGUE", "认定单位": "FINDER", "决定机关": "AUTHORITY", "代管": "CUSTODIAN"}
STATUS = {"1": "VALID", "2": "REVOKED", "有效": "VALID", "撤销": "REVOKED"}
SEVERITIES = dict(zip("123", ("MINOR", "GENERAL", "SERIOUS"))) | {"轻微": "MINOR", "一般": "GENERAL", "严重": "SERIOUS"}
REASONS = dict(zip("1234", ("REPAIRED", "EXPIRED", "WITHDRAWN", "DELISTED"))) | {"信用修复": "REPAIRED", "到期": "EXPIRED", "撤销认定": "WITHDRAWN", "移出": "DELISTED"}
LEVELS = dict(zip("0123", ("NATIONAL", "PROVINCE", "CITY", "COUNTY"))) | {"国家级": "NATIONAL", "省级": "PROVINCE", "市级": "CITY", "县级": "COUNTY"}
DIMENSIONS = dict(zip(("TZ", "FD", "GG", "GY"), D := ("INVESTOR", "LEGAL_REP", "EXECUTIVE", "SUPPLY_CHAIN"))) | dict(zip("1234", D)) | dict(zip(("投资人", "法定代表人", "高管", "供应链"), D))
PARTIES = {"1": "NAT", "2": "ORG", "自然人": "NAT", "法人及非法人组织": "ORG"}
PLACES = {"1": "IN_REGION", "2": "OUTSIDE_REGION", "9": "UNKNOWN", "区域内": "IN_REGION", "区域外": "OUTSIDE_REGION", "不详": "UNKNOWN"}
PRODUCTS = {"1": "ARCHIVE", "2": "LIST", "档案": "ARCHIVE", "名单": "LIST"}
EFFECTS = dict(zip("1234", E := ("REPAIRED", "DELETED", "WITHDRAWN", "RESTORED"))) | dict(zip(("修复", "删除", "撤销", "恢复"), E))
COLOURS = {"1": "RED", "2": "BLACK", "3": "WATCH", "HONGMD": "RED", "HMD": "BLACK", "GZMD": "WATCH", "红名单": "RED", "黑名单": "BLACK", "关注名单": "WATCH"}
KINDS = {"01": "ENT", "02": "NAT", "03": "GOV", "04": "INS", "05": "SOC", "1": "ENT", "2": "NAT", "3": "SOC", "4": "INS", "5": "GOV"}
KINDS |= {"QY": "ENT", "ZR": "NAT", "SZ": "SOC", "SY": "INS", "ZF": "GOV", "企业": "ENT", "自然人": "NAT", "机关": "GOV", "事业单位": "INS", "社会组织": "SOC"}

ENVELOPE = "recordId province version reportedBy recordedAt evidence.dataset evidence.coordinate"
STATED = ENVELOPE + " op sourceUpdatedAt warnings unit subject.id subject.kind subject.subKind subject.idType subject.name subject.maskedId subject.division"
ARCHIVE = STATED + " unitBasis indicator businessNo arose until"
LICENCE = ARCHIVE + " " + " ".join("licence." + name for name in "docNo title kind number content decisionDate validFrom validTo authority status".split())
PENALTY = ARCHIVE + " " + " ".join("penalty." + name for name in "docNo kinds content fineYuan confiscatedYuan violation decisionDate publicUntil authority severity status".split())
LIST = STATED + " unitBasis polarity domain caseNo basis from to removedOn removalReason finder.name finder.level"
RELATION = STATED + " dimension partyKind party.id party.idType party.name party.maskedId share validFrom validTo placement partyProvince hukouProvince"
NOTICE = ENVELOPE + " caseId sequence item.product item.recordId subjectId step party actor at objection reason documents ruleSet article effect annotation"
MEMBERS = {"licence": LICENCE, "penalty": PENALTY, "item": ARCHIVE + " value", "list": LIST, "relation": RELATION, "notice": NOTICE}

PINYIN_ENVELOPE = "jlbs lyss bb lydwdm fbsj lyb lywz"
PINYIN_STATED = PINYIN_ENVELOPE + " czlx lygxsj tsxx zrdwdm xdr_bs xdr_lx xdr_zlx xdr_bslx xdr_mc xdr_zjym xdr_qh"
PINYIN_ARCHIVE = PINYIN_STATED + " zrdwyj zbxdm bh fsrq jzrq"
PINYIN = {
    "licence": PINYIN_ARCHIVE + " wsh xkzs xklb xkbh xknr jdrq yxqz yxqzi xkjg zt",
    "penalty": PINYIN_ARCHIVE + " wsh cflb cfnr fkje msje wfxwlx jdrq gsjzq cfjg yzcd zt",
    "item": PINYIN_ARCHIVE + " zbxz",
    "list": PINYIN_STATED + " zrdwyj mdlx lydm ah rdyj yxqz yxqzi ycrq ycyy rdjg rdjgjb",
    "relation": PINYIN_STATED + " gxlx c_lx c_bs c_bslx c_mc c_zjym cgbl qsrq jzrq c_wz c_ss c_hjss",
    "notice": PINYIN_ENVELOPE + " ajbs xh xmcp xmbs xdr_bs bz clf cldwdm clsj yyxh ly wj gzj tk xg bzwz",
}
HANZI_ENVELOPE = "记录标识 来源省份代码 版本 数据来源单位代码 发布时间 来源数据集 来源位置"
HANZI_STATED = HANZI_ENVELOPE + " 操作标志 来源更新时间 提示 责任单位代码 主体标识 主体类别 主体子类 标识类型 主体名称 证件号码掩码 登记地代码"
HANZI_ARCHIVE = HANZI_STATED + " 责任单位依据 指标项 编号 发生日期 截止日期"
HANZI = {
    "licence": HANZI_ARCHIVE + " 行政许可决定文书号 许可证书名称 许可类别 许可编号 许可内容 许可决定日期 有效期自 有效期至 许可机关 状态",
    "penalty": HANZI_ARCHIVE + " 处罚决定书文号 处罚类别 处罚内容 罚款金额（元） 没收金额（元） 违法行为类型 处罚决定日期 公示截止期 处罚机关 严重程度 状态",
    "item": HANZI_ARCHIVE + " 值",
    "list": HANZI_STATED + " 责任单位依据 名单类型 领域 案号 认定依据 认定日期 有效期至 移出日期 移出原因 认定单位 认定单位级别",
    "relation": HANZI_STATED + " 关联类型 关联方类型 关联方标识 关联方标识类型 关联方名称 关联方证件号码掩码 持股比例 起始日期 终止日期 关联方位置 关联方省份代码 户籍省份代码",
    "notice": HANZI_ENVELOPE + " 修复案件标识 序号 修复对象 修复对象标识 主体标识 步骤 办理方 办理单位代码 办理时间 异议序号 理由 文件 规则 条款 修复效果 标注",
}
CELL_ENVELOPE = ".901 .902 .904 .905 .907 .908 .909"
CELL_STATED = CELL_ENVELOPE + " .911 .912 .913 .914 .917 .916 .918 .919 .920 .921 .922"
CELL_ARCHIVE = CELL_STATED + " .931 .932"
CELLS = {
    "licence": CELL_ARCHIVE + " .933 .934 .935 001 002 003 010 004 005 006 007 008 009",
    "penalty": CELL_ARCHIVE + " .933 .934 .935 001 002 009 003 010 006 004 007 005 011 008",
    "item": CELL_ARCHIVE + " .2 .3 .4 .1",
    "list": CELL_STATED + " .931 010 001 007 008 003 004 005 006 002 009",
    "relation": CELL_STATED + " 001 002 003 009 004 010 005 007 008 011 012 006",
    "notice": CELL_ENVELOPE + " 001 002 003 004 005 006 007 008 009 010 011 012 013 014 015 016",
}

SHARED = {
    "version": whole, "op": coded(OPS), "warnings": words, "subject.kind": coded(KINDS), "subject.subKind": coded(SUB_KINDS), "subject.idType": coded(ID_TYPES), "party.idType": coded(ID_TYPES),
    "unitBasis": coded(BASES), "licence.status": coded(STATUS), "penalty.status": coded(STATUS), "penalty.severity": coded(SEVERITIES), "polarity": coded(COLOURS), "removalReason": coded(REASONS),
    "finder.level": coded(LEVELS), "dimension": coded(DIMENSIONS), "partyKind": coded(PARTIES), "placement": coded(PLACES), "item.product": coded(PRODUCTS), "effect": coded(EFFECTS),
    "sequence": whole, "objection": whole, "documents": parsed,
}  # fmt: skip
DAYS = "arose until licence.decisionDate licence.validFrom licence.validTo penalty.decisionDate penalty.publicUntil from to removedOn validFrom validTo".split()


def way(day, licence_kinds, penalty_kinds, yuan, part, indicator):
    """How one platform writes what the four write differently."""
    return SHARED | dict.fromkeys(DAYS, day) | {"licence.kind": licence_kinds, "penalty.kinds": penalty_kinds, "penalty.fineYuan": yuan, "penalty.confiscatedYuan": yuan, "share": part, "indicator": indicator}


WAYS = {
    "shanghai": (PINYIN, way(compact, joined(",", "licence_kind"), joined(",", "penalty_kind"), money("1"), share(100), letters)),
    "jiangsu": (PINYIN, way(compact, bits, bits, money("0.01"), share(10_000), number)),
    "zhejiang": (CELLS, way(text, joined("、", "licence_kind"), joined("、", "penalty_kind"), money("10000"), share(100), block)),
    "anhui": (HANZI, way(chinese, joined("；", "licence_kind"), joined("；", "penalty_kind"), money("1"), share(100), text)),
}
# Jiangsu names four columns of a list as its own messages do.
JIANGSU_LIST = {"mdlx": "Resource", "lydm": "LBDM", "yxqz": "FBRQ", "yxqzi": "YXQZ"}


def members(province, shape, row):
    """What a row tells: {member: value}."""
    columns, ways = WAYS[province]
    told = {}
    for column, member in zip(columns[shape].split(), MEMBERS[shape].split(), strict=True):
        if province == "jiangsu":
            column = JIANGSU_LIST.get(column, column.upper()) if shape == "list" else column.upper()
        told[member] = ways.get(member, text)(row.get(column))
    if shape == "list" and province != "zhejiang":
        letter = {"RED": "R", "BLACK": "B", "WATCH": "W"}[told["polarity"]]
        told["domain"] = DOMAINS[told["polarity"], told["domain"]] if province == "anhui" else letter + told["domain"][-2:]
    if "indicator" in told and province == "anhui":
        told["indicator"] = INDICATORS[told["subject.kind"], told["indicator"]]
    return told
