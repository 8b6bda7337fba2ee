import { createCatalogue } from '@delta/model'
import type { Catalogue, CatalogueRow, CatalogueTables } from '@delta/model'

const rows = (header: string, ...lines: readonly string[]): readonly CatalogueRow[] => {
  const columns = header.split(',')
  return lines.map(line => Object.fromEntries(line.split(',').map((cell, index) => [columns[index] ?? '', cell])))
}

const TABLES: Partial<CatalogueTables> = {
  provinces: rows('prefix,name,abbr', '31,上海市,沪', '32,江苏省,苏', '33,浙江省,浙', '34,安徽省,皖'),
  cities: rows('code,name,province', '310000,上海市,31', '320500,苏州市,32', '330200,宁波市,33', '340100,合肥市,34'),
  counties: rows('code,name,city,province', '310101,黄浦区,310000,31', '320583,昆山市,320500,32', '330203,海曙区,330200,33', '340181,巢湖市,340100,34'),
  'divisions-retired': rows('code,name,successor,until', '341402,居巢区,340181,2011-08-22'),
  'js-local-area-codes': rows('local_area,division', '0512,320500'),
  'code-lists': rows(
    'list,code,name',
    'penalty_kind,01,警告',
    'penalty_kind,02,通报批评',
    'penalty_kind,03,罚款',
    'penalty_kind,04,没收违法所得、没收非法财物',
    'licence_kind,01,普通',
    'id_type,10,身份证',
    'id_type,20,护照号',
    'counterparty_kind,1,法人及非法人组织',
    'counterparty_kind,2,自然人',
    'counterparty_kind,3,个体工商户',
    'removal_reason,1,信用修复 → REPAIRED',
    'removal_reason,4,其他(履行完毕、移出等) → DELISTED; also blank',
    'record_zt_old,0,正常 → VALID',
    'record_zt_old,1,撤销 → REVOKED',
    'record_zt_old,2,异议 → VALID + W_OBJECTION',
  ),
  domains: rows(
    'domain,polarity,name,area,function,now',
    'B05,black,生态环境领域严重失信主体,A,ECO,1',
    'R02,red,海关高级认证企业,A,CUSTOMS,1',
    'B27,black,知识产权(专利)领域严重失信主体,A,IP,1',
  ),
  indicators: rows(
    'indicator,subject_kind,category,name,value_type,polarity,function',
    'ENT-BAS-001,ENT,C01,企业名称,text,N,MKT',
    'ENT-OPS-001,ENT,C05,经营异常信息,event,A,MKT',
    'NAT-BAS-002,NAT,C01,公民身份号码,ric,N,HUKOU',
  ),
  'relation-dimensions': rows(
    'dimension,name,party_kind,unit_function',
    'INVESTOR,投资人,NAT,HUKOU',
    'INVESTOR,投资人,ORG,MKT',
    'LEGAL_REP,法定代表人,NAT,HUKOU',
    'SUPPLY_CHAIN,供应链,ORG,TAX',
  ),
  units: rows(
    'unit,name,function,provinces',
    'SH-MKT,上海市市场监督管理局,MKT,31',
    'SH-ECO,上海市生态环境局,ECO,31',
    'SH-FGW,上海市发展和改革委员会,FGW,31',
    'SH-HUKOU,上海市公安局,HUKOU,31',
    'ZJ-MKT,浙江省市场监督管理局,MKT,33',
    'ZJ-ECO,浙江省生态环境厅,ECO,33',
    'ZJ-TAX,国家税务总局浙江省税务局,TAX,33',
    'NB-TAX,国家税务总局宁波市税务局,TAX,33',
    'CSJ-CAAC,中国民用航空华东地区管理局,CAAC,31|33',
  ),
  'unit-alias': rows('name,province,division,unit', '宁波市生态环境局,33,330200,ZJ-ECO'),
  'unit-history': rows('name,unit,valid_from,valid_to', '上海市环境保护局,SH-ECO,,2018-10-31'),
  competence: rows(
    'function,function_name,province,city_override,unit',
    'MKT,市场监管,31,,SH-MKT',
    'ECO,生态环境,31,,SH-ECO',
    'FGW,发改,31,,SH-FGW',
    'HUKOU,公安,31,,SH-HUKOU',
    'MKT,市场监管,33,,ZJ-MKT',
    'TAX,税务,33,,ZJ-TAX',
    'TAX,税务,33,330200,NB-TAX',
    'IP,知识产权,33,,ZJ-MKT',
  ),
  'domain-unit': rows('domain,province,city_override,unit', 'B05,31,,SH-ECO', 'B05,33,,ZJ-ECO', 'B27,33,,ZJ-MKT'),
  'indicator-unit': rows('indicator,province,city_override,unit', 'ENT-BAS-001,31,,SH-MKT', 'ENT-OPS-001,31,,SH-MKT', 'NAT-BAS-002,31,,SH-HUKOU'),
  'authority-suffixes': rows('suffix,function', '生态环境局,ECO', '市场监督管理局,MKT', '税务局,TAX'),
  'uscc-kind-map': rows('prefix,kind', '11,GOV', '51,SOC', '91,ENT', '92,ENT', 'N2,ENT'),
}

/** A small catalogue in which every rule finds something, for tests without files. */
export const testCatalogue = (): Catalogue =>
  createCatalogue(new Proxy(TABLES, { get: (tables, name) => tables[name as keyof CatalogueTables] ?? [] }) as CatalogueTables)
