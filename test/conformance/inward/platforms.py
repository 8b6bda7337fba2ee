"""What the four platforms received: every version that each holds, in the order in which it came."""
import csv
import hashlib
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import psycopg

from sources import gb18030

from .columns import members

NAMESPACE = "{urn:js:pcip:exchange:1}"
SHANGHAI = {"t_wd_xzxk": "licence", "t_wd_xzcf": "penalty", "t_wd_zbx": "item", "t_wd_md": "list", "t_wd_gx": "relation", "t_wd_xyxf": "notice"}
JIANGSU = {"XZXK": "licence", "XZCF": "penalty", "ZBX": "item", "MD": "list", "GX": "relation", "XYXF": "notice"}
ANHUI = {"XZXK": "licence", "XZCF": "penalty", "ZBX": "item", "MD": "list", "GLGX": "relation", "XYXF": "notice"}
ZHEJIANG = {"0301": "licence", "0302": "penalty", "0601": "list", "0901": "relation", "0701": "notice"}


def as_text(value):
    return None if value is None else str(value).strip() if not isinstance(value, str) else value


def shanghai(source):
    """Rows of the tables, changed in place: the newest version of each record."""
    with psycopg.connect(source["url"]) as connection:
        for table, shape in SHANGHAI.items():
            cursor = connection.execute(f"select * from gxpt.{table}")
            names = [column.name for column in cursor.description]
            for values in cursor:
                row = {name: as_text(value) for name, value in zip(names, values)}
                told = members("shanghai", shape, row)
                if shape != "notice" and (row["yxbz"] == "N") != (told["op"] == "revoke"):
                    raise ValueError(f"yxbz of {told['recordId']} is not its op")
                yield shape, told


def zhejiang(source):
    """Groups of cells: of each version all cells, in the order of vid."""
    with psycopg.connect(source["url"]) as connection:
        cells = connection.execute("""
            select r.record_id, r.block, v.ver, substring(v.zbx_code from length(r.block) + 1), coalesce(v.val_s, v.val_n::text, v.val_d::text), v.op
            from zb_wd_value v join zb_wd_row r on r.sid = v.sid and r.row_no = v.row_no and left(v.zbx_code, length(r.block)) = r.block order by v.vid""").fetchall()
    groups, erased = {}, set()
    for record, block, version, item, value, op in cells:
        if op == "D":
            erased.add(record)
        else:
            groups.setdefault((record, version), (block, {}))[1][item] = value
    for (record, version), (block, row) in groups.items():
        shape = "item" if block[2:4] == "05" else ZHEJIANG[block[2:]]
        told = members("zhejiang", shape, row)
        if (told["recordId"], told["version"]) != (record.strip(), version):
            raise ValueError(f"a group of {record} holds cells of another record")
        yield shape, told


def jiangsu(source):
    """Rows of the messages in the out folder, in the order of their numbers; each must be whole."""
    for path in sorted(Path(source["outbox"]).glob("JS_WD_*.xml"), key=lambda path: path.stem.split("_")[3:]):
        root = ET.parse(path).getroot()
        head = {element.tag.removeprefix(NAMESPACE): element.text for element in root.find(f"{NAMESPACE}Head")}
        rows = root.findall(f"{NAMESPACE}Body/{NAMESPACE}Row")
        if head["MsgId"] != path.stem or int(head["Count"]) != len(rows):
            raise ValueError(f"{path.name} is not what its head says")
        shape = JIANGSU[head["Resource"].removeprefix("WD_")]
        for row in rows:
            columns = {element.tag.removeprefix(NAMESPACE): element.text for element in row}
            if columns.get("CZLX") != "E":
                yield shape, members("jiangsu", shape, columns)


def anhui(source):
    """Rows of the files in the out folder, in the order of their numbers; each must be what its manifest says."""
    for path in sorted(Path(source["outbox"]).glob("AH_WD_*.csv"), key=lambda path: path.stem.split("_")[3:]):
        content = path.read_bytes()
        manifest = dict(re.findall(r"(\S+)=(\S+)", gb18030.decode(path.with_suffix(".ok").read_bytes())))
        rows = list(csv.DictReader(io.StringIO(gb18030.decode(content), newline="")))
        if manifest != {"行数": str(len(rows)), "SHA256": hashlib.sha256(content).hexdigest()}:
            raise ValueError(f"{path.name} is not what its manifest says")
        shape = ANHUI[path.stem.split("_")[2]]
        for row in rows:
            if row.get("操作标志") != "E":
                yield shape, members("anhui", shape, {name: value or None for name, value in row.items()})


READERS = {"shanghai": shanghai, "jiangsu": jiangsu, "zhejiang": zhejiang, "anhui": anhui}
IN_PLACE = {"shanghai"}
